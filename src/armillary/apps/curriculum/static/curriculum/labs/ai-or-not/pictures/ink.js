/** The pens that all cards are drawn with: light fills and a dark edge, readable on both papers. */

import { shape } from '../../kit/dom.js';

/** @typedef {SVGElement | SVGElement[]} Mark */

/** @param {string} fill @param {string} d */
export const path = (fill, d) => shape('path', { d, class: `aion-${fill}` });

/** @param {string} fill @param {number} x @param {number} y @param {number} w @param {number} h @param {number} [rx] */
export const box = (fill, x, y, w, h, rx = 3) =>
  shape('rect', { x, y, width: w, height: h, rx, class: `aion-${fill}` });

/** @param {string} fill @param {number} cx @param {number} cy @param {number} rx @param {number} [ry] */
export const disc = (fill, cx, cy, rx, ry = rx) =>
  shape('ellipse', { cx, cy, rx, ry, class: `aion-${fill}` });

/** @param {string} d A line without fill. */
export const line = (d) => path('line', d);

/** @param {string} d A thin line: scales, light, sound. */
export const thin = (d) => path('thin', d);

/**
 * Marks of a scale on a circle, as on an instrument.
 * @param {number} cx @param {number} cy @param {number} from @param {number} to @param {number} n
 */
export function ticks(cx, cy, from, to, n) {
  const marks = Array.from({ length: n }, (_, i) => {
    const turn = (i / n) * 2 * Math.PI;
    const at = (/** @type {number} */ r) =>
      `${(cx + r * Math.sin(turn)).toFixed(1)} ${(cy - r * Math.cos(turn)).toFixed(1)}`;
    return `M${at(from)} L${at(to)}`;
  });
  return thin(marks.join(' '));
}

/**
 * Waves of a sound that spread to the right of a point.
 * @param {number} x @param {number} y @param {number} [n]
 */
export function waves(x, y, n = 3) {
  const arc = (/** @type {number} */ i) =>
    `M${x + i * 5} ${y - 4 - i * 4} q${5 + i} ${4 + i * 4} 0 ${8 + i * 8}`;
  return path('wave', Array.from({ length: n }, (_, i) => arc(i)).join(' '));
}
