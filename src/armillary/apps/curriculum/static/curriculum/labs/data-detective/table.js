/** The table of a garden as a grid of cells that can be picked. */

import { element } from '../kit/dom.js';
import { COLUMNS, findFaultAt } from './faults.js';
import { nameCell, tellCell } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./faults.js').Column} Column */
/** @typedef {import('./faults.js').Row} Row */
/** @typedef {import('./hunting.js').HuntState} HuntState */
/** @typedef {'found' | 'mended' | 'missed' | 'checked' | ''} Mark What is known of a cell so far. */

/** @type {Readonly<Record<Mark, string>>} */
const GLYPHS = Object.freeze({ found: '!', mended: '✓', missed: '○', checked: '=', '': '' });

/**
 * @param {Say} say
 * @param {import('./garden.js').Garden} garden
 * @param {{state: HuntState, table: readonly (Row | null)[], markOf: (row: number, column: Column) => Mark}} shown
 */
export function gardenTable(say, garden, { state, table, markOf }) {
  const head = (/** @type {Column} */ column) =>
    element('th', { scope: 'col' }, say(`column.${column}`));
  const line = (/** @type {Row} */ original, /** @type {number} */ i) => {
    const row = table[i] ?? original;
    return element(
      'tr',
      { 'data-gone': table[i] === null, 'data-key': `row-${i}` },
      COLUMNS.map((column) =>
        element(
          column === 'no' ? 'th' : 'td',
          { scope: column === 'no' && 'row' },
          cell(say, row, { row: i, column, state, mark: markOf(i, column) }),
        ),
      ),
    );
  };
  return element(
    'div',
    { class: 'detective-sheet' },
    element(
      'table',
      { class: 'detective-table', 'data-grid': true },
      element('caption', { class: 'kit-hidden' }, say('table.caption')),
      element('thead', {}, element('tr', {}, COLUMNS.map(head))),
      element('tbody', {}, garden.rows.map(line)),
    ),
  );
}

/** @param {Say} say @param {Row} row @param {{row: number, column: Column, state: HuntState, mark: Mark}} place */
function cell(say, row, { row: at, column, state, mark }) {
  const isPicked = state.picked?.[0] === at && state.picked[1] === column;
  const told = nameCell(say, row, column);
  return element(
    'button',
    {
      type: 'button',
      class: 'detective-cell',
      'data-act': `pick:${at}:${column}`,
      'data-key': `cell-${at}-${column}`,
      'data-mark': mark || false,
      'data-empty': row[column] === null,
      'aria-pressed': String(isPicked),
      'aria-label': mark ? say('cell.marked', { cell: told, mark: say(`mark.${mark}`) }) : told,
    },
    tellCell(say, row, column),
    mark && element('span', { class: 'detective-cell-mark' }, GLYPHS[mark]),
  );
}

/**
 * What is known of a cell.
 * @param {import('./garden.js').Garden} garden
 * @param {HuntState} state
 * @returns {(row: number, column: Column) => Mark}
 */
export function makeMarkOf({ faults }, state) {
  return (row, column) => {
    if (state.checked.includes(`${row}.${column}`)) return 'checked';
    const i = findFaultAt(faults, row, column);
    if (i < 0) return '';
    const fault = faults[i];
    const isHere = fault.columns.length === 0 ? column === 'no' : fault.columns.includes(column);
    if (!isHere) return '';
    const find = state.found[i];
    if (!find) return state.handed ? 'missed' : '';
    return find.isMended ? 'mended' : 'found';
  };
}
