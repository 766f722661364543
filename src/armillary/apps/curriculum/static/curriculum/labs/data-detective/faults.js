/** The kinds of faults, how each is planted, found and mended. No document in here. */

/** @typedef {'no' | 'plant' | 'bed' | 'sown' | 'height' | 'leaves'} Column */
/**
 * @typedef {object} Row One line of the table.
 * @property {number} no The plant's own number.
 * @property {string} plant `tomato2` is the tomato under another name.
 * @property {string | null} bed
 * @property {number | null} sown Days after the first of May.
 * @property {number | null} height
 * @property {number | null} leaves
 */
/** @typedef {'missing' | 'impossible' | 'double' | 'unit' | 'spelling' | 'swapped' | 'date'} Kind */
/** @typedef {'blank' | 'zero' | 'convert' | 'row' | 'one' | 'both' | 'same' | 'swap' | 'today'} Way */
/**
 * @typedef {object} Fault
 * @property {Kind} kind
 * @property {readonly number[]} rows Places in the table; a double row stands at two.
 * @property {readonly Column[]} columns Where it can be pointed at, besides the number of the row.
 * @property {Partial<Row>} truth What stood there before the fault.
 */
/** @typedef {{rows: readonly Row[], faults: readonly Fault[]}} Dirty */
/** @typedef {Readonly<Record<string, Way>>} Mends The way of each mended fault, by its place in the list. */
/** @typedef {'found' | 'closer' | 'other' | 'false'} Verdict */

/** @type {readonly Column[]} */
export const COLUMNS = Object.freeze(['no', 'plant', 'bed', 'sown', 'height', 'leaves']);

/** @type {readonly Kind[]} */
export const KINDS = Object.freeze([
  'missing',
  'impossible',
  'double',
  'unit',
  'spelling',
  'swapped',
  'date',
]);

/** The measuring day, the twentieth of June, in days after the first of May. */
export const MEASURED = 50;

/**
 * What can be done with a fault; the first way is the careful one.
 * @type {Readonly<Record<Kind, readonly [Way, Way]>>}
 */
export const WAYS = Object.freeze({
  missing: ['blank', 'zero'],
  impossible: ['blank', 'zero'],
  double: ['one', 'both'],
  unit: ['convert', 'row'],
  spelling: ['same', 'row'],
  swapped: ['swap', 'row'],
  date: ['blank', 'today'],
});

/** Kinds that can be called impossible as well, though not as exactly. @type {readonly Kind[]} */
const ALSO_IMPOSSIBLE = Object.freeze(['unit', 'swapped', 'date']);

/**
 * The place in the list of the fault at a cell, or -1. The number of a row stands for all of it.
 * @param {readonly Fault[]} faults
 * @param {number} row
 * @param {Column} column
 * @returns {number}
 */
export function findFaultAt(faults, row, column) {
  return faults.findIndex(
    ({ kind, rows, columns }) =>
      rows.includes(row) && (column === 'no' || kind === 'double' || columns.includes(column)),
  );
}

/**
 * What a flag at a cell with a kind is worth.
 * @param {readonly Fault[]} faults
 * @param {{row: number, column: Column}} cell
 * @param {Kind} kind
 * @returns {Verdict}
 */
export function judgeFlag(faults, { row, column }, kind) {
  const fault = faults[findFaultAt(faults, row, column)];
  if (!fault) return 'false';
  if (fault.kind === kind) return 'found';
  return kind === 'impossible' && ALSO_IMPOSSIBLE.includes(fault.kind) ? 'closer' : 'other';
}

/**
 * The table after mending; a removed row is null, so that places stay.
 * @param {Dirty} dirty
 * @param {Mends} mends
 * @returns {(Row | null)[]}
 */
export function mendTable({ rows, faults }, mends) {
  /** @type {(Row | null)[]} */
  const table = [...rows];
  for (const [i, way] of Object.entries(mends)) mendFault(table, faults[Number(i)], way);
  return table;
}

/** @param {(Row | null)[]} table Changed in place. @param {Fault} fault @param {Way} way */
function mendFault(table, fault, way) {
  const [first, last] = [fault.rows[0], fault.rows[fault.rows.length - 1]];
  const row = table[first];
  const fill = (/** @type {number | null} */ value) =>
    Object.fromEntries(fault.columns.map((column) => [column, value]));
  if (way === 'row' || way === 'both') for (const at of fault.rows) table[at] = null;
  else if (way === 'one') table[last] = null;
  else if (row) {
    const change = { blank: fill(null), zero: fill(0), today: { sown: MEASURED } };
    const mended = way in change ? change[/** @type {'blank'} */ (way)] : fault.truth;
    table[first] = { ...row, ...mended };
  }
}

/**
 * The score of a hunt: a fault named at the first try counts 1, at a later one a half, each false flag
 * takes 1 away; eight make the full score.
 * @param {{first: number, later: number, falseFlags: number}} counts
 * @returns {number}
 */
export function scoreHunt({ first, later, falseFlags }) {
  return Math.min(1, Math.max(0, (first + later / 2 - falseFlags) / GOAL));
}

/** So many of the ten are asked for. */
export const GOAL = 8;
