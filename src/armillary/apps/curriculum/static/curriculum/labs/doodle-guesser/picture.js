/**
 * Drawings as SVG: the lines of a drawing, one laid on another, the cells that are compared, signs.
 */

import { shape } from '../kit/dom.js';
import { SIDE, fitInto } from './model.js';

/** @typedef {import('./model.js').Strokes} Strokes */

/** @param {Strokes} strokes @returns {string} */
export function tracePath(strokes) {
  const at = (/** @type {number} */ value) => String(Math.round(value * 10) / 10);
  const isDot = (/** @type {number[]} */ stroke) => stroke.length === 2;
  return strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => {
      const points = stroke.map(
        (value, i) => `${i === 0 ? 'M' : i % 2 === 0 ? 'L' : ' '}${at(value)}`,
      );
      return points.join('') + (isDot(stroke) ? 'h0.1' : '');
    })
    .join('');
}

/** @param {Strokes} strokes @param {string} look */
const lines = (strokes, look) =>
  shape('path', { d: tracePath(fitInto(strokes, 100, 8)), class: `doodle-line ${look}` });

/** @param {Strokes} strokes */
export function doodlePicture(strokes) {
  return shape(
    'svg',
    { viewBox: '0 0 100 100', class: 'doodle-picture', 'aria-hidden': 'true' },
    lines(strokes, 'doodle-line-ink'),
  );
}

/**
 * Two drawings on one sheet: what they share and what not.
 * @param {Strokes} one
 * @param {Strokes} other
 */
export function overlayPicture(one, other) {
  return shape(
    'svg',
    { viewBox: '0 0 100 100', class: 'doodle-picture', 'aria-hidden': 'true' },
    lines(other, 'doodle-line-near'),
    lines(one, 'doodle-line-ink'),
  );
}

const TONES = 5;

/** The softened cells, from blank to full in a few tones. @param {Float64Array} cells */
export function cellsPicture(cells) {
  const most = Math.max(...cells, 1e-9);
  const marks = [...cells].map((value, i) => {
    const tone = Math.round((value / most) * TONES);
    const x = (i % SIDE) + 0.06;
    const y = Math.floor(i / SIDE) + 0.06;
    return (
      tone > 0 &&
      shape('rect', { x, y, width: 0.88, height: 0.88, class: `doodle-cell doodle-cell-${tone}` })
    );
  });
  return shape(
    'svg',
    { viewBox: `0 0 ${SIDE} ${SIDE}`, class: 'doodle-cells', 'aria-hidden': 'true' },
    marks,
  );
}

/** A sign for each kind, told apart by shape alone. @param {string} kind */
export function kindSign(kind) {
  const d = {
    cat: 'M4 3 L8.5 7 H13.5 L18 3 V13 A7 6.5 0 0 1 4 13 Z',
    fish: 'M2 11 Q8 3 15 11 L20 6 V16 L15 11 Q8 19 2 11 Z',
    house: 'M11 2 L20 10 H17 V19 H5 V10 H2 Z',
    none: 'M5 10 H17 V12 H5 Z',
  }[kind];
  return shape(
    'svg',
    { viewBox: '0 0 22 22', class: 'doodle-sign', 'aria-hidden': 'true' },
    shape('path', { d, class: 'doodle-sign-fill' }),
  );
}
