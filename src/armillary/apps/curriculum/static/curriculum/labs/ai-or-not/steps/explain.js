/** Last step of the younger levels, scored: explain two cases. */

import { element } from '../../kit/dom.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { findCard } from '../cards.js';
import { bigCard } from '../views.js';

/** @typedef {{id: string, card: string, wrong: Record<string, string>}} Case */

/**
 * By scheme: each question with the card that it is about, and what its wrong choices speak of, '' for nothing.
 * @type {Readonly<Record<string, Case[]>>}
 */
export const CASES = {
  learned: [
    { id: 'slip', card: 'bird', wrong: { list: 'A05-m1', itself: 'A05-m2' } },
    { id: 'change', card: 'lift', wrong: { examples: '', itself: 'A05-m2' } },
  ],
  alive: [
    { id: 'robot', card: 'robot', wrong: { moves: 'A02-m1', on: 'A02-m1' } },
    { id: 'smart', card: 'apple', wrong: { electric: 'A01-m1', lives: 'A02-m1' } },
  ],
};

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function explainStep({ scheme, orders }) {
  const pages = CASES[scheme.id].map(({ id, card, wrong }) => {
    const order = orders.fork(id).shuffle(['right', ...Object.keys(wrong)]);
    return /** @type {import('../../kit/quiz.js').Page} */ ({
      id,
      prompt: ({ say }) => say(`explain.${id}`),
      before: ({ say }) => bigCard(say, findCard(card)),
      options: ({ say }) => listOptions(say, `explain.${id}`, { order, wrong }),
    });
  });
  return quizStep({ id: 'explain', moment: 'explain', pages, lay: layBesideCard });
}

/** The card on one side, its question on the other. @type {import('../../kit/quiz.js').Quiz['lay']} */
const layBesideCard = ({ key, place, before, question, more }) => [
  element(
    'div',
    { class: 'kit-two', 'data-key': key },
    before,
    element('div', { class: 'kit-stack' }, place, question, more),
  ),
];
