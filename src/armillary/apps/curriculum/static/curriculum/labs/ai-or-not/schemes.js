/** What a level sorts, by which definition, into which bins and with which reasons. */

import { CARDS, PROGRAMS, THINGS } from './cards.js';
import { OURS, PARTS, judge, sideOf } from './definition.js';
import { PROGRAM_REASONS, REASONS, THING_REASONS } from './reasons.js';

/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Definition} Definition */
/** @typedef {import('./definition.js').Part} Part */
/** @typedef {import('./definition.js').Side} Side */
/**
 * @typedef {object} Scheme
 * @property {'ai' | 'learned' | 'alive'} id Its own texts end with it.
 * @property {readonly Card[]} cards
 * @property {readonly string[]} shown Always on the table.
 * @property {Readonly<Record<string, number>>} envelope How many cards of each bin are sealed.
 * @property {readonly Part[]} parts The switches.
 * @property {readonly Part[]} ours The parts that belong to the definition of the lesson.
 * @property {readonly Part[]} start What is switched on at first.
 * @property {readonly string[]} bins
 * @property {(card: Card) => string} judge The bin of a card.
 * @property {(card: Card) => Side} side Where a card belongs.
 * @property {{wide: Definition[], narrow: Definition[], judged: Definition[]}} claims Definitions that
 *   let something slip in, that leave something out, and that are to be judged.
 * @property {readonly import('./reasons.js').Reason[]} reasons
 * @property {readonly string[]} steps
 */

/** @param {Part[]} parts @returns {Definition} */
const define = (...parts) => ({ parts, strict: false });

/** @type {Scheme} */
const ai = {
  id: 'ai',
  cards: CARDS,
  shown: ['kettle', 'robot', 'dog', 'bike'],
  envelope: { ai: 4, not: 4, edge: 1, film: 1 },
  parts: PARTS,
  ours: OURS,
  start: ['electric'],
  bins: ['ai', 'not', 'edge', 'film'],
  judge,
  side: sideOf,
  claims: {
    wide: [
      define('electric'),
      define('input', 'output'),
      define('input', 'output', 'goal'),
      define('input', 'inference', 'output'),
    ],
    narrow: [define('body', ...OURS), define('face', ...OURS)],
    judged: [
      define('body'),
      define('face'),
      define('electric', 'body'),
      define('input', 'inference', 'output'),
      define('body', ...OURS),
    ],
  },
  reasons: REASONS,
  steps: ['build', 'predict', 'sort', 'film', 'border'],
};

const isLearned = (/** @type {Card} */ card) => card.how === 'learned';

/** @type {Scheme} */
const learned = {
  id: 'learned',
  cards: PROGRAMS,
  shown: ['kettle', 'robot', 'weeds'],
  envelope: { learned: 5, fixed: 5 },
  parts: ['electric', 'body', 'face', 'input', 'shown'],
  ours: ['shown'],
  start: ['electric'],
  bins: ['learned', 'fixed'],
  judge: (card) => (isLearned(card) ? 'learned' : 'fixed'),
  side: (card) => (isLearned(card) ? 'in' : 'out'),
  claims: {
    wide: [define('electric'), define('input'), define('body')],
    narrow: [define('body', 'shown'), define('face', 'shown')],
    judged: [define('electric', 'input'), define('face'), define('body', 'input', 'shown')],
  },
  reasons: PROGRAM_REASONS,
  steps: ['build', 'predict', 'sort', 'explain'],
};

/** @type {Scheme} */
const alive = {
  id: 'alive',
  cards: THINGS,
  shown: ['robot', 'tree', 'weeds', 'dog'],
  envelope: { living: 3, machine: 4, smart: 3 },
  parts: ['body', 'face', 'electric', 'grows'],
  ours: ['grows'],
  start: ['body'],
  bins: ['living', 'machine', 'smart'],
  judge: (card) => (card.alive ? 'living' : isLearned(card) ? 'smart' : 'machine'),
  side: (card) => (card.alive ? 'in' : 'out'),
  claims: {
    wide: [define('body'), define('face')],
    narrow: [define('body', 'grows'), define('face', 'grows')],
    judged: [define('electric'), define('body', 'face'), define('body', 'face', 'grows')],
  },
  reasons: THING_REASONS,
  steps: ['build', 'predict', 'sort', 'explain'],
};

/** By level. @type {Readonly<Record<string, Scheme>>} */
export const SCHEMES = Object.freeze({ alive, learned, definition: ai });
