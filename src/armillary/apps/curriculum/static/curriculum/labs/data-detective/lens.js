/** The lens: the picked cell, what may be wrong with it, and what can be done. */

import { element, shape } from '../kit/dom.js';
import { actionButton } from '../kit/parts.js';
import { WAYS } from './faults.js';
import { countFinds, pickedFault } from './hunting.js';
import { sign } from './signs.js';
import { nameCell, tellCell, tellNumber, tellRow } from './words.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./faults.js').Column} Column */
/** @typedef {import('./faults.js').Row} Row */
/** @typedef {import('./garden.js').Garden} Garden */
/** @typedef {import('./hunting.js').HuntState} HuntState */
/** @typedef {import('./hunting.js').Outcome} Outcome */

/**
 * @param {Say} say
 * @param {Garden} garden
 * @param {{state: HuntState, table: readonly (Row | null)[]}} shown
 */
export function lens(say, garden, { state, table }) {
  const { picked } = state;
  const row = picked && (table[picked[0]] ?? garden.rows[picked[0]]);
  return element(
    'section',
    {
      class: 'kit-panel detective-lens',
      'data-key': 'lens',
      'data-idle': !row,
      'aria-label': say('lens.title'),
    },
    element(
      'div',
      { class: 'detective-lens-head' },
      glass(say, row, picked?.[1]),
      element(
        'div',
        { class: 'detective-lens-words' },
        pips(say, garden, state),
        element('p', {}, row ? lensWords(say, garden, { state, row }) : say('lens.empty')),
      ),
    ),
    row && choices(say, garden, state),
  );
}

/** @param {Say} say @param {Garden} garden @param {{state: HuntState, row: Row}} shown */
function lensWords(say, garden, { state, row }) {
  if (state.outcome) return tellOutcome(say, garden, state);
  return tellRow(say, row);
}

/** The round glass with the value in it. @param {Say} say @param {Row | null} row @param {Column} [column] */
function glass(say, row, column) {
  const text = row && column ? tellCell(say, row, column) : '?';
  return element(
    'div',
    { class: 'detective-glass', 'aria-hidden': 'true' },
    shape(
      'svg',
      { viewBox: '0 0 100 100' },
      shape('path', { d: 'M74 74 L95 95', class: 'detective-glass-handle' }),
      shape('circle', { cx: 44, cy: 44, r: 40, class: 'detective-glass-rim' }),
      Array.from({ length: 36 }, (_, i) =>
        shape('path', {
          d: 'M44 5 v5',
          transform: `rotate(${i * 10} 44 44)`,
          class: 'detective-glass-mark',
        }),
      ),
    ),
    element('span', { 'data-long': text.length > 5 }, text || '—'),
  );
}

/** One mark for each fault: found, mended. @param {Say} say @param {Garden} garden @param {HuntState} state */
function pips(say, { faults }, state) {
  const { found, mended } = countFinds(state);
  const of = faults.length;
  const pip = (/** @type {number} */ i) =>
    shape('circle', {
      cx: 8 + i * 14,
      cy: 8,
      r: 5,
      class: `detective-pip-${i < mended ? 'mended' : i < found ? 'found' : 'open'}`,
    });
  return element(
    'p',
    { class: 'detective-pips' },
    shape(
      'svg',
      { viewBox: `0 0 ${of * 14 + 2} 16`, 'aria-hidden': 'true', width: of * 14 + 2, height: 16 },
      Array.from({ length: of }, (_, i) => pip(i)),
    ),
    say('lens.found', { n: found, of }),
  );
}

