/**
 * The leak switch: three test drawings slip into the training part, and the count rises for
 * nothing.
 */

import { element } from '../../kit/dom.js';
import { countDial, panel } from '../../kit/parts.js';
import { drawnForLab, shelves, testStrip } from '../cards.js';
import { makeLeak } from '../cases.js';
import { runTest } from '../model.js';
import { readParts } from '../parts.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../model.js').Known} Known */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function leakStep(play) {
  const read = (/** @type {Bench} */ { look, state }) => {
    const parts = readParts(play, look);
    const { leaked, fresh } = play.keep(`leak:${parts.key}`, () =>
      makeLeak(play.level, parts, play.chance.fork('leak')),
    );
    const training = state.on ? [...parts.training, ...leaked] : parts.training;
    return { parts, leaked, fresh, training };
  };
  const count = (/** @type {Bench} */ bench) => {
    const { parts, fresh, training } = read(bench);
    return {
      before: runTest(parts.training, parts.test),
      old: runTest(training, parts.test),
      freshBefore: runTest(parts.training, fresh),
      fresh: runTest(training, fresh),
    };
  };

  const turn = (/** @type {Bench} */ bench) => {
    const { say, state, finish } = bench;
    state.on = !state.on;
    const { before, old, fresh, freshBefore } = count(bench);
    if (!state.on) return say('leak.off', { right: old.right, of: old.of });
    finish();
    return say('leak.on', {
      before: before.right,
      right: old.right,
      of: old.of,
      freshBefore: freshBefore.right,
      fresh: fresh.right,
    });
  };

  return {
    id: 'leak',
    begin: () => ({ on: false }),
    greet: ({ say }) => say('leak.greet'),
    view: (bench) => {
      const { say, state } = bench;
      const { parts, leaked, training } = read(bench);
      const { old, fresh } = count(bench);
      const near = state.on ? leaked : [];
      return [
        element(
          'div',
          { class: 'kit-two' },
          element(
            'div',
            { class: 'kit-stack' },
            element(
              'section',
              { class: 'kit-panel', 'data-key': 'leak' },
              switchView(say, state.on),
              element(
                'div',
                { class: 'kit-dials' },
                countDial(say, old, { caption: say('leak.old') }),
                countDial(say, fresh, { caption: say('leak.fresh') }),
              ),
              state.on && element('p', { class: 'kit-note' }, say('leak.why')),
            ),
            panel(
              say,
              'test.inside',
              testStrip(say, parts.test, runTest(training, parts.test).guesses, { key: 'leak' }),
              drawnForLab(say),
            ),
          ),
          panel(say, 'part.training', shelves(say, training, play.level.kinds, { near })),
        ),
      ];
    },
    actions: { turn },
  };
}

/** @param {Say} say @param {boolean} isOn */
function switchView(say, isOn) {
  return element(
    'button',
    {
      type: 'button',
      class: 'kit-button doodle-switch',
      role: 'switch',
      'aria-checked': String(isOn),
      'data-act': 'turn',
      'data-key': 'turn',
      'data-digit': 1,
    },
    element('span', { class: 'doodle-switch-track', 'aria-hidden': 'true' }),
    say('leak.switch'),
  );
}
