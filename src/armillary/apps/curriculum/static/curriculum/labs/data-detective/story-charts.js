/** The charts of the three stories, each story in each kind of chart, and its table. */

import { element, shape } from '../kit/dom.js';
import { barChart, lineChart, pointChart } from './charts.js';
import { findMean, fitLine } from './numbers.js';
import { sign } from './signs.js';
import { WARM, findTogether, heightsOf, pickDays } from './stories.js';
import { tellNumber } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./stories.js').Part} Part */
/** @typedef {import('./stories.js').Stories} Stories */
/** @typedef {'beds' | 'weeks' | 'days'} Story */
/** @typedef {'bars' | 'line' | 'points'} ChartKind */
/** @typedef {{on?: number | null, from?: number, part?: Part}} Look */

/** @type {readonly Story[]} */
export const STORIES = Object.freeze(['beds', 'weeks', 'days']);
/** @type {readonly ChartKind[]} */
export const CHART_KINDS = Object.freeze(['bars', 'line', 'points']);
/** The chart that answers the question of each story. @type {Readonly<Record<Story, ChartKind>>} */
export const FITTING = Object.freeze({ beds: 'bars', weeks: 'line', days: 'points' });
/** Where the cut axis of the beds begins. */
export const CUT = 40;

/** @type {Readonly<Record<Story, readonly string[]>>} */
const COLUMNS = Object.freeze({
  beds: ['no', 'bed', 'height', 'leaves'],
  weeks: ['week', 'height', 'leaves'],
  days: ['day', 'degrees', 'hats', 'butterflies'],
});

/** @param {Stories} stories @param {Story} story @returns {readonly Record<string, string | number>[]} */
export const rowsOf = (stories, story) => (story === 'days' ? stories.days : stories[story].rows);

/**
 * A story's rows in a kind of chart.
 * @param {Say} say
 * @param {Stories} stories
 * @param {{story: Story, kind: ChartKind}} which
 * @param {Look} [look]
 */
export function storyChart(say, stories, { story, kind }, look = {}) {
  const title = say(`story.${story}.${kind}.title`);
  if (kind === 'bars') return storyBars(say, stories, { story, title, from: look.from });
  const { xName, yName } = axesOf(story, kind);
  const rows =
    story === 'days' ? pickDays(stories.days, look.part ?? 'all') : rowsOf(stories, story);
  const all = rowsOf(stories, story);
  const on = typeof look.on === 'number' ? all[look.on] : undefined;
  const dots = /** @type {Record<string, any>[]} any: three tables of numbers */ (rows).map(
    (row) => ({
      x: row[xName],
      y: row[yName],
      isOn: row === on,
      mark: look.part !== undefined && row.degrees < WARM ? 1 : 0,
    }),
  );
  const unit = say(`field.${yName}`);
  const along = say(`field.${xName}`);
  if (kind === 'line') return lineChart(say, { title, unit, along, dots });
  const told = say('points.told', { n: dots.length });
  const fit = look.part !== undefined ? fitLine(dots) : undefined;
  const keys = look.part !== undefined ? [say('days.warm'), say('days.cool')] : undefined;
  return pointChart(say, { title, unit, along, dots, told, keys, fit });
}

/** @param {Story} story @param {ChartKind} kind */
function axesOf(story, kind) {
  if (story === 'days')
    return kind === 'line'
      ? { xName: 'day', yName: 'butterflies' }
      : { xName: 'hats', yName: 'butterflies' };
  const along = story === 'beds' ? 'no' : 'week';
  return { xName: kind === 'line' ? along : 'leaves', yName: 'height' };
}

/** @param {Say} say @param {Stories} stories @param {{story: Story, title: string, from?: number}} chart */
function storyBars(say, { beds, weeks, days }, { story, title, from }) {
  const butterflies = (/** @type {Part} */ part) =>
    findMean(pickDays(days, part).map((row) => row.butterflies));
  const halves = [weeks.rows.slice(0, 4), weeks.rows.slice(4)];
  const groups = {
    beds: () =>
      /** @type {const} */ (['sunny', 'shady']).map((bed) => ({
        name: say(`bed.${bed}`),
        value: findMean(heightsOf(beds.rows, bed)),
      })),
    weeks: () =>
      halves.map((half, i) => ({
        name: say(i ? 'weeks.late' : 'weeks.early'),
        value: findMean(half.map((row) => row.height)),
      })),
    days: () =>
      /** @type {const} */ (['warm', 'cool']).map((part) => ({
        name: say(`days.${part}`),
        value: butterflies(part),
      })),
  };
  const unit = say(story === 'days' ? 'field.butterflies' : 'field.height');
  return barChart(say, { title, unit, bars: groups[story](), from });
}

