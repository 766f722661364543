/** The reasons for a sorting: when each is true of a card, and what it decides. No document in here. */

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./schemes.js').Scheme} Scheme */
/**
 * @typedef {object} Reason
 * @property {string} id
 * @property {(card: Card) => boolean} isTrue
 * @property {string | null} decides The bin that it speaks for; null where it decides nothing.
 * @property {string} misconception What giving it as the reason speaks of.
 */

const isFilm = (/** @type {Card} */ card) => card.tasks === 'any';

/** Reasons that are true of many cards and decide nothing. @type {readonly Reason[]} */
const IDLE = Object.freeze([
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

/** For the definition of AI. @type {readonly Reason[]} */
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
  ...IDLE,
]);
const byRule = (/** @type {Card} */ card) => ['fixed', 'tries'].includes(card.how);

/** For "rules or learned?". @type {readonly Reason[]} */
export const PROGRAM_REASONS = Object.freeze([
  {
    id: 'examples',
    isTrue: (card) => card.how === 'learned',
    decides: 'learned',
    misconception: 'A05-m2',
  },
  { id: 'rule', isTrue: byRule, decides: 'fixed', misconception: 'A05-m1' },
  { id: 'stored', isTrue: (card) => card.how === 'stored', decides: 'fixed', misconception: 'A05-m1' },
  { id: 'itself', isTrue: () => false, decides: 'learned', misconception: 'A05-m2' },
  ...IDLE.filter((reason) => reason.id !== 'through'),
]);

/** For "alive, machine or smart machine?". @type {readonly Reason[]} */
export const THING_REASONS = Object.freeze([
  { id: 'grows', isTrue: (card) => card.alive, decides: 'living', misconception: 'A02-m1' },
  {
    id: 'built',
    isTrue: (card) => !card.alive && card.how !== 'learned',
    decides: 'machine',
    misconception: 'none',
  },
  {
    id: 'trained',
    isTrue: (card) => !card.alive && card.how === 'learned',
    decides: 'smart',
    misconception: 'A01-m1',
  },
  { id: 'moves', isTrue: (card) => card.body, decides: null, misconception: 'A02-m1' },
  { id: 'still', isTrue: (card) => !card.body, decides: null, misconception: 'A02-m1' },
]);

/** A list that people stored is followed by a rule, so neither stands beside the other. */
const ALIKE = Object.freeze(['fixed', 'stored', 'rule']);

/** @param {Scheme} scheme @param {string} id @returns {Reason} */
export function findReason(scheme, id) {
  const reason = scheme.reasons.find((one) => one.id === id);
  if (!reason) throw new RangeError(`no reason ${id}`);
  return reason;
}

/**
 * @param {Scheme} scheme @param {Card} card @param {Reason} reason
 * @returns {boolean} whether it is true of the card and decides
 */
export function isRightReason(scheme, card, reason) {
  return reason.decides === scheme.judge(card) && reason.isTrue(card);
}

/**
 * Four reasons to choose from: the right one, two that are not true of this card (one of them for the
 * same bin where there is one), and one that is true but decides nothing.
 * @param {Scheme} scheme
 * @param {Card} card
 * @param {Chance} chance
 * @returns {string[]}
 */
export function drawReasons(scheme, card, chance) {
  const [right] = scheme.reasons.filter((reason) => isRightReason(scheme, card, reason));
  const areAlike = (/** @type {Reason} */ reason) =>
    ALIKE.includes(right.id) && ALIKE.includes(reason.id);
  const untrue = chance.shuffle(
    scheme.reasons.filter((one) => one.decides && !one.isTrue(card) && !areAlike(one)),
  );
  const near = untrue.filter((reason) => reason.decides === right.decides);
  const far = untrue.filter((reason) => reason.decides !== right.decides);
  const idle = scheme.reasons.filter((reason) => !reason.decides && reason.isTrue(card));
  const others = [...near.slice(0, 1), ...far].slice(0, 2);
  return chance.shuffle([right, ...others, chance.pick(idle)]).map((reason) => reason.id);
}
