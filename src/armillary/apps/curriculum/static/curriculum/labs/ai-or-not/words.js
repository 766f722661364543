/** How the lab names cards, parts and definitions in the reader's language. */

import { measure } from './definition.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Definition} Definition */
/** @typedef {import('./definition.js').Part} Part */
/** @typedef {import('./schemes.js').Scheme} Scheme */

/** @param {Say} say @param {string} id @returns {string} */
export const nameOf = (say, id) => say(`name.${id}`);

/**
 * "a, b and c"
 * @param {Say} say
 * @param {readonly string[]} words
 * @returns {string}
 */
export function list(say, words) {
  if (words.length < 2) return words.join('');
  const before = words.slice(0, -1).join(say('comma'));
  return say('and', { before, last: words[words.length - 1] });
}

/** @param {Say} say @param {readonly Card[]} cards @returns {string} the names of all, or "none" */
export function nameAll(say, cards) {
  return cards.length > 0
    ? list(
        say,
        cards.map((card) => nameOf(say, card.id)),
      )
    : say('nobody');
}

/**
 * A definition as a sentence: "AI is everything that gets an input and gives an output."
 * @param {Say} say
 * @param {Scheme} scheme
 * @param {Definition} definition
 * @returns {string}
 */
export function tellDefinition(say, { id }, { parts, strict }) {
  if (parts.length === 0) return say(`definition.all.${id}`);
  const clauses = parts.map((part) =>
    say(part === 'inference' && strict ? 'part.strict' : `part.${part}`),
  );
  return say(`definition.${id}`, { clauses: list(say, clauses) });
}

/** @param {number} value @returns {'yes' | 'half' | 'no'} */
export const gradeOf = (value) => (value === 1 ? 'yes' : value > 0 ? 'half' : 'no');

/**
 * What a part is in a card: its kind of input, the way to its output, its output, its goal.
 * @param {Say} say
 * @param {Card} card
 * @param {Part} part
 * @returns {string}
 */
export function tellFact(say, card, part) {
  if (part === 'input') return say(`takes.${card.takes}`);
  if (part === 'inference') return say(`how.${card.tasks === 'any' ? 'story' : card.how}`);
  if (part === 'output') return say(card.gives === 'none' ? 'takes.none' : `gives.${card.gives}`);
  if (part === 'goal') return say(`goal.${card.goal}`);
  return say(`mark.${gradeOf(measure(card, part))}`);
}
