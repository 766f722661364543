/** How values, cells and rows are said. */

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./faults.js').Column} Column */
/** @typedef {import('./faults.js').Row} Row */

/**
 * A number as it is written in the language: with a point or a comma, and a real minus.
 * @param {Say} say
 * @param {number} value
 * @param {number} [digits] Rounded to so many after the point; as they are when left out.
 */
export function tellNumber(say, value, digits) {
  const text = digits === undefined ? String(Number(value.toFixed(6))) : value.toFixed(digits);
  return text
    .replace(/^-(?=.*[1-9])/, '−')
    .replace(/^-/, '')
    .replace('.', say('point'));
}

/** Days of the months from May on. */
const MONTHS = Object.freeze(
  /** @type {const} */ ([
    ['may', 31],
    ['june', 30],
    ['july', 31],
  ]),
);

/** @param {Say} say @param {number} days After the first of May. */
export function tellDate(say, days) {
  let day = days + 1;
  for (const [month, length] of MONTHS) {
    if (day <= length) return say(`date.${month}`, { day });
    day -= length;
  }
  throw new RangeError(`days must lie in May, June or July, got ${days}`);
}

/**
 * What stands in a cell; nothing for an empty one.
 * @param {Say} say
 * @param {Row} row
 * @param {Column} column
 * @returns {string}
 */
export function tellCell(say, row, column) {
  const value = row[column];
  if (value === null) return '';
  if (column === 'plant' || column === 'bed') return say(`${column}.${value}`);
  return column === 'sown' ? tellDate(say, Number(value)) : tellNumber(say, Number(value));
}

/**
 * A cell with the names of its row and column, for hearing.
 * @param {Say} say
 * @param {Row} row
 * @param {Column} column
 */
export function nameCell(say, row, column) {
  const no = row.no;
  if (column === 'no') return say('cell.row', { no });
  const value = tellCell(say, row, column) || say('cell.empty');
  return say('cell.name', { no, column: say(`column.${column}`), value });
}

/** @param {Say} say @param {Row} row A whole row in one sentence. */
export function tellRow(say, row) {
  const value = (/** @type {Column} */ column) => tellCell(say, row, column) || say('cell.empty');
  return say('row.told', {
    no: row.no,
    plant: value('plant'),
    bed: value('bed'),
    sown: value('sown'),
    height: value('height'),
    leaves: value('leaves'),
  });
}
