/** Drawings of grids, waves and curves, each made from its numbers. */

import { element, shape } from '../kit/dom.js';
import { listRuns } from './grids.js';
import { findPeaks } from './signals.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('./grids.js').Grid} Grid */

/** From this tone on, numbers on a square are dark. */
const BRIGHT = 5;

/** @param {number} tone */
export const inkOn = (tone) => (tone >= BRIGHT ? 'dark' : 'light');

/**
 * The squares of a grid, one path for each tone.
 * @param {Grid} grid
 * @returns {SVGElement[]}
 */
export function gridTones(grid) {
  return [...listRuns(grid)].map(([tone, runs]) =>
    shape('path', {
      d: runs.map(({ x, y, n }) => `M${x} ${y}h${n}v1h-${n}z`).join(''),
      class: `eye-tone eye-tone-${tone}`,
      'data-key': `tone-${tone}`,
    }),
  );
}

/** @param {Grid} grid @returns {SVGElement} */
function gridLines({ width, height }) {
  const down = Array.from({ length: width - 1 }, (_, i) => `M${i + 1} 0v${height}`);
  const across = Array.from({ length: height - 1 }, (_, i) => `M0 ${i + 1}h${width}`);
  return shape('path', { d: [...down, ...across].join(''), class: 'eye-grid-lines' });
}

/** @param {Grid} grid @returns {SVGElement[]} */
function gridNumbers({ width, cells }) {
  return cells.map((tone, i) =>
    shape(
      'text',
      {
        x: (i % width) + 0.5,
        y: Math.floor(i / width) + 0.72,
        class: `eye-number eye-number-${inkOn(tone)}`,
      },
      String(tone),
    ),
  );
}

/**
 * A picture of a grid.
 * @param {Grid} grid
 * @param {{name?: string, hasLines?: boolean, hasNumbers?: boolean, look?: string}} [how] Without a name it is decoration.
 * @param {...Child} over Drawn over it.
 */
export function gridPicture(grid, { name, hasLines, hasNumbers, look = '' } = {}, ...over) {
  return shape(
    'svg',
    {
      viewBox: `0 0 ${grid.width} ${grid.height}`,
      class: `eye-grid ${look}`,
      role: name && 'img',
      'aria-label': name,
      'aria-hidden': !name && 'true',
    },
    gridTones(grid),
    hasLines && gridLines(grid),
    hasNumbers && gridNumbers(grid),
    over,
  );
}

/**
 * The glass: a square opening in a graduated brass rim.
 * @param {Grid} grid
 * @param {{name: string, hasLines?: boolean, hasNumbers?: boolean}} how
 */
export function glass(grid, how) {
  const ticks = Array.from({ length: 72 }, (_, i) => {
    const turn = (i * Math.PI) / 36;
    const [inner, outer] = [i % 6 === 0 ? 92.5 : 94.5, 97.5];
    const at = (/** @type {number} */ r) =>
      `${(100 + r * Math.cos(turn)).toFixed(2)} ${(100 + r * Math.sin(turn)).toFixed(2)}`;
    return `M${at(inner)}L${at(outer)}`;
  });
  return element(
    'div',
    { class: 'eye-glass' },
    shape(
      'svg',
      { viewBox: '0 0 200 200', class: 'eye-glass-rim', 'aria-hidden': 'true' },
      shape('circle', { cx: 100, cy: 100, r: 98, class: 'eye-rim-body' }),
      shape('path', { d: ticks.join(''), class: 'eye-rim-ticks' }),
      shape('circle', { cx: 100, cy: 100, r: 91, class: 'eye-rim-line' }),
    ),
    gridPicture(grid, { ...how, look: 'eye-glass-view' }),
  );
}

const WAVE = Object.freeze({ width: 240, height: 84, middle: 42, reach: 36 });

/**
 * A wave with a dot on each of its peaks.
 * @param {readonly number[]} heights From -1 to 1.
 * @param {string} [name] Without a name it is decoration.
 */
export function wavePicture(heights, name) {
  const { width, height, middle, reach } = WAVE;
  const x = (/** @type {number} */ i) => ((i / (heights.length - 1)) * width).toFixed(1);
  const y = (/** @type {number} */ value) => (middle - value * reach).toFixed(1);
  const line = heights.map((value, i) => `${i ? 'L' : 'M'}${x(i)} ${y(value)}`).join('');
  const dots = findPeaks(heights, 0.05).map((i) => `M${x(i)} ${y(heights[i])}h.01`);
  return shape(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      class: 'eye-wave',
      role: name && 'img',
      'aria-label': name,
      'aria-hidden': !name && 'true',
    },
    shape('path', { d: `M0 ${middle}H${width}`, class: 'eye-axis' }),
    shape('path', {
      d: `M0 ${middle - reach}H${width}M0 ${middle + reach}H${width}`,
      class: 'eye-axis-faint',
    }),
    shape('path', { d: line, class: 'eye-wave-line' }),
    shape('path', { d: dots.join(''), class: 'eye-wave-dots' }),
  );
}

/**
 * Readings over time as bars, with each number on top.
 * @param {readonly number[]} values
 * @param {{name: string, low: number, high: number, bar?: number, isLine?: boolean}} how
 */
export function readingPicture(values, { name, low, high, bar, isLine }) {
  const [width, top, bottom] = [300, 26, 118];
  const step = width / values.length;
  const x = (/** @type {number} */ i) => step * (i + 0.5);
  const y = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low)) * (bottom - top);
  const column = (/** @type {number} */ value, /** @type {number} */ i) =>
    `M${(x(i) - step * 0.32).toFixed(1)} ${bottom}V${y(value).toFixed(1)}h${(step * 0.64).toFixed(1)}V${bottom}z`;
  const line = values.map((value, i) => `${i ? 'L' : 'M'}${x(i)} ${y(value)}`).join('');
  const dots = values.map((value, i) => `M${x(i)} ${y(value)}h.01`).join('');
  return shape(
    'svg',
    { viewBox: `0 0 ${width} 128`, class: 'eye-reading', role: 'img', 'aria-label': name },
    bar !== undefined && shape('path', { d: `M0 ${y(bar)}H${width}`, class: 'eye-bar-line' }),
    isLine
      ? [
          shape('path', { d: line, class: 'eye-wave-line' }),
          shape('path', { d: dots, class: 'eye-wave-dots' }),
        ]
      : shape('path', { d: values.map(column).join(''), class: 'eye-columns' }),
    shape('path', { d: `M0 ${bottom}H${width}`, class: 'eye-axis' }),
    values.map((value, i) =>
      shape(
        'text',
        {
          x: x(i),
          y: y(value) - 8,
          class: 'eye-reading-number',
          'font-size': values.length > 8 ? 13 : 17,
        },
        String(value),
      ),
    ),
  );
}
