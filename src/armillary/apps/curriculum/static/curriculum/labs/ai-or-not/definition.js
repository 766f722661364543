/** What a definition lets in, and what our definition of AI says of a card. No document in here. */

/** @typedef {import('./cards.js').Card} Card */
/** @typedef {'electric' | 'body' | 'face' | 'input' | 'inference' | 'output' | 'goal' | 'shown' | 'grows'} Part */
/** @typedef {'ai' | 'not' | 'edge' | 'film'} Verdict */
/** @typedef {'in' | 'out' | 'open'} Side Where a card belongs; open where people argue. */
/**
 * @typedef {object} Definition "AI is everything that ...": all parts switched on must hold.
 * @property {readonly Part[]} parts
 * @property {boolean} strict Only what was learned from data counts as an inference.
 */

/** The switches, in the order in which they stand. */
export const PARTS = Object.freeze(
  /** @type {Part[]} */ (['electric', 'body', 'face', 'input', 'inference', 'output', 'goal']),
);
/** The four parts of our definition. */
export const OURS = Object.freeze(
  /** @type {Part[]} */ (['input', 'inference', 'output', 'goal']),
);

/** How far the way to an output is an inference: 1 surely, 0 not at all, a half where it is argued. */
const INFERS = Object.freeze({
  learned: 1,
  tries: 0.5,
  average: 0.5,
  closest: 0.5,
  fixed: 0,
  stored: 0,
  none: 0,
});

/**
 * How far a part holds of a card: 0, a half, or 1.
 * @param {Card} card
 * @param {Part} part
 * @returns {number}
 */
export function measure(card, part) {
  if (part === 'input') return Number(card.takes !== 'none');
  if (part === 'output') return Number(card.gives !== 'none');
  if (part === 'goal') return Number(card.goal === 'people');
  if (part === 'inference') return INFERS[card.how];
  if (part === 'shown') return Number(card.how === 'learned');
  if (part === 'grows') return Number(card.alive);
  return Number(card[part]);
}

/** @param {Card} card @param {Part} part @param {boolean} strict */
export function holds(card, part, strict) {
  return measure(card, part) >= (strict ? 1 : 0.5);
}

/** @param {Card} card @param {Definition} definition @returns {boolean} whether the card falls inside */
export function fits(card, { parts, strict }) {
  return parts.every((part) => holds(card, part, strict));
}

/** @param {Card} card @param {Definition} definition @returns {Part[]} the parts that keep the card outside */
export function listMissing(card, { parts, strict }) {
  return parts.filter((part) => !holds(card, part, strict));
}

/**
 * What our definition says: a chain is as strong as its weakest part. What copes with any task
 * exists only in films.
 * @param {Card} card
 * @returns {Verdict}
 */
export function judge(card) {
  if (card.tasks === 'any') return 'film';
  const weakest = Math.min(...OURS.map((part) => measure(card, part)));
  return weakest === 1 ? 'ai' : weakest > 0 ? 'edge' : 'not';
}

/** @param {Card} card @returns {Side} */
export function sideOf(card) {
  const verdict = judge(card);
  if (verdict === 'edge') return 'open';
  return verdict === 'ai' ? 'in' : 'out';
}

/**
 * How a definition sorts cards, and where that differs from where they belong.
 * @param {readonly Card[]} cards
 * @param {Definition} definition
 * @param {(card: Card) => Side} [belongs]
 * @returns {{inside: Card[], outside: Card[], slippedIn: Card[], leftOut: Card[]}}
 */
export function sortCards(cards, definition, belongs = sideOf) {
  const inside = cards.filter((card) => fits(card, definition));
  const outside = cards.filter((card) => !fits(card, definition));
  return {
    inside,
    outside,
    slippedIn: inside.filter((card) => belongs(card) === 'out'),
    leftOut: outside.filter((card) => belongs(card) === 'in'),
  };
}

/** @typedef {'wide' | 'narrow' | 'both' | 'fitting'} Width */

/**
 * Whether a definition is too wide or too narrow for these cards.
 * @param {readonly Card[]} cards
 * @param {Definition} definition
 * @param {(card: Card) => Side} [belongs]
 * @returns {Width}
 */
export function widthOf(cards, definition, belongs = sideOf) {
  const { slippedIn, leftOut } = sortCards(cards, definition, belongs);
  if (slippedIn.length > 0) return leftOut.length > 0 ? 'both' : 'wide';
  return leftOut.length > 0 ? 'narrow' : 'fitting';
}