/** @param {Say} say @param {Garden} garden @param {HuntState} state @returns {Child} */
function choices(say, garden, state) {
  const [row, column] = /** @type {[number, Column]} */ (state.picked);
  if (state.handed || state.checked.includes(`${row}.${column}`)) return null;
  const i = pickedFault(garden, state);
  const find = state.found[i];
  if (find?.isMended) return null;
  if (find) return ways(say, garden, { i, tried: find.way });
  return element(
    'div',
    { class: 'detective-kinds', 'data-grid': true, role: 'group', 'aria-label': say('lens.ask') },
    garden.kinds.map((kind, at) =>
      actionButton(say(`kind.${kind}`), `flag:${kind}`, {
        key: `kind-${kind}`,
        digit: at + 1,
        face: sign(kind),
      }),
    ),
    actionButton(say('lens.drop'), 'drop', {
      key: 'drop',
      digit: garden.kinds.length + 1,
      face: sign('none'),
    }),
  );
}

/** @param {Say} say @param {Garden} garden @param {{i: number, tried: string | null}} find */
function ways(say, { faults, rows }, { i, tried }) {
  const fault = faults[i];
  const given = WAYS[fault.kind];
  // The careful way must not always stand first; the row decides, so that it stays where it is.
  const order = fault.rows[0] % 2 ? given : [...given].reverse();
  const truth = fault.columns.length === 1 ? fault.truth : {};
  const value = tellCell(say, { ...rows[fault.rows[0]], ...truth }, fault.columns[0] ?? 'no');
  return element(
    'div',
    {
      class: 'detective-ways',
      role: 'group',
      tabindex: '-1',
      'data-key': 'ways',
      'aria-label': say('lens.mend'),
    },
    element('p', {}, say('lens.mend')),
    order.map((way, at) =>
      actionButton(say(`way.${way}`, { value }), `mend:${way}`, {
        key: `way-${way}`,
        digit: at + 1,
        isOff: way === tried,
      }),
    ),
  );
}

/**
 * What just happened, in words.
 * @param {Say} say
 * @param {Garden} garden
 * @param {HuntState} state
 * @returns {string}
 */
export function tellOutcome(say, garden, state) {
  const outcome = /** @type {Outcome} */ (state.outcome);
  const { type, kind } = outcome;
  const [at, column] = state.picked ?? [0, /** @type {Column} */ ('no')];
  const cell = nameCell(say, tableRow(garden, at), column);
  if (type === 'false') return tellFalse(say, garden, { at, column, kind });
  if (type === 'closer' || type === 'other') return say(`flag.${type}`, { cell });
  const fault = garden.faults[Number(outcome.fault)];
  if (type === 'found') {
    const { found } = countFinds(state);
    return say('flag.found', { n: found, of: garden.faults.length, why: say(`why.${fault.kind}`) });
  }
  const way = String(state.found[Number(outcome.fault)].way);
  return say(`done.${fault.kind}.${way}`) + say('kit.gap') + tellEffect(say, garden, outcome);
}

/** @param {Garden} garden @param {number} at */
const tableRow = ({ rows }, at) => rows[at];

/** @param {Say} say @param {Garden} garden @param {{at: number, column: Column, kind?: string}} flag */
function tellFalse(say, garden, { at, column, kind }) {
  const note = garden.notes.find(
    ({ name, rows, column: own }) =>
      rows.includes(at) && (own === column || (name === 'twins' && kind === 'double')),
  );
  if (note) return say('flag.noted', { note: tellNote(say, garden, note) });
  return say('flag.false', { cell: nameCell(say, garden.rows[at], column) });
}

/** @param {Say} say @param {Garden} garden @param {import('./garden.js').Note} note */
export function tellNote(say, { rows }, note) {
  const [one, other] = note.rows.map((at) => rows[at]);
  const values = { no: one.no, other: other?.no ?? '', height: one.height ?? '' };
  return say(`note.${note.name}`, values);
}

/** @param {Say} say @param {Garden} garden @param {Outcome} outcome */
function tellEffect(say, garden, { before = 0, now = 0 }) {
  if (!garden.newcomers.length) return say('effect.chart');
  const values = { before: tellNumber(say, before, 0), now: tellNumber(say, now, 0) };
  if (values.before === values.now) return say('effect.same', { now: values.now });
  return say(now < before ? 'effect.less' : 'effect.more', values);
}
