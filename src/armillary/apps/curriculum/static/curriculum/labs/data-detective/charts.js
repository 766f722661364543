/** Charts drawn from a table: bars, a line, points. Each has its values in its name for those who do not look. */

import { element, shape } from '../kit/dom.js';
import { listTicks } from './numbers.js';
import { tellNumber } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./numbers.js').Point} Point */
/** @typedef {{name: string, value: number, before?: number}} Bar `before` is drawn as a dashed outline. */
/** @typedef {Point & {mark?: number, isOn?: boolean, name?: string}} Dot */
/** @typedef {{top: number, bottom: number, at: (value: number) => number}} Scale */

const WIDTH = 360;
const LEFT = 42;
const RIGHT = 10;
const TOP = 26;
const FLOOR = 184;

/** @param {readonly number[]} ticks @returns {Scale} */
function scaleUp(ticks) {
  const [bottom, top] = [ticks[0], ticks[ticks.length - 1]];
  return {
    bottom,
    top,
    at: (value) => FLOOR - ((value - bottom) / (top - bottom)) * (FLOOR - TOP),
  };
}

/** @param {readonly number[]} ticks */
function scaleAlong(ticks) {
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  return (/** @type {number} */ value) =>
    LEFT + 8 + ((value - first) / (last - first)) * (WIDTH - RIGHT - LEFT - 16);
}

/** @param {number} x @param {number} y @param {string} text @param {string} look */
const write = (x, y, text, look) => shape('text', { x, y, class: `detective-${look}` }, text);

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} look */
const rule = (x1, y1, x2, y2, look) =>
  shape('line', { x1, y1, x2, y2, class: `detective-${look}` });

/** @param {Say} say @param {readonly number[]} ticks @param {Scale} scale @param {string} unit */
function uprightAxis(say, ticks, scale, unit) {
  return shape(
    'g',
    {},
    ticks.map((tick) => [
      rule(LEFT, scale.at(tick), WIDTH - RIGHT, scale.at(tick), 'hairline'),
      rule(LEFT - 5, scale.at(tick), LEFT, scale.at(tick), 'tick'),
      write(LEFT - 8, scale.at(tick) + 4, tellNumber(say, tick), 'tick-name'),
    ]),
    rule(LEFT, TOP - 8, LEFT, FLOOR, 'axis'),
    write(4, 12, unit, 'axis-name'),
  );
}

/**
 * @param {string} title
 * @param {string} told All values as words.
 * @param {number} height
 * @param {...import('../kit/dom.js').Child} marks
 */
function sheet(title, told, height, ...marks) {
  return element(
    'figure',
    { class: 'detective-chart' },
    element('figcaption', { class: 'detective-chart-title' }, title),
    shape(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': `${title}: ${told}` },
      marks,
    ),
  );
}

/**
 * A broken line at the foot of an axis that does not begin at zero.
 * @param {boolean} isCut
 */
const tear = (isCut) =>
  isCut &&
  shape('path', {
    d: `M${LEFT - 7} ${FLOOR - 6} l14 -5 M${LEFT - 7} ${FLOOR - 12} l14 -5`,
    class: 'detective-tear',
  });

/**
 * Bars.
 * @param {Say} say
 * @param {{title: string, unit: string, bars: readonly Bar[], from?: number}} chart `from`: where the axis
 *   begins; 0 or below when left out.
 */
export function barChart(say, { title, unit, bars, from }) {
  const values = bars.flatMap(({ value, before }) => [value, before ?? value]);
  const ticks = listTicks(from ?? Math.min(0, ...values), Math.max(...values, (from ?? 0) + 1), 4);
  const scale = scaleUp(ticks);
  const step = (WIDTH - RIGHT - LEFT) / bars.length;
  const width = Math.min(step * 0.62, 64);
  const base = scale.at(Math.max(ticks[0], 0));
  const bar = (/** @type {Bar} */ { name, value, before }, /** @type {number} */ i) => {
    const x = LEFT + step * (i + 0.5);
    const box = (/** @type {number} */ of, /** @type {string} */ look) =>
      shape('rect', {
        x: x - width / 2,
        width,
        y: Math.min(scale.at(of), base),
        height: Math.max(Math.abs(base - scale.at(of)), 1),
        class: `detective-${look}`,
      });
    const isLow = bars.length > 4 && i % 2 === 1;
    return [
      before !== undefined && before !== value && box(before, 'bar-before'),
      box(value, 'bar'),
      write(x, Math.min(scale.at(value), base) - 6, tellNumber(say, value, 0), 'value'),
      isLow && rule(x, FLOOR + 3, x, FLOOR + 20, 'hairline'),
      write(x, FLOOR + (isLow ? 33 : 16), name, 'name'),
    ];
  };
  const told = bars.map(({ name, value }) => `${name} ${tellNumber(say, value, 0)}`);
  return sheet(
    title,
    told.join(say('list')),
    FLOOR + (bars.length > 4 ? 40 : 24),
    uprightAxis(say, ticks, scale, unit),
    bars.map(bar),
    rule(LEFT, base, WIDTH - RIGHT, base, 'axis'),
    tear((from ?? 0) > 0),
  );
}

/**
 * A line through values that follow each other.
 * @param {Say} say
 * @param {{title: string, unit: string, along: string, dots: readonly Dot[]}} chart
 */
