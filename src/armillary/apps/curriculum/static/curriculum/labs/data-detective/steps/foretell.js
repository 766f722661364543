/** Second step, scored: which chart, what a cut axis does, what few plants are worth. */

import { element, shape } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { barChart } from '../charts.js';
import { askStep } from '../quiz.js';
import { FEW, N_TRIES } from '../stories.js';
import { CUT, storyChart } from '../story-charts.js';
import { tellNumber } from '../words.js';

/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../quiz.js').Question} Question */
/** @typedef {import('../stories.js').Pair} Pair */
/** @typedef {import('../stories.js').Stories} Stories */

/** @param {Stories} stories */
export function foretellStep(stories) {
  return askStep({ id: 'foretell', moment: 'predict', key: (name) => `foretell.${name}` }, [
    axisPage(stories),
    kindPage(stories),
    fewPage(stories),
  ]);
}

/** The same bars on an axis that begins later. @param {Stories} stories @returns {Question} */
function axisPage(stories) {
  const chart = (/** @type {Say} */ say, /** @type {number} */ from) =>
    storyChart(say, stories, { story: 'beds', kind: 'bars' }, { from });
  return {
    id: 'axis',
    options: ['same', 'bigger', 'smaller'],
    right: 'bigger',
    misconceptions: { same: 'C07-m2' },
    values: () => ({ cut: CUT, sunny: stories.beds.sunny, shady: stories.beds.shady }),
    ask: (say) => panel(say, 'axis.zero', chart(say, 0)),
    show: (say) => [
      panel(say, 'axis.zero', chart(say, 0)),
      panel(say, 'axis.cut', chart(say, CUT)),
    ],
  };
}

/** Which chart for growing. @param {Stories} stories @returns {Question} */
function kindPage(stories) {
  return {
    id: 'kind',
    options: ['line', 'bars', 'points'],
    right: 'line',
    misconceptions: { bars: 'C07-m3', points: 'C07-m3' },
    values: () => ({}),
    ask: (say) => panel(say, 'foretell.task', say('foretell.weeks')),
    show: (say) =>
      panel(say, 'foretell.task', storyChart(say, stories, { story: 'weeks', kind: 'line' })),
  };
}

/** Two plants from each bed, ten times. @param {Stories} stories @returns {Question} */
function fewPage({ tries }) {
  const wins = tries.filter(({ a, b }) => a > b).length;
  const [first] = tries;
  return {
    id: 'few',
    options: ['always', 'never', 'sometimes'],
    right: 'sometimes',
    misconceptions: { always: 'C07-m5' },
    values: (say) => ({
      few: FEW,
      of: N_TRIES,
      n: wins,
      rest: N_TRIES - wins,
      d: tellNumber(say, first.a - first.b, 0),
    }),
    ask: (say) => panel(say, 'few.title', pairChart(say, first)),
    show: (say) => panel(say, 'few.title', pairChart(say, first), tryStrip(say, tries)),
  };
}

/** @param {Say} say @param {Pair} pair */
export function pairChart(say, { a, b }) {
  const bars = [
    { name: say('field.c'), value: a },
    { name: say('field.d'), value: b },
  ];
  return barChart(say, { title: say('few.chart'), unit: say('unit.cm'), bars });
}

/**
 * Each try as a mark on the side of the bed that was higher, as far out as it was higher.
 * @param {Say} say
 * @param {readonly Pair[]} pairs
 * @param {number} [half] Half the width of the drawing.
 */
export function tryStrip(say, pairs, half = 180) {
  const rowHeight = 16;
  const height = pairs.length * rowHeight + 30;
  const x = (/** @type {number} */ d) =>
    half + Math.max(10 - half, Math.min(half - 10, (d * half) / 22));
  const wins = pairs.filter(({ a, b }) => a > b).length;
  const losses = pairs.filter(({ a, b }) => a < b).length;
  return element(
    'figure',
    { class: 'detective-tries' },
    shape(
      'svg',
      { viewBox: `0 0 ${2 * half} ${height}`, 'aria-hidden': 'true' },
      shape('text', { x: half / 2, y: 14, class: 'detective-name' }, `${say('field.d')} ◂`),
      shape('text', { x: 1.5 * half, y: 14, class: 'detective-name' }, `▸ ${say('field.c')}`),
      shape('line', { x1: half, y1: 4, x2: half, y2: height - 4, class: 'detective-axis' }),
      pairs.map(({ a, b }, i) => {
        const y = 32 + i * rowHeight;
        return [
          shape('line', { x1: half, y1: y, x2: x(a - b), y2: y, class: 'detective-try-line' }),
          shape('circle', { cx: x(a - b), cy: y, r: 5, class: 'detective-dot' }),
        ];
      }),
    ),
    element('figcaption', {}, say('few.count', { c: wins, d: losses, of: pairs.length })),
  );
}
