/** Last step: the note that goes with the table: what was changed and why, and what stays hidden. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { beginHunt, countFinds, tableNow } from '../hunting.js';
import { tellCell } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../faults.js').Fault} Fault */
/** @typedef {import('../garden.js').Garden} Garden */
/** @typedef {import('../hunting.js').HuntState} HuntState */

/** @param {Garden} garden @returns {import('../../kit/stage.js').Step} */
export function noteStep(garden) {
  return {
    id: 'note',
    begin: () => ({ signed: false }),
    greet: ({ say }) => say('note.greet'),
    view: ({ say, state, look }) => {
      const hunt = look('hunt') ?? beginHunt();
      const { found } = countFinds(hunt);
      return [
        element(
          'div',
          { class: 'kit-two' },
          panel(
            say,
            'note.title',
            element('p', {}, say('note.changed', { n: found })),
            changes(say, garden, hunt),
          ),
          element(
            'section',
            { class: 'kit-panel detective-limits', 'data-key': 'limits' },
            element('h3', {}, say('note.hidden')),
            element(
              'ul',
              {},
              ['normal', 'rest', 'summer', 'people'].map((key) =>
                element('li', {}, say(`note.limit.${key}`)),
              ),
            ),
            !state.signed && actionButton(say('note.sign'), 'sign', { isMain: true, key: 'sign' }),
            state.signed && element('p', { class: 'kit-note' }, say('note.signed')),
          ),
        ),
      ];
    },
    actions: {
      sign: ({ say, state, finish, focus }) => {
        state.signed = true;
        finish();
        focus('kit-next');
        return say('note.signed');
      },
    },
  };
}

/** @param {Say} say @param {Garden} garden @param {HuntState} hunt */
function changes(say, garden, hunt) {
  const table = tableNow(garden, hunt);
  const line = (/** @type {Fault} */ { kind, rows, columns }, /** @type {number} */ i) => {
    const [at, last] = [rows[0], rows[rows.length - 1]];
    const cells = (/** @type {typeof table} */ of) =>
      columns.map((column) => {
        const row = of[at];
        return row ? tellCell(say, row, column) || say('cell.empty') : say('note.removed');
      });
    const isDouble = kind === 'double';
    const was = isDouble ? [say('note.twice')] : cells([...garden.rows]);
    const now = isDouble ? [say(table[last] ? 'note.twice' : 'note.once')] : cells(table);
    const find = hunt.found[i];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(garden.rows[at].no)),
      element('td', {}, say(`kind.${kind}`)),
      element('td', {}, was.join(say('slash'))),
      element('td', {}, find ? now.join(say('slash')) : say('note.missed')),
    );
  };
  const head = ['no', 'kind', 'was', 'now'];
  return element(
    'table',
    { class: 'detective-changes' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head.map((key) => element('th', { scope: 'col' }, say(`note.head.${key}`))),
      ),
    ),
    element('tbody', {}, garden.faults.map(line)),
  );
}
