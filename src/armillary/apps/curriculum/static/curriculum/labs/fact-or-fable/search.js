/** Search by word on the reference shelf. */

import { CARDS } from './topics.js';

/** @typedef {{id: string, title: string, lines: string[]}} Card */

/**
 * The cards of the shelf in the reader's language.
 * @param {import('../kit/texts.js').Say} say
 * @returns {Card[]}
 */
export const readCards = (say) =>
  Object.entries(CARDS).map(([id, n]) => ({
    id,
    title: say(`card.${id}`),
    lines: Array.from({ length: n }, (_, i) => say(`card.${id}.${i}`)),
  }));

const HAN = /\p{Script=Han}/u;

/** @param {string} text */
const plain = (text) => text.toLowerCase().replaceAll('ё', 'е').replaceAll('’', "'");

/** @param {string} text @returns {string[]} */
const splitWords = (text) => plain(text).match(/[\p{L}\p{N}']+/gu) ?? [];

/**
 * Does a text hold the word, in whatever form? Where words are written apart, up to two last letters
 * of a longer word may differ ("octopuses", "octopus"); Chinese is compared as it stands.
 * @param {string} text
 * @param {string} wanted One word, plain.
 */
export function holdsWord(text, wanted) {
  if (HAN.test(wanted)) return plain(text).includes(wanted);
  const isNumber = /^\p{N}+$/u.test(wanted);
  const stem = wanted.length > 4 ? wanted.slice(0, Math.max(3, wanted.length - 2)) : wanted;
  return splitWords(text).some((word) => {
    if (isNumber || wanted.length < 3) return word === wanted;
    if (word.startsWith(wanted)) return true;
    if (word.length <= wanted.length && word.length >= 3 && wanted.startsWith(word)) return true;
    return word.startsWith(stem) && Math.abs(word.length - wanted.length) <= 2;
  });
}

/**
 * The cards that hold every word of the query, those that hold one in their title first.
 * @param {readonly Card[]} cards
 * @param {string} query
 * @returns {{card: Card, lines: number[]}[]} with the lines that hold one of the words
 */
export function findCards(cards, query) {
  const wanted = splitWords(query);
  if (wanted.length === 0) return cards.map((card) => ({ card, lines: [] }));
  const inTitle = (/** @type {Card} */ card) => wanted.some((word) => holdsWord(card.title, word));
  return cards
    .filter((card) =>
      wanted.every((word) => [card.title, ...card.lines].some((text) => holdsWord(text, word))),
    )
    .map((card) => ({
      card,
      lines: card.lines.flatMap((line, i) =>
        wanted.some((word) => holdsWord(line, word)) ? [i] : [],
      ),
    }))
    .sort((a, b) => Number(inTitle(b.card)) - Number(inTitle(a.card)));
}
