/** The reasons for a sorting: when each is true of a card, and what it decides. No document in here. */

import { judge } from './definition.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Verdict} Verdict */
/**
 * @typedef {object} Reason
 * @property {string} id
 * @property {(card: Card) => boolean} isTrue
 * @property {Verdict | null} decides The bin that it speaks for; null where it decides nothing.
 * @property {string} misconception What giving it as the reason speaks of.
 */

const isFilm = (/** @type {Card} */ card) => card.tasks === 'any';

/** @type {readonly Reason[]} */
export const REASONS = Object.freeze([
  {
    id: 'learned',
    isTrue: (card) => card.how === 'learned' && card.goal === 'people' && !isFilm(card),
    decides: 'ai',
    misconception: 'A05-m2',
  },
  { id: 'fixed', isTrue: (card) => card.how === 'fixed', decides: 'not', misconception: 'A05-m1' },
  { id: 'stored', isTrue: (card) => card.how === 'stored', decides: 'not', misconception: 'A05-m1' },
  {
    id: 'noInput',
    isTrue: (card) => card.takes === 'none',
    decides: 'not',
    misconception: 'A06-m3',
  },
  { id: 'tries', isTrue: (card) => card.how === 'tries', decides: 'edge', misconception: 'none' },
  {
    id: 'average',
    isTrue: (card) => card.how === 'average',
    decides: 'edge',
    misconception: 'none',
  },
  {
    id: 'closest',
    isTrue: (card) => card.how === 'closest',
    decides: 'edge',
    misconception: 'none',
  },
  { id: 'any', isTrue: isFilm, decides: 'film', misconception: 'A07-m1' },
  { id: 'electric', isTrue: (card) => card.electric, decides: null, misconception: 'A01-m1' },
  { id: 'through', isTrue: (card) => card.takes !== 'none', decides: null, misconception: 'A06-m4' },
  { id: 'body', isTrue: (card) => card.body || card.face, decides: null, misconception: 'A06-m1' },
  {
    id: 'noBody',
    isTrue: (card) => !card.body && !card.face,
    decides: null,
    misconception: 'A06-m1',
  },
]);
/** A list that people stored is followed by a rule, so neither stands beside the other. */
const ALIKE = Object.freeze(['fixed', 'stored']);

/** @param {string} id @returns {Reason} */
export function findReason(id) {
  const reason = REASONS.find((one) => one.id === id);
  if (!reason) throw new RangeError(`no reason ${id}`);
  return reason;
}

/** @param {Card} card @param {Reason} reason @returns {boolean} whether it is true of the card and decides */
export function isRightReason(card, reason) {
  return reason.decides === judge(card) && reason.isTrue(card);
}

/**
 * Four reasons to choose from: the right one, two that are not true of this card (one of them for the
 * same bin where there is one), and one that is true but decides nothing.
 * @param {Card} card
 * @param {Chance} chance
 * @returns {string[]}
 */
export function drawReasons(card, chance) {
  const [right] = REASONS.filter((reason) => isRightReason(card, reason));
  const isOther = (/** @type {Reason} */ reason) =>
    reason.decides && !reason.isTrue(card) && !(ALIKE.includes(right.id) && ALIKE.includes(reason.id));
  const untrue = chance.shuffle(REASONS.filter(isOther));
  const near = untrue.filter((reason) => reason.decides === right.decides);
  const far = untrue.filter((reason) => reason.decides !== right.decides);
  const idle = REASONS.filter((reason) => !reason.decides && reason.isTrue(card));
  const others = [...near.slice(0, 1), ...far].slice(0, 2);
  return chance.shuffle([right, ...others, chance.pick(idle)]).map((reason) => reason.id);
}
