/** First step: an empty sorter, and what one label after the other changes. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { baskets, labelSign } from '../cards.js';
import { comparator } from '../comparator.js';
import { coatOutlines } from '../creature.js';
import { LABELS, countLakeSigns, guessLabel, labelAll, labelByRule } from '../model.js';
import { guide } from '../guide.js';
import { nameLabel, tellGuess } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function meetStep(play) {
  const newcomers = play.meeting();
  const { rule } = play.level;
  const shownSoFar = (/** @type {number} */ n) => labelAll(newcomers.slice(0, n), rule);
  const guessFor = (/** @type {number} */ i) => guessLabel(newcomers[i].look, shownSoFar(i), 1);

  const view = (/** @type {Bench} */ { say, state }) => {
    const isOver = state.n === newcomers.length;
    const i = Math.min(state.n, newcomers.length - 1);
    const guess = guessFor(i);
    return [
      coatOutlines(),
      element(
        'div',
        { class: 'kit-two kit-bench' },
        element(
          'div',
          { class: 'kit-stack' },
          panel(say, 'meet.machine', comparator(say, newcomers[i], guess)),
          !isOver && labelButtons(say),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          guide(say, rule, { isOpen: true }),
          panel(say, 'meet.examples', baskets(say, shownSoFar(state.n), { leaned: guess.leaned })),
        ),
      ),
    ];
  };

  const label = (/** @type {Bench} */ bench, /** @type {string} */ given) => {
    const { say, state } = bench;
    const newcomer = newcomers[state.n];
    const { number } = newcomer;
    const truth = labelByRule(newcomer.look, rule);
    if (given !== truth) {
      state.slips += 1;
      const n = countLakeSigns(newcomer.look, rule);
      return say('meet.count', { number, n, of: rule.signs.length });
    }
    state.n += 1;
    const taken = say('meet.taken', { number, label: nameLabel(say, truth) });
    if (state.n < newcomers.length)
      return taken + say('kit.gap') + tellGuess(say, newcomers[state.n], guessFor(state.n));
    bench.finish();
    bench.focus('kit-next');
    return taken + say('kit.gap') + say('meet.over', { n: newcomers.length });
  };

  return {
    id: 'meet',
    begin: () => ({ n: 0, slips: 0 }),
    greet: ({ say, state }) => {
      if (state.n === 0) return say('meet.greet');
      if (state.n === newcomers.length) return say('meet.over', { n: newcomers.length });
      return tellGuess(say, newcomers[state.n], guessFor(state.n));
    },
    view,
    actions: { label },
  };
}

/** @param {import('../../kit/texts.js').Say} say */
function labelButtons(say) {
  return element(
    'div',
    { class: 'kit-panel sorter-dock', 'data-key': 'dock' },
    element(
      'div',
      { class: 'sorter-label-bar', role: 'group', 'aria-label': say('label.give') },
      LABELS.map((label, i) =>
        actionButton(nameLabel(say, label), `label:${label}`, {
          key: `give-${label}`,
          digit: i + 1,
          face: labelSign(label),
        }),
      ),
    ),
  );
}
