/** Last step: what the sorter cannot do, written down with the learner's own numbers. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { TEAPOT } from '../cases.js';
import { comparator } from '../comparator.js';
import { coatOutlines, teapotPicture } from '../creature.js';
import { guessLabel } from '../model.js';
import { nameLabel } from '../words.js';
import { listExamples } from './build.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function limitsStep(play) {
  const { near, far } = play.meadow();
  const field = { creatures: [...near, ...far] };
  const ownExamples = (/** @type {Bench} */ bench) => listExamples(field, bench.look('build').kept);

  const view = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const guess = guessLabel(TEAPOT.look, ownExamples(bench), 1);
    const name = say('limits.teapot');
    return [
      coatOutlines(),
      element(
        'div',
        { class: 'kit-two' },
        state.isHere
          ? panel(
              say,
              'limits.newcomer',
              comparator(say, TEAPOT, guess, { picture: teapotPicture(), name }),
              element('p', { class: 'kit-note' }, say('limits.forced')),
            )
          : panel(
              say,
              'limits.gate',
              element('p', {}, say('limits.ask')),
              actionButton(say('limits.bring'), 'bring', { isMain: true, key: 'bring' }),
            ),
        state.isHere && noteView(bench),
      ),
    ];
  };

  const tellGuess = (/** @type {Bench} */ bench) => {
    const { label } = guessLabel(TEAPOT.look, ownExamples(bench), 1);
    return bench.say('limits.guess', { label: nameLabel(bench.say, label) });
  };

  const bring = (/** @type {Bench} */ bench) => {
    bench.state.isHere = true;
    bench.finish();
    bench.focus('limits-note');
    return tellGuess(bench);
  };

  return {
    id: 'limits',
    begin: () => ({ isHere: false }),
    greet: (bench) => (bench.state.isHere ? tellGuess(bench) : bench.say('limits.greet')),
    view,
    actions: { bring },
  };
}

/** @param {Bench} bench */
function noteView({ say, look }) {
  const { rounds } = look('build');
  const last = rounds.at(-1);
  const lines = ['two', 'seven', 'examples', 'labels', 'people'].map((key) =>
    element('li', {}, say(`limits.${key}`)),
  );
  return element(
    'section',
    { class: 'kit-panel sorter-limits-note', tabindex: '-1', 'data-key': 'limits-note' },
    element('h3', {}, say('limits.note')),
    element('p', {}, say('limits.purpose')),
    element('p', {}, say('limits.tested', { n: last.labels, right: last.right, of: last.of })),
    element('ul', {}, lines),
  );
}
