/** Small drawn signs: one for each kind of fault, one for each kind of chart. */

import { shape } from '../kit/dom.js';

/** @type {Readonly<Record<string, string>>} */
const LINES = Object.freeze({
  missing: 'M3 6 h3 M9 6 h3 M15 6 h3 M21 6 v3 M21 13 v3 M18 18 h-3 M12 18 h-3 M6 18 h-3 M3 15 v-3',
  impossible: 'M12 3 a9 9 0 1 0 .1 0 M6 6 l12 12',
  double: 'M3 4 h18 v6 h-18 Z M3 14 h18 v6 h-18 Z M7 7 h10 M7 17 h10',
  unit: 'M2 8 h20 v8 h-20 Z M6 8 v3 M10 8 v5 M14 8 v3 M18 8 v5',
  spelling: 'M3 18 L8 5 L13 18 M5 13 h6 M21 11 v7 M21 14.5 a3 3.5 0 1 0 0 .1',
  swapped: 'M4 8 h14 l-4 -4 M20 16 h-14 l4 4',
  date: 'M3 6 h18 v14 h-18 Z M3 10 h18 M8 3 v5 M16 3 v5 M10 13 l4 4 M14 13 l-4 4',
  none: 'M4 13 l5 5 L20 6',
  bars: 'M3 21 H22 M5 21 V10 h4 V21 M13 21 V4 h4 V21',
  line: 'M3 3 V21 H22 M5 18 L10 12 L14 14 L21 5',
  points: 'M3 3 V21 H22 M8 17 h.1 M10 13 h.1 M13 14 h.1 M15 9 h.1 M19 10 h.1 M20 5 h.1',
});

/** @param {string} name @returns {SVGElement} */
export function sign(name) {
  return shape(
    'svg',
    { viewBox: '0 0 24 24', class: `detective-sign detective-sign-${name}`, 'aria-hidden': 'true' },
    shape('path', { d: LINES[name] }),
  );
}
