/** The hunt: flag a cell, name the kind, mend it, and look what it changes. Scored in the full garden. */

import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { GOAL } from '../faults.js';
import {
  beginHunt,
  countFinds,
  findHint,
  flagCell,
  mendPicked,
  missNow,
  pickedFault,
  scoreOf,
  sumUpHunt,
  tableNow,
} from '../hunting.js';
import { lens, tellNote, tellOutcome } from '../lens.js';
import { resultPanel } from '../result.js';
import { gardenTable, makeMarkOf } from '../table.js';
import { nameCell, tellNumber, tellRow } from '../words.js';

/** @typedef {import('../../kit/dom.js').Child} Child */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/stage.js').Step} Step */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../faults.js').Column} Column */
/** @typedef {import('../garden.js').Garden} Garden */

/** From this many finds on the table may be handed in. */
const LEAST = 6;

/** @param {Garden} garden @returns {Step} */
export function huntStep(garden) {
  return {
    id: 'hunt',
    begin: beginHunt,
    greet: ({ say, state }) => {
      const { found } = countFinds(state);
      const of = garden.faults.length;
      if (state.handed) return tellHanded(say, state);
      return found ? say('hunt.back', { n: found, of }) : say('hunt.greet', { of, goal: GOAL });
    },
    view: (bench) => huntView(bench, garden, handPanel(bench, garden)),
    actions: { ...makeActions(garden), hint: (bench) => giveHint(bench, garden), hand },
  };
}

/**
 * The table on one side, lens, result and notebook on the other.
 * @param {Bench} bench
 * @param {Garden} garden
 * @param {Child} below What stands under the table.
 * @returns {Child[]}
 */
export function huntView({ say, state }, garden, below) {
  const table = tableNow(garden, state);
  const shown = { state, table };
  return [
    notebook(say, garden),
    element(
      'div',
      { class: 'kit-two kit-bench detective-bench', 'data-key': 'bench' },
      element(
        'div',
        { class: 'kit-stack' },
        gardenTable(say, garden, { ...shown, markOf: makeMarkOf(garden, state) }),
        below,
      ),
      element(
        'div',
        { class: 'kit-stack detective-side' },
        lens(say, garden, shown),
        resultPanel(say, garden, shown),
      ),
    ),
  ];
}

/**
 * What can be done with the table; `after` is asked after each mending for more to say.
 * @param {Garden} garden
 * @param {(bench: Bench) => string | void} [after]
 * @returns {Step['actions']}
 */
export function makeActions(garden, after) {
  return {
    pick: (bench, row, column) =>
      pick(bench, garden, [Number(row), /** @type {Column} */ (column)]),
    drop: ({ say, state, focus }) => {
      const [row, column] = state.picked;
      focus(`cell-${row}-${column}`);
      state.picked = null;
      state.outcome = null;
      return say('hunt.dropped');
    },
    flag: ({ say, state, focus }, kind) => {
      flagCell(garden, state, /** @type {import('../faults.js').Kind} */ (kind));
      const { type } = state.outcome;
      if (type === 'found') focus('ways');
      if (type === 'false') focus(`cell-${state.picked.join('-')}`);
      return tellOutcome(say, garden, state);
    },
    mend: (bench, way) => {
      const { say, state, focus } = bench;
      mendPicked(garden, state, /** @type {import('../faults.js').Way} */ (way));
      const isMended = state.outcome.type === 'mended';
      focus(isMended ? `cell-${state.picked.join('-')}` : 'ways');
      const more = isMended && after?.(bench);
      return tellOutcome(say, garden, state) + (more ? say('kit.gap') + more : '');
    },
    chart: ({ say, state }, view) => {
      state.chart = view;
      return say(`result.${view}`);
    },
  };
}

/** @param {Bench} bench @param {Garden} garden @param {[number, Column]} cell */
function pick({ say, state }, garden, cell) {
  state.picked = cell;
  state.outcome = null;
  const row = garden.rows[cell[0]];
  if (state.checked.includes(cell.join('.')))
    return say('hunt.checked', { cell: nameCell(say, row, cell[1]) });
  const i = pickedFault(garden, state);
  if (state.found[i]?.isMended || (state.handed && i >= 0)) {
    const { kind } = garden.faults[i];
    return say('hunt.known', { kind: say(`kind.${kind}`), why: say(`why.${kind}`) });
  }
  return cell[1] === 'no' ? tellRow(say, row) : nameCell(say, row, cell[1]);
}

/** @param {Bench} bench @param {Garden} garden */
function giveHint({ say, state }, garden) {
  const hint = findHint(garden, state);
  if (!hint) return say('hunt.all');
  state.hints += 1;
  return say('hunt.hint', { n: hint.n, column: say(`column.${hint.column}`) });
}

/** Hand the table in: the score is told, what was not found is shown. @param {Bench} bench */
function hand({ say, state, finish, report, focus }) {
  if (state.handed) return;
  state.handed = true;
  state.picked = null;
  state.outcome = null;
  const { slips, hints } = state;
  const tries = Object.values(state.found).map((find) => find.tries);
  report('do', scoreOf(state), { ...sumUpHunt(state), slips: { ...slips }, hints, tries });
  finish();
  focus('kit-next');
  return tellHanded(say, state);
}

/** @param {Say} say @param {import('../hunting.js').HuntState} state */
function tellHanded(say, state) {
  const { falseFlags } = sumUpHunt(state);
  const { found } = countFinds(state);
  return say('hunt.handed', { n: found }) + say('kit.gap') + say('hunt.flags', { n: falseFlags });
}

/** @param {Bench} bench @param {Garden} garden */
function handPanel({ say, state }, garden) {
  const { found } = countFinds(state);
  if (state.handed) {
    const now = tellNumber(say, missNow(garden, state), 0);
    const before = tellNumber(say, missNow(garden, beginHunt()), 0);
    return element(
      'section',
      { class: 'kit-panel', 'data-key': 'hand' },
      element('p', {}, tellHanded(say, state)),
      element('p', {}, say('hunt.total', { before, now })),
    );
  }
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'hand' },
    element('p', { class: 'kit-quiet' }, say('hunt.goal', { goal: GOAL, least: LEAST })),
    element(
      'div',
      { class: 'kit-row' },
      actionButton(say('hunt.ask'), 'hint', { key: 'hint' }),
      actionButton(say('hunt.hand'), 'hand', {
        key: 'hand-in',
        isMain: found >= GOAL,
        isOff: found < LEAST,
      }),
    ),
  );
}

/** On a narrow page the notebook begins folded, so that the chart and the table come first. */
const isWide = () => matchMedia('(min-width: 760px)').matches;

/** What the class wrote about the table. @param {Say} say @param {Garden} garden */
export function notebook(say, garden) {
  if (garden.notes.length === 0) return null;
  const facts = ['cm', 'day', 'number', 'plants', 'leaves'];
  return element(
    'details',
    { class: 'detective-fold detective-notebook', 'data-key': 'notebook', open: isWide() },
    element('summary', {}, say('notebook.title')),
    element(
      'ul',
      {},
      facts.map((fact) => element('li', {}, say(`fact.${fact}`))),
      garden.notes.map((note) => element('li', {}, tellNote(say, garden, note))),
    ),
  );
}
