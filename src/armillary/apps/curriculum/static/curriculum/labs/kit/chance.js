/** Seeded chance: the same seed gives the same draws on every machine and in every browser. */

/**
 * @typedef {object} Chance
 * @property {() => number} next A number in [0, 1).
 * @property {(n: number) => number} below A whole number from 0 to n - 1.
 * @property {<T>(list: readonly T[]) => T} pick One entry of the list.
 * @property {<T>(list: readonly T[]) => T[]} shuffle A new list in another order.
 * @property {(name: string) => Chance} fork Chance of its own for one part of a lab, so that
 *   a change in one part leaves the draws of every other part as they were.
 */

const UINT32 = 0x1_0000_0000;
/** Far above what any seed should need: a test of each lab walks over many seeds. */
const MOST_DRAWS = 5000;

/**
 * Spread a text over 32 bits (FNV-1a).
 * @param {string} text
 * @returns {number}
 */
function hashText(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Chance that starts from a seed (mulberry32: 32 bits of state, integer arithmetic only).
 * @param {string | number} seed
 * @returns {Chance}
 */
export function makeChance(seed) {
  let state = hashText(String(seed));
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32;
  };
  const below = (/** @type {number} */ n) => {
    if (!Number.isInteger(n) || n < 1)
      throw new RangeError(`n must be a whole number above 0, got ${n}`);
    return Math.floor(next() * n);
  };
  return {
    next,
    below,
    pick: (list) => list[below(list.length)],
    shuffle: (list) => shuffled(list, below),
    fork: (name) => makeChance(`${seed}/${name}`),
  };
}

/**
 * Fisher and Yates.
 * @template T
 * @param {readonly T[]} list
 * @param {(n: number) => number} below
 * @returns {T[]}
 */
function shuffled(list, below) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

/**
 * Draw until the draw serves its purpose. What a purpose may demand is shown to hold for draws
 * on average by the tests; the redraw only spares a class the rare odd one.
 * @template T
 * @param {Chance} chance
 * @param {(chance: Chance) => T} draw
 * @param {(drawn: T) => boolean} serves
 * @returns {T}
 */
export function drawUntil(chance, draw, serves) {
  for (let i = 0; i < MOST_DRAWS; i += 1) {
    const drawn = draw(chance.fork(String(i)));
    if (serves(drawn)) return drawn;
  }
  throw new Error(`no draw of ${MOST_DRAWS} served; the purpose asks for too much`);
}
