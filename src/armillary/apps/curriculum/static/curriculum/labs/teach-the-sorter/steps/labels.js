/** Two people label by two rules: the same creatures, other labels, a worse sorter; then one rule. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture, panel } from '../../kit/parts.js';
import { creatureCard } from '../cards.js';
import { slip } from '../cases.js';
import { coatOutlines } from '../creature.js';
import { listOffRule, runTest } from '../model.js';
import { guide } from '../guide.js';
import { nameLabel } from '../words.js';

/** @typedef {import('../../kit/dom.js').Child} Child */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../model.js').Example} Example */
/** @typedef {ReturnType<typeof import('../cases.js').makeTwoLabellers>} Labellers */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function labelsStep(play) {
  const { examples, tests } = play.labellers();
  const { rule } = play.level;
  const settings = { rule, k: 1 };
  const current = (/** @type {number[]} */ flipped) =>
    examples.map((one) => (flipped.includes(one.creature.number) ? slip(one) : one));
  const resultOf = (/** @type {number[]} */ flipped, /** @type {number} */ i) =>
    runTest(current(flipped), tests[i], settings);

  const view = (/** @type {Bench} */ { say, state }) => {
    const now = current(state.flipped);
    return [
      coatOutlines(),
      element(
        'div',
        { class: 'kit-two kit-bench' },
        element(
          'div',
          { class: 'kit-stack' },
          guide(say, rule, { isOpen: state.opened > 0 }),
          element(
            'div',
            { class: 'kit-stack sorter-meadow' },
            labellerPanel(say, 'mia', { now, state }),
            labellerPanel(say, 'leo', { now, state }),
          ),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          resultPanel(say, state, { resultOf, nLeft: listOffRule(now, rule).length }),
        ),
      ),
    ];
  };

  const open = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    state.opened += 1;
    bench.focus('labels-result');
    const before = resultOf([], 0);
    if (state.opened === 1) return say('labels.before', { right: before.right, of: before.of });
    bench.finish();
    bench.focus('kit-next');
    const after = resultOf(state.flipped, 1);
    return say('labels.after', { before: before.right, right: after.right, of: after.of });
  };

  const flip = (/** @type {Bench} */ { say, state }, /** @type {string} */ word) => {
    const number = Number(word);
    const at = state.flipped.indexOf(number);
    if (at < 0) state.flipped.push(number);
    else state.flipped.splice(at, 1);
    const { label } = /** @type {Example} */ (
      current(state.flipped).find((one) => one.creature.number === number)
    );
    return say('labels.flipped', { number, label: nameLabel(say, label) });
  };

  const check = (/** @type {Bench} */ { say, state }) => {
    const n = listOffRule(current(state.flipped), rule).length;
    return n === 0 ? say('labels.allGood') : say('labels.left', { n });
  };

  return {
    id: 'labels',
    begin: () => ({ opened: 0, flipped: [] }),
    greet: ({ say, state }) => say(state.opened === 0 ? 'labels.greet' : 'labels.repair'),
    view,
    actions: { open, flip, check },
  };
}

/** @param {import('../../kit/texts.js').Say} say @param {'mia' | 'leo'} by @param {{now: Example[], state: {opened: number}}} board */
function labellerPanel(say, by, { now, state }) {
  const canFlip = state.opened === 1;
  const own = now.filter((/** @type {Example & {by?: string}} */ one) => one.by === by);
  return panel(
    say,
    `labels.${by}`,
    state.opened > 0 && element('p', { class: 'kit-quiet' }, say(`labels.${by}Rule`)),
    element(
      'div',
      { class: 'sorter-cards', 'data-grid': canFlip },
      own.map(({ creature, label }) =>
        creatureCard(say, creature, {
          label,
          act: canFlip ? `flip:${creature.number}` : undefined,
        }),
      ),
    ),
  );
}

/**
 * @param {import('../../kit/texts.js').Say} say
 * @param {{opened: number, flipped: number[]}} state
 * @param {{resultOf: (flipped: number[], i: number) => {right: number, of: number}, nLeft: number}} board
 */
function resultPanel(say, state, { resultOf, nLeft }) {
  /** @type {Child[]} */
  const dials = [];
  if (state.opened > 0)
    dials.push(countDial(say, resultOf([], 0), { caption: say('labels.twoRules') }));
  if (state.opened > 1)
    dials.push(countDial(say, resultOf(state.flipped, 1), { caption: say('labels.oneRule') }));
  return element(
    'section',
    { class: 'kit-panel kit-envelope-panel', tabindex: '-1', 'data-key': 'labels-result' },
    element('h3', {}, say('labels.result')),
    dials.length > 0 && element('div', { class: 'kit-dials' }, dials),
    element('p', {}, tellTask(say, state.opened, nLeft)),
    state.opened < 2 && envelopePicture(false),
    element(
      'div',
      { class: 'kit-row' },
      state.opened === 1 && actionButton(say('labels.check'), 'check', { key: 'check' }),
      state.opened < 2 &&
        actionButton(say(state.opened === 0 ? 'labels.open1' : 'labels.open2'), 'open', {
          isMain: true,
          key: 'open',
        }),
    ),
  );
}

/** @param {import('../../kit/texts.js').Say} say @param {number} opened @param {number} nLeft */
function tellTask(say, opened, nLeft) {
  if (opened === 0) return say('labels.task0');
  if (opened === 1) return say('labels.task1');
  return nLeft > 0 ? say('labels.rest', { n: nLeft }) : say('labels.task2');
}
