/** The course of a hunt: what is found, mended, flagged in vain, and what it comes to. No document in here. */

import { WAYS, findFaultAt, judgeFlag, mendTable, scoreHunt } from './faults.js';
import { findMiss } from './guess.js';

/** @typedef {import('./faults.js').Column} Column */
/** @typedef {import('./faults.js').Kind} Kind */
/** @typedef {import('./faults.js').Way} Way */
/** @typedef {import('./garden.js').Garden} Garden */
/** @typedef {{way: Way | null, isMended: boolean, tries: number}} Find */
/**
 * @typedef {object} Outcome What just happened.
 * @property {'found' | 'closer' | 'other' | 'false' | 'mended' | 'poor'} type
 * @property {number} [fault]
 * @property {Kind} [kind]
 * @property {number} [before] Misses of the guesser around a mending.
 * @property {number} [now]
 */
/**
 * @typedef {object} HuntState Plain JSON.
 * @property {[number, Column] | null} picked
 * @property {Record<string, Find>} found By the place of the fault in the list.
 * @property {Record<string, number>} slips Wrong kinds named, by the place of the fault.
 * @property {string[]} checked Cells flagged although they are true, as `row.column`.
 * @property {number} hints
 * @property {'plant' | 'bed' | 'dots'} chart
 * @property {boolean} handed
 * @property {Outcome | null} outcome
 */

/** @returns {HuntState} */
export function beginHunt() {
  return {
    picked: null,
    found: {},
    slips: {},
    checked: [],
    hints: 0,
    chart: 'plant',
    handed: false,
    outcome: null,
  };
}

/** @param {Garden} garden @param {HuntState} state The table as it stands now. */
export function tableNow(garden, { found }) {
  const ways = Object.entries(found).flatMap(([i, { way }]) => (way ? [[i, way]] : []));
  return mendTable(garden, Object.fromEntries(ways));
}

/** @param {Garden} garden @param {HuntState} state The miss of the guesser now; 0 without new plants. */
export function missNow(garden, state) {
  return garden.newcomers.length ? findMiss(tableNow(garden, state), garden.newcomers) : 0;
}

/** @param {Garden} garden @param {HuntState} state The fault at the picked cell, or -1. */
export function pickedFault({ faults }, { picked }) {
  return picked ? findFaultAt(faults, ...picked) : -1;
}

/**
 * Flag the picked cell with a kind.
 * @param {Garden} garden
 * @param {HuntState} state Changed in place.
 * @param {Kind} kind
 */
export function flagCell({ faults }, state, kind) {
  if (!state.picked) return;
  const [row, column] = state.picked;
  const type = judgeFlag(faults, { row, column }, kind);
  const fault = findFaultAt(faults, row, column);
  if (type === 'found') state.found[fault] = { way: null, isMended: false, tries: 0 };
  if (type === 'other') state.slips[fault] = (state.slips[fault] ?? 0) + 1;
  if (type === 'false') state.checked.push(`${row}.${column}`);
  state.outcome = { type, kind, ...(fault >= 0 && { fault }) };
}

/**
 * Do something with the picked fault; the careful way mends it, the other can be taken back.
 * @param {Garden} garden
 * @param {HuntState} state Changed in place.
 * @param {Way} way
 */
export function mendPicked(garden, state, way) {
  const fault = pickedFault(garden, state);
  const find = state.found[fault];
  if (!find || find.isMended) return;
  const before = missNow(garden, state);
  find.way = way;
  find.tries += 1;
  find.isMended = WAYS[garden.faults[fault].kind][0] === way;
  const now = missNow(garden, state);
  state.outcome = { type: find.isMended ? 'mended' : 'poor', fault, before, now };
}

/** @param {HuntState} state How many faults are found and how many of them mended. */
export function countFinds({ found }) {
  const finds = Object.values(found);
  return { found: finds.length, mended: finds.filter((find) => find.isMended).length };
}

/**
 * The column in which most faults still hide.
 * @param {Garden} garden
 * @param {HuntState} state
 * @returns {{column: Column, n: number} | null}
 */
export function findHint({ faults }, { found }) {
  /** @type {Map<Column, number>} */
  const rest = new Map();
  faults.forEach((fault, i) => {
    const column = fault.columns[0] ?? 'no';
    if (!found[i]) rest.set(column, (rest.get(column) ?? 0) + 1);
  });
  const most = [...rest].sort((a, b) => b[1] - a[1])[0];
  return most ? { column: most[0], n: most[1] } : null;
}

/**
 * What the hunt comes to.
 * @param {HuntState} state
 */
export function sumUpHunt({ found, slips, checked }) {
  const places = Object.keys(found);
  const first = places.filter((i) => !slips[i]).length;
  return { first, later: places.length - first, falseFlags: checked.length };
}

/** @param {HuntState} state */
export const scoreOf = (state) => scoreHunt(sumUpHunt(state));
