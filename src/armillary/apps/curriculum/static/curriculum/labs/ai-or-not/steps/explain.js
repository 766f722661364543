/** Last step of the younger levels, scored: explain two cases. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { findCard } from '../cards.js';
import { bigCard } from '../views.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */

/** @typedef {{id: string, card: string, wrong: Record<string, string>}} Case */

/**
 * By scheme: each question with the card that it is about, and what its wrong choices speak of.
 * @type {Readonly<Record<string, Case[]>>}
 */
export const CASES = {
  learned: [
    { id: 'slip', card: 'bird', wrong: { list: 'A05-m1', itself: 'A05-m2' } },
    { id: 'change', card: 'lift', wrong: { examples: 'none', itself: 'A05-m2' } },
  ],
  alive: [
    { id: 'robot', card: 'robot', wrong: { moves: 'A02-m1', on: 'A02-m1' } },
    { id: 'smart', card: 'apple', wrong: { electric: 'A01-m1', lives: 'A02-m1' } },
  ],
};

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function explainStep({ scheme, orders }) {
  const cases = CASES[scheme.id];
  const ordersOf = cases.map(({ id, wrong }) =>
    orders.fork(id).shuffle(['right', ...Object.keys(wrong)]),
  );
  const promptOf = (/** @type {Say} */ say, /** @type {number} */ page) =>
    say(`explain.${cases[page].id}`);
  const optionsOf = (/** @type {Say} */ say, /** @type {number} */ page) =>
    ordersOf[page].map((id) => ({
      id,
      face: say(`explain.${cases[page].id}.${id}`),
      right: id === 'right',
      misconception: cases[page].wrong[id],
      feedback: say(`explain.${cases[page].id}.${id}.say`),
    }));

  const view = (/** @type {Bench} */ { say, state }) => {
    const { id, card } = cases[state.page];
    const chosen = state.chosen[id];
    const isLast = state.page === cases.length - 1;
    return [
      element(
        'div',
        { class: 'kit-two', 'data-key': `page-${id}` },
        bigCard(say, findCard(card)),
        element(
          'div',
          { class: 'kit-stack' },
          element('p', { class: 'kit-place' }, say('place', { n: state.page + 1, of: cases.length })),
          questionView(say, {
            id,
            prompt: promptOf(say, state.page),
            options: optionsOf(say, state.page),
            chosen,
          }),
          chosen !== undefined &&
            !isLast &&
            actionButton(say('next'), 'more', { isMain: true, key: 'more' }),
        ),
      ),
    ];
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ id,
  ) => {
    const { say, state } = bench;
    state.chosen[question] = id;
    const option = /** @type {Option} */ (
      optionsOf(say, state.page).find((one) => one.id === id)
    );
    if (state.page === cases.length - 1) {
      bench.finish();
      bench.report('explain', ...scoreOf(cases, state.chosen));
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(say, option);
  };

  return {
    id: 'explain',
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say, state }) => promptOf(say, state.page),
    view,
    actions: {
      choose,
      more: ({ say, state, focus }) => {
        state.page += 1;
        focus(`q-${cases[state.page].id}`);
        return promptOf(say, state.page);
      },
    },
  };
}

/**
 * @param {readonly Case[]} cases
 * @param {Record<string, string>} chosen
 * @returns {[number, {chosen: Record<string, string>, misconceptions: string[]}]}
 */
export function scoreOf(cases, chosen) {
  const missed = cases.filter((one) => chosen[one.id] !== 'right');
  const misconceptions = missed
    .map((one) => one.wrong[chosen[one.id]] ?? 'none')
    .filter((id) => id !== 'none');
  return [1 - missed.length / cases.length, { chosen, misconceptions }];
}