/**
 * The table of a story; picking a row marks it in the chart.
 * @param {Say} say
 * @param {Stories} stories
 * @param {Story} story
 * @param {number | null} on
 */
export function storyTable(say, stories, story, on) {
  const columns = COLUMNS[story];
  const value = (/** @type {Record<string, string | number>} */ row, /** @type {string} */ name) =>
    name === 'bed' ? say(`bed.${row.bed}`) : String(row[name]);
  const line = (/** @type {Record<string, string | number>} */ row, /** @type {number} */ i) =>
    element(
      'tr',
      { 'data-key': `${story}-${i}`, 'data-on': i === on },
      columns.map((name, at) =>
        at === 0
          ? element('th', { scope: 'row' }, rowButton(say, `${story}-${i}`, { i, row, name, on }))
          : element('td', {}, value(row, name)),
      ),
    );
  return element(
    'div',
    { class: 'detective-scroll', 'data-key': `table-${story}` },
    element(
      'table',
      { class: 'detective-table detective-plain', 'data-grid': true },
      element('caption', { class: 'kit-hidden' }, say(`story.${story}.table`)),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map((name) => element('th', { scope: 'col' }, say(`field.${name}`))),
        ),
      ),
      element('tbody', {}, rowsOf(stories, story).map(line)),
    ),
  );
}

/** @param {Say} say @param {string} key @param {{i: number, row: Record<string, string | number>, name: string, on: number | null}} place */
function rowButton(say, key, { i, row, name, on }) {
  return element(
    'button',
    {
      type: 'button',
      class: 'detective-cell',
      'data-act': `row:${i}`,
      'data-key': `row-${key}`,
      'aria-pressed': String(i === on),
      'aria-label': say('row.mark', { name: say(`field.${name}`), n: String(row[name]) }),
    },
    String(row[name]),
  );
}

/** One row in a sentence. @param {Say} say @param {Stories} stories @param {Story} story @param {number} i */
export function tellStoryRow(say, stories, story, i) {
  const row = rowsOf(stories, story)[i];
  const values = story === 'beds' ? { ...row, bed: say(`bed.${row.bed}`) } : { ...row };
  return say(`story.${story}.row`, values);
}

/**
 * The buttons for the kinds of chart.
 * @param {Say} say
 * @param {{pressed?: ChartKind | null, tried?: readonly ChartKind[], isOff?: boolean}} state
 */
export function chartButtons(say, { pressed, tried = [], isOff }) {
  return element(
    'div',
    { class: 'detective-tabs', role: 'group', 'aria-label': say('kinds.choose') },
    CHART_KINDS.map((kind, i) =>
      element(
        'button',
        {
          type: 'button',
          class: 'kit-button',
          'data-act': `kind:${kind}`,
          'data-key': `kind-${kind}`,
          'data-digit': i + 1,
          'aria-pressed': String(kind === pressed),
          'aria-disabled': (isOff || tried.includes(kind)) && 'true',
        },
        sign(kind),
        say(`kind.${kind}`),
      ),
    ),
  );
}

/**
 * A dial from "against each other" over "not together" to "together".
 * @param {Say} say
 * @param {Stories} stories
 * @param {Part} part
 */
export function togetherDial(say, { days }, part) {
  const r = findTogether(days, part);
  const turn = (/** @type {number} */ value) => value * 80;
  const mark = (/** @type {number} */ i) =>
    shape('path', {
      d: i % 5 ? 'M90 14 v7' : 'M90 14 v12',
      transform: `rotate(${turn(i / 10)} 90 90)`,
      class: 'detective-dial-mark',
    });
  const told = say(`together.${nameTogether(r)}`);
  return element(
    'figure',
    { class: 'detective-dial' },
    shape(
      'svg',
      { viewBox: '0 0 180 104', 'aria-hidden': 'true' },
      shape('path', { d: 'M12 90 A78 78 0 0 1 168 90', class: 'detective-dial-rim' }),
      Array.from({ length: 21 }, (_, i) => mark(i - 10)),
      shape('path', {
        d: 'M87 92 L90 24 L93 92 Z',
        transform: `rotate(${turn(r)} 90 90)`,
        class: 'detective-dial-hand',
      }),
      shape('circle', { cx: 90, cy: 90, r: 7, class: 'detective-dial-pin' }),
    ),
    element('figcaption', {}, told, ' ', say('together.number', { r: tellNumber(say, r, 2) })),
  );
}

/** @param {number} r @returns {'much' | 'some' | 'hardly'} */
const nameTogether = (r) => (r > 0.7 ? 'much' : r > 0.3 ? 'some' : 'hardly');
