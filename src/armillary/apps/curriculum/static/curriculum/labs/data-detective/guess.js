/** The height guesser: the mean of the nearest rows of the same plant. No document in here. */

import { findMean } from './numbers.js';

/** @typedef {import('./faults.js').Row} Row */
/** @typedef {{plant: string, sown: number, height: number}} Newcomer */
/** @typedef {{name: string, mean: number, n: number}} Group */

/** So many rows are averaged. */
export const NEIGHBOURS = 3;

/** @typedef {Row & {sown: number, height: number}} UsableRow */

/**
 * The rows that a guess is made of: of those with the same name of the plant the three sown nearest
 * in time. Rows without a date or a height cannot be used. With no row of that name it is all rows.
 * @param {readonly (Row | null)[]} table
 * @param {{plant: string, sown: number}} newcomer
 * @returns {UsableRow[]}
 */
export function listNearest(table, { plant, sown }) {
  const usable = table.filter((row) => row !== null && row.height !== null && row.sown !== null);
  const rows = /** @type {UsableRow[]} */ (usable);
  const same = rows.filter((row) => row.plant === plant);
  const away = (/** @type {{sown: number}} */ row) => Math.abs(row.sown - sown);
  const nearest = same.sort((a, b) => away(a) - away(b)).slice(0, NEIGHBOURS);
  return nearest.length ? nearest : rows;
}

/**
 * The height that the rows suggest: the mean of the nearest ones.
 * @param {readonly (Row | null)[]} table
 * @param {{plant: string, sown: number}} newcomer
 * @returns {number}
 */
export function guessHeight(table, newcomer) {
  return findMean(listNearest(table, newcomer).map((row) => row.height));
}

/**
 * By how many centimetres the guesses miss new plants on average.
 * @param {readonly (Row | null)[]} table
 * @param {readonly Newcomer[]} newcomers
 * @returns {number}
 */
export function findMiss(table, newcomers) {
  return findMean(newcomers.map((one) => Math.abs(guessHeight(table, one) - one.height)));
}

/**
 * The mean height of every name that stands in a column, as a computer groups: other letters, other group.
 * @param {readonly (Row | null)[]} table
 * @param {'plant' | 'bed'} column
 * @param {readonly string[]} order Names in the order of the chart; others follow as they come.
 * @returns {Group[]}
 */
export function listGroups(table, column, order) {
  /** @type {Map<string, number[]>} */
  const groups = new Map(order.map((name) => [name, []]));
  for (const row of table) {
    const name = row?.[column];
    if (!row || !name || row.height === null) continue;
    groups.set(name, [...(groups.get(name) ?? []), row.height]);
  }
  return [...groups]
    .filter(([, heights]) => heights.length > 0)
    .map(([name, heights]) => ({ name, mean: findMean(heights), n: heights.length }));
}