export function lineChart(say, { title, unit, along, dots }) {
  const ticks = listTicks(0, Math.max(...dots.map((dot) => dot.y)), 4);
  const scale = scaleUp(ticks);
  const step = (WIDTH - RIGHT - LEFT - 16) / (dots.length - 1);
  const x = (/** @type {number} */ i) => LEFT + 8 + i * step;
  const d = dots.map(({ y }, i) => `${i ? 'L' : 'M'}${x(i)} ${scale.at(y)}`).join(' ');
  const told = dots.map((dot) => `${dot.x}: ${tellNumber(say, dot.y)}`);
  return sheet(
    title,
    told.join(say('list')),
    FLOOR + 44,
    uprightAxis(say, ticks, scale, unit),
    rule(LEFT, FLOOR, WIDTH - RIGHT, FLOOR, 'axis'),
    shape('path', { d, class: 'detective-line' }),
    dots.map((dot, i) => [
      rule(x(i), FLOOR, x(i), FLOOR + 5, 'tick'),
      (dots.length <= 10 || i % 2 === 0) && write(x(i), FLOOR + 18, String(dot.x), 'name'),
      shape('circle', {
        cx: x(i),
        cy: scale.at(dot.y),
        r: dot.isOn ? 7 : 4,
        class: dot.isOn ? 'detective-dot-on' : 'detective-dot',
      }),
    ]),
    write(WIDTH - RIGHT, FLOOR + 38, along, 'along-name'),
  );
}

/** Marks that differ in form as well as in colour. */
const MARKS = Object.freeze([
  'M-4.6 0 a4.6 4.6 0 1 0 9.2 0 a4.6 4.6 0 1 0 -9.2 0 Z',
  'M-4.4 -4.4 H4.4 V4.4 H-4.4 Z',
  'M0 -5.6 L5.2 4 H-5.2 Z',
  'M0 -6 L6 0 L0 6 L-6 0 Z',
  'M-5 -5 L5 5 M5 -5 L-5 5',
]);

/** @param {number} x @param {number} y @param {number} mark @param {boolean} [isOn] */
const markAt = (x, y, mark, isOn) =>
  shape('path', {
    d: MARKS[mark],
    transform: `translate(${x} ${y})${isOn ? ' scale(1.6)' : ''}`,
    class: `detective-mark detective-mark-${isOn ? 'on' : mark}`,
  });

/**
 * Points: one column along, another one up.
 * @param {Say} say
 * @param {{title: string, unit: string, along: string, dots: readonly Dot[], told: string, keys?: readonly string[], fit?: {slope: number, start: number}}} chart
 */
export function pointChart(say, { title, unit, along, dots, told, keys, fit }) {
  const xs = dots.map((dot) => dot.x);
  const ys = dots.map((dot) => dot.y);
  const xTicks = listTicks(Math.min(...xs, 0), Math.max(...xs), 5);
  const ticks = listTicks(Math.min(...ys, 0), Math.max(...ys), 4);
  const [x, scale] = [scaleAlong(xTicks), scaleUp(ticks)];
  const lineAt = (/** @type {number} */ at) => (fit ? fit.start + fit.slope * at : 0);
  const ends = [Math.min(...xs), Math.max(...xs)];
  return element(
    'div',
    {},
    sheet(
      title,
      told,
      FLOOR + 44,
      uprightAxis(say, ticks, scale, unit),
      rule(LEFT, FLOOR, WIDTH - RIGHT, FLOOR, 'axis'),
      xTicks.map((tick) => [
        rule(x(tick), FLOOR, x(tick), FLOOR + 5, 'tick'),
        write(x(tick), FLOOR + 18, tellNumber(say, tick), 'name'),
      ]),
      fit &&
        rule(x(ends[0]), scale.at(lineAt(ends[0])), x(ends[1]), scale.at(lineAt(ends[1])), 'fit'),
      [...dots]
        .sort((a, b) => Number(a.isOn ?? false) - Number(b.isOn ?? false))
        .map((dot) => markAt(x(dot.x), scale.at(dot.y), dot.mark ?? 0, dot.isOn)),
      write(WIDTH - RIGHT, FLOOR + 38, along, 'along-name'),
    ),
    keys &&
      element(
        'ul',
        { class: 'detective-keys' },
        keys.map((name, mark) =>
          element(
            'li',
            {},
            shape('svg', { viewBox: '-8 -8 16 16', 'aria-hidden': 'true' }, markAt(0, 0, mark)),
            name,
          ),
        ),
      ),
  );
}

/**
 * A ruler with two marks on it: where something was and where it is.
 * @param {Say} say
 * @param {{before: number, now: number, most: number}} values In centimetres.
 */
export function ruler(say, { before, now, most }) {
  const top = Math.max(most, before, now) * 1.06;
  const x = (/** @type {number} */ value) => 12 + (value / top) * (WIDTH - 24);
  const ticks = listTicks(0, top, 6).filter((tick) => tick <= top);
  const told = say('miss.told', {
    before: tellNumber(say, before, 0),
    now: tellNumber(say, now, 0),
  });
  return shape(
    'svg',
    { viewBox: `0 0 ${WIDTH} 62`, class: 'detective-ruler', role: 'img', 'aria-label': told },
    shape('rect', {
      x: 4,
      y: 22,
      width: WIDTH - 8,
      height: 36,
      rx: 5,
      class: 'detective-ruler-body',
    }),
    Array.from({ length: Math.floor(top) + 1 }, (_, i) =>
      rule(x(i), 22, x(i), i % 5 ? 28 : 32, 'ruler-tick'),
    ),
    ticks.map((tick) => write(x(tick), 48, tellNumber(say, tick), 'ruler-name')),
    shape('path', { d: `M${x(before)} 21 l-7 -13 h14 Z`, class: 'detective-ruler-before' }),
    shape('path', { d: `M${x(now)} 22 l-7 -15 h14 Z`, class: 'detective-ruler-now' }),
  );
}
