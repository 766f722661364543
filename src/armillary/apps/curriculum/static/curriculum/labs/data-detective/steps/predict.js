/** Second step, scored: what will faults do to the chart and to the guesser? */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { ruler } from '../charts.js';
import { mendCarefully } from '../garden.js';
import { findMiss, listGroups } from '../guess.js';
import { askStep } from '../quiz.js';
import { bars, guesserAtWork } from '../result.js';
import { tellNumber } from '../words.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../garden.js').Garden} Garden */
/** @typedef {import('../quiz.js').Question} Question */

/** @param {Garden} garden @param {Chance} chance */
export function predictStep(garden, chance) {
  return askStep({ id: 'predict', moment: 'predict', key: (name) => `predict.${name}` }, [
    unitPage(garden, chance.fork('unit')),
    namesPage(garden),
    missPage(garden, chance.fork('miss')),
  ]);
}

/**
 * The place in the clean table of a tomato that no fault of the hunt touches, so that nothing is given away.
 * @param {Garden} garden
 */
function findTomato({ clean, rows, faults }) {
  const faulty = faults.flatMap((fault) => fault.rows.map((at) => rows[at].no));
  return clean.findIndex(({ plant, no }) => plant === 'tomato' && !faulty.includes(no));
}

/** One height is written in millimetres. @param {Garden} garden @param {Chance} chance @returns {Question} */
function unitPage(garden, chance) {
  const { clean } = garden;
  const at = findTomato(garden);
  const slipped = clean.map((row, i) => (i === at ? { ...row, height: row.height * 10 } : row));
  const meanOf = (/** @type {typeof clean} */ rows) => listGroups(rows, 'plant', ['tomato'])[0];
  const [before, now] = [meanOf(clean), meanOf(slipped)];
  return {
    id: 'unit',
    options: chance.shuffle(['up', 'same', 'down']),
    right: 'up',
    values: (say) => ({
      no: clean[at].no,
      height: clean[at].height,
      wrong: clean[at].height * 10,
      n: before.n,
      before: tellNumber(say, before.mean, 0),
      now: tellNumber(say, now.mean, 0),
    }),
    ask: (say) => panel(say, 'predict.chart', bars(say, 'plant', { table: clean })),
    show: (say) =>
      panel(say, 'predict.chart', bars(say, 'plant', { table: slipped, before: clean })),
  };
}

/** One tomato stands under another name. @param {Garden} garden @returns {Question} */
function namesPage(garden) {
  const { clean } = garden;
  const at = findTomato(garden);
  const renamed = clean.map((row, i) => (i === at ? { ...row, plant: 'tomato2' } : row));
  return {
    id: 'names',
    options: ['three', 'four', 'five'],
    right: 'five',
    misconceptions: { four: 'C06-m7' },
    values: (say) => ({
      no: clean[at].no,
      name: say('plant.tomato'),
      other: say('plant.tomato2'),
    }),
    ask: (say) => panel(say, 'predict.chart', bars(say, 'plant', { table: clean })),
    show: (say) => panel(say, 'predict.chart', bars(say, 'plant', { table: renamed })),
  };
}

/** The guesser with the table as written and with the mended one. @param {Garden} garden @param {Chance} chance @returns {Question} */
function missPage(garden, chance) {
  const before = findMiss(garden.rows, garden.newcomers);
  const now = findMiss(mendCarefully(garden), garden.newcomers);
  const values = (/** @type {Say} */ say) => ({
    before: tellNumber(say, before, 0),
    now: tellNumber(say, now, 0),
    n: garden.newcomers.length,
  });
  return {
    id: 'miss',
    options: chance.shuffle(['dirty', 'same', 'clean']),
    right: 'dirty',
    misconceptions: { same: 'C06-m7', clean: 'C06-m5' },
    values,
    ask: (say) => panel(say, 'guesser.title', guesserAtWork(say, garden, mendCarefully(garden))),
    show: (say) =>
      panel(
        say,
        'guesser.title',
        ruler(say, { before, now, most: before }),
        element('p', {}, say('miss.told', values(say))),
        guesserAtWork(say, garden, mendCarefully(garden)),
      ),
  };
}
