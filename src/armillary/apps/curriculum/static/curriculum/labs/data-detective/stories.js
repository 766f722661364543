/** Three tables with a pattern each, and a field for taking few or many plants. No document in here. */

import { drawUntil, makeChance } from '../kit/chance.js';
import { correlate, findMean } from './numbers.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {{no: number, bed: 'sunny' | 'shady', height: number, leaves: number}} BedRow */
/** @typedef {{week: number, height: number, leaves: number}} WeekRow */
/** @typedef {{day: number, degrees: number, hats: number, butterflies: number}} DayRow */
/** @typedef {'all' | 'warm' | 'cool'} Part */
/** @typedef {{a: number, b: number}} Pair Mean heights of the two beds of the field. */
/** @typedef {ReturnType<typeof makeStories>} Stories */

/** @type {readonly ('sunny' | 'shady')[]} */
const BEDS = Object.freeze(['sunny', 'shady']);
const PER_BED = 8;
const WEEKS = 8;
const DAYS = 16;
/** From this temperature on a day counts as warm. */
export const WARM = 21;
const FIELD = 20;
export const FEW = 2;
export const MANY = 10;
export const N_TRIES = 10;

/** A number that lies around 0 as measured things do: the sum of three dice. @param {Chance} chance */
const wobble = (chance) => chance.next() + chance.next() + chance.next() - 1.5;

/** @param {readonly BedRow[]} rows @param {'sunny' | 'shady'} bed @returns {number[]} */
export const heightsOf = (rows, bed) =>
  rows.filter((row) => row.bed === bed).map((row) => row.height);

/** Tomatoes of a sunny and of a shady bed. @param {Chance} chance */
function drawBeds(chance) {
  const beds = chance.shuffle(Array.from({ length: 2 * PER_BED }, (_, i) => BEDS[i % 2]));
  /** @type {BedRow[]} */
  const rows = beds.map((bed, i) => {
    const height = Math.round((bed === 'sunny' ? 53 : 46) + 9 * wobble(chance));
    return { no: i + 1, bed, height, leaves: Math.round(height / 4 + 2.4 * wobble(chance)) };
  });
  const [sunny, shady] = [heightsOf(rows, 'sunny'), heightsOf(rows, 'shady')];
  return {
    rows,
    sunny: Math.round(findMean(sunny)),
    shady: Math.round(findMean(shady)),
    shortest: Math.min(...sunny),
    tallest: Math.max(...shady),
  };
}

/** One sunflower, measured every week. @param {Chance} chance */
function drawWeeks(chance) {
  const [top, middle] = [170 + chance.below(31), 4 + chance.next()];
  /** @type {WeekRow[]} */
  const rows = Array.from({ length: WEEKS }, (_, i) => {
    const height = Math.round(top / (1 + Math.exp((middle - i - 1) / 0.8)));
    return { week: i + 1, height, leaves: Math.round(3 + height / 10 + wobble(chance)) };
  });
  const gains = rows.slice(1).map((row, i) => row.height - rows[i].height);
  const from = gains.indexOf(Math.max(...gains)) + 1;
  return { rows, gains, from, last: rows[WEEKS - 1].height };
}

/** @param {readonly DayRow[]} rows @param {Part} part @returns {DayRow[]} */
export function pickDays(rows, part) {
  return rows.filter(({ degrees }) => part === 'all' || degrees >= WARM === (part === 'warm'));
}

/** How closely hats and butterflies move together. @param {readonly DayRow[]} rows @param {Part} part */
export function findTogether(rows, part) {
  return correlate(
    pickDays(rows, part).map(({ hats, butterflies }) => ({ x: hats, y: butterflies })),
  );
}

/**
 * Warm and cool days. Hats and butterflies each follow the warmth and nothing else.
 * @param {Chance} chance
 */
export function drawDays(chance) {
  const warmth = chance.shuffle(Array.from({ length: DAYS }, (_, i) => i % 2));
  /** @type {DayRow[]} */
  const rows = warmth.map((isWarm, i) => ({
    day: i + 1,
    degrees: (isWarm ? 24 : 13) + chance.below(5),
    hats: Math.round((isWarm ? 18 : 6) + 4 * wobble(chance)),
    butterflies: Math.round((isWarm ? 21 : 8) + 5 * wobble(chance)),
  }));
  return rows;
}

/** Two beds of a field with the same mean. @param {Chance} chance */
function drawField(chance) {
  const bed = () => Array.from({ length: FIELD }, () => 50 + 12 * wobble(chance));
  const level = (/** @type {number[]} */ heights) => {
    const shift = 50 - findMean(heights);
    return heights.map((height) => Math.round(height + shift));
  };
  return { a: level(bed()), b: level(bed()) };
}

/**
 * The means of some plants taken from each bed.
 * @param {{a: readonly number[], b: readonly number[]}} field
 * @param {number} n
 * @param {Chance} chance
 * @returns {Pair}
 */
export function takePlants(field, n, chance) {
  const mean = (/** @type {readonly number[]} */ bed) => findMean(chance.shuffle(bed).slice(0, n));
  return { a: mean(field.a), b: mean(field.b) };
}

/**
 * Everything that the level of the charts shows.
 * @param {string} seed
 */
export function makeStories(seed) {
  const chance = makeChance(seed).fork('stories');
  const beds = drawUntil(
    chance.fork('beds'),
    drawBeds,
    ({ sunny, shady, shortest, tallest }) =>
      sunny - shady >= 5 && sunny - shady <= 9 && tallest > shortest + 2 && shady > 42,
  );
  const weeks = drawUntil(
    chance.fork('weeks'),
    drawWeeks,
    ({ from, gains }) =>
      from >= 3 && from <= 5 && gains.filter((gain) => gain > gains[from - 1] - 4).length === 1,
  );
  const days = drawUntil(
    chance.fork('days'),
    drawDays,
    (rows) =>
      findTogether(rows, 'all') > 0.85 &&
      Math.abs(findTogether(rows, 'warm')) < 0.2 &&
      Math.abs(findTogether(rows, 'cool')) < 0.2,
  );
  const field = drawField(chance.fork('field'));
  const take = (/** @type {number} */ n, /** @type {string} */ name) =>
    takePlants(field, n, chance.fork(`${n}/${name}`));
  const tries = drawUntil(
    chance.fork('tries'),
    (own) => Array.from({ length: N_TRIES }, (_, i) => takePlants(field, FEW, own.fork(`${i}`))),
    (pairs) => {
      const wins = pairs.filter(({ a, b }) => a > b).length;
      const hasTie = pairs.some(({ a, b }) => a === b);
      return !hasTie && pairs[0].a - pairs[0].b >= 6 && wins >= 4 && wins <= 7;
    },
  );
  return { beds, weeks, days, field, take, tries };
}
