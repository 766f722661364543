/** Scored: why a strange value stays, why an empty cell is no zero, why the guesser misses by less. */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { ruler } from '../charts.js';
import { mendCarefully } from '../garden.js';
import { findMiss, listGroups } from '../guess.js';
import { tellNote } from '../lens.js';
import { askStep } from '../quiz.js';
import { bars, dots } from '../result.js';
import { tellNumber } from '../words.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../garden.js').Garden} Garden */
/** @typedef {import('../quiz.js').Question} Question */

/** @param {Garden} garden @param {Chance} chance */
export function explainStep(garden, chance) {
  const own = chance.fork('explain');
  return askStep({ id: 'explain', moment: 'explain', key: (name) => `explain.${name}` }, [
    tallPage(garden, own.fork('tall')),
    zeroPage(garden, own),
    changePage(garden, own),
  ]);
}

/** The tall sunflower is true. @param {Garden} garden @param {Chance} chance @returns {Question} */
function tallPage(garden, chance) {
  const note = /** @type {import('../garden.js').Note} */ (
    garden.notes.find((one) => one.name === 'tall')
  );
  const { no, height } = garden.rows[note.rows[0]];
  return {
    id: 'tall',
    options: chance.shuffle(['keep', 'delete', 'usual']),
    right: 'keep',
    misconceptions: { delete: 'C06-m3', usual: 'C06-m4' },
    values: () => ({ no, height: Number(height) }),
    ask: (say) =>
      panel(
        say,
        'notebook.title',
        element('p', {}, tellNote(say, garden, note)),
        dots(say, mendCarefully(garden), note.rows[0]),
      ),
  };
}

/** An empty height is no height of zero. @param {Garden} garden @param {Chance} chance @returns {Question} */
function zeroPage(garden, chance) {
  const mended = mendCarefully(garden);
  const fault = /** @type {import('../faults.js').Fault} */ (
    garden.faults.find(({ kind, columns }) => kind === 'missing' && columns[0] === 'height')
  );
  const at = fault.rows[0];
  const { no, plant } = garden.rows[at];
  const zeroed = mended.map((row, i) => (row && i === at ? { ...row, height: 0 } : row));
  const meanOf = (/** @type {typeof mended} */ table) =>
    listGroups(table, 'plant', [plant])[0].mean;
  return {
    id: 'zero',
    options: chance.fork('zero').shuffle(['nobody', 'nothing', 'self']),
    right: 'nobody',
    misconceptions: { nothing: 'C06-m2', self: 'C06-m7' },
    values: (say) => ({
      no,
      plant: say(`plant.${plant}`),
      before: tellNumber(say, meanOf(mended), 0),
      now: tellNumber(say, meanOf(zeroed), 0),
    }),
    ask: (say) => panel(say, 'explain.withEmpty', bars(say, 'plant', { table: mended })),
    show: (say) =>
      panel(say, 'explain.withZero', bars(say, 'plant', { table: zeroed, before: mended })),
  };
}

/** What made the guesses better. @param {Garden} garden @param {Chance} chance @returns {Question} */
function changePage(garden, chance) {
  const before = findMiss(garden.rows, garden.newcomers);
  const now = findMiss(mendCarefully(garden), garden.newcomers);
  return {
    id: 'change',
    options: chance.fork('change').shuffle(['right', 'wish', 'rows']),
    right: 'right',
    misconceptions: { rows: 'C06-m5' },
    values: (say) => ({ before: tellNumber(say, before, 0), now: tellNumber(say, now, 0) }),
    ask: (say) =>
      panel(
        say,
        'guesser.title',
        ruler(say, { before, now, most: before }),
        element('p', {}, say('guesser.how')),
      ),
  };
}
