/** What the table leads to, drawn anew after each change: a chart and the miss of the guesser. */

import { element } from '../kit/dom.js';
import { barChart, pointChart, ruler } from './charts.js';
import { MEASURED } from './faults.js';
import { BEDS, PLANTS } from './garden.js';
import { findMiss, guessHeight, listGroups, listNearest } from './guess.js';
import { tellDate, tellNumber } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./faults.js').Row} Row */
/** @typedef {import('./garden.js').Garden} Garden */
/** @typedef {import('./hunting.js').HuntState} HuntState */
/** @typedef {readonly (Row | null)[]} Table */

/** @type {readonly HuntState['chart'][]} */
const VIEWS = Object.freeze(['plant', 'bed', 'dots']);

/** @param {Say} say @param {Garden} garden @param {{state: HuntState, table: Table}} shown */
export function resultPanel(say, garden, { state, table }) {
  const hasGuesser = garden.newcomers.length > 0;
  return element(
    'section',
    { class: 'kit-panel detective-result', 'data-key': 'result' },
    element('h3', { class: 'kit-hidden' }, say('result.title')),
    hasGuesser &&
      element(
        'div',
        { class: 'detective-tabs', role: 'group', 'aria-label': say('result.choose') },
        VIEWS.map((view) =>
          element(
            'button',
            {
              type: 'button',
              class: 'kit-button',
              'data-act': `chart:${view}`,
              'data-key': `chart-${view}`,
              'aria-pressed': String(state.chart === view),
            },
            say(`chart.${view}`),
          ),
        ),
      ),
    state.chart === 'dots'
      ? dots(say, table, state.picked?.[0])
      : bars(say, state.chart, { table, before: garden.rows }),
    hasGuesser && missView(say, garden, table),
  );
}

/**
 * Bars of the mean heights; what they were in another table is outlined.
 * @param {Say} say
 * @param {'plant' | 'bed'} column
 * @param {{table: Table, before?: Table}} tables
 */
export function bars(say, column, { table, before }) {
  const order = column === 'plant' ? PLANTS : BEDS;
  const old =
    before && new Map(listGroups(before, column, order).map((one) => [one.name, one.mean]));
  const shown = listGroups(table, column, order).map(({ name, mean }) => ({
    name: say(`${column}.${name}`),
    value: mean,
    before: old?.get(name),
  }));
  return barChart(say, { title: say(`bars.${column}`), unit: say('unit.cm'), bars: shown });
}

/** @param {Say} say @param {Table} table @param {number} [on] The place of the row that is picked. */
export function dots(say, table, on) {
  const shown = table.flatMap((row, i) => {
    if (!row || row.sown === null || row.height === null) return [];
    const mark = PLANTS.indexOf(row.plant);
    const isOn = i === on;
    return [{ x: MEASURED - row.sown, y: row.height, mark: mark < 0 ? PLANTS.length : mark, isOn }];
  });
  const names = [...PLANTS, 'tomato2'].filter((name) => table.some((row) => row?.plant === name));
  return pointChart(say, {
    title: say('dots.title'),
    unit: say('unit.cm'),
    along: say('dots.along'),
    dots: shown,
    told: say('dots.told', { n: shown.length }),
    keys: names.map((name) => say(`plant.${name}`)),
  });
}

/** @param {Say} say @param {Garden} garden @param {Table} table */
function missView(say, garden, table) {
  const { rows, newcomers } = garden;
  const before = findMiss(rows, newcomers);
  const now = findMiss(table, newcomers);
  return element(
    'div',
    { class: 'detective-miss' },
    element(
      'p',
      {},
      say('miss.now', { n: newcomers.length }),
      ' ',
      element('strong', {}, say('miss.cm', { cm: tellNumber(say, now, 0) })),
    ),
    ruler(say, { before, now, most: before }),
    element('p', { class: 'kit-quiet' }, say('miss.before', { cm: tellNumber(say, before, 0) })),
    element(
      'details',
      { class: 'detective-fold' },
      element('summary', {}, say('guesser.title')),
      guesserAtWork(say, garden, table),
    ),
  );
}

/**
 * The guesser with one new plant: the rows it takes and the mean it makes of them.
 * @param {Say} say
 * @param {Garden} garden
 * @param {Table} table
 */
export function guesserAtWork(say, { newcomers }, table) {
  const newcomer = newcomers[1];
  const nearest = listNearest(table, newcomer);
  const values = (/** @type {{plant: string, sown: number}} */ one) => ({
    plant: say(`plant.${one.plant}`),
    date: tellDate(say, one.sown),
  });
  return element(
    'div',
    { class: 'detective-guesser' },
    element('p', {}, say('guesser.how')),
    element('p', {}, element('strong', {}, say('guesser.new', values(newcomer)))),
    element(
      'ul',
      {},
      nearest.map((row) =>
        element(
          'li',
          {},
          say('guesser.row', { ...values(row), no: row.no, height: tellNumber(say, row.height) }),
        ),
      ),
    ),
    element(
      'p',
      {},
      say('guesser.mean', {
        guess: tellNumber(say, guessHeight(table, newcomer), 0),
        height: newcomer.height,
      }),
    ),
  );
}
