/** Filters of three by three weights that slide over a picture. No document in here. */

import { BRIGHTEST, DARKEST } from './grids.js';

/** @typedef {import('./grids.js').Grid} Grid */
/**
 * @typedef {object} Filter
 * @property {string} id
 * @property {readonly number[]} weights Nine, row by row.
 * @property {number} share The sum is divided by it.
 */

/** @type {readonly Filter[]} */
export const FILTERS = Object.freeze([
  { id: 'blur', weights: [1, 1, 1, 1, 1, 1, 1, 1, 1], share: 9 },
  { id: 'sides', weights: [-1, 0, 1, -1, 0, 1, -1, 0, 1], share: 3 },
  { id: 'tops', weights: [-1, -1, -1, 0, 0, 0, 1, 1, 1], share: 3 },
  { id: 'crisp', weights: [0, -1, 0, -1, 5, -1, 0, -1, 0], share: 1 },
]);

/**
 * What a filter computes at one place: nine products, their sum, and the tone that comes out. The
 * sign says only which side is brighter, so edges count by their size.
 * @param {Grid} grid
 * @param {Filter} filter
 * @param {{x: number, y: number}} at The upper left square of the nine.
 */
export function readFilter({ width, cells }, { id, weights, share }, { x, y }) {
  const numbers = weights.map((_, i) => cells[(y + Math.floor(i / 3)) * width + x + (i % 3)]);
  const sum = numbers.reduce((total, number, i) => total + number * weights[i], 0);
  const size = id === 'crisp' ? sum : Math.abs(sum);
  const tone = Math.max(DARKEST, Math.min(BRIGHTEST, Math.round(size / share)));
  return { numbers, sum, tone };
}

/**
 * A filtered picture. The rim has no nine squares around it, so the result is two squares smaller.
 * @param {Grid} grid
 * @param {Filter} filter
 * @returns {Grid}
 */
export function applyFilter(grid, filter) {
  const [width, height] = [grid.width - 2, grid.height - 2];
  const cells = Array.from(
    { length: width * height },
    (_, i) => readFilter(grid, filter, { x: i % width, y: Math.floor(i / width) }).tone,
  );
  return { width, height, cells };
}
