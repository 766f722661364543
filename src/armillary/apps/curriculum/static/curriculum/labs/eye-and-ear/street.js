/** The street at night with the frame of the glass, and the arrows that move it. */

import { element, shape } from '../kit/dom.js';
import { COLUMNS, NIGHT, ROWS } from './night.js';
import { gridPicture } from './pictures.js';

/** @typedef {{column: number, row: number}} Place In steps of the glass. */

const WAYS = Object.freeze({ left: [-1, 0], up: [0, -1], down: [0, 1], right: [1, 0] });
const ARROWS = Object.freeze({
  left: 'M15 5L8 12l7 7',
  up: 'M5 15l7-7 7 7',
  down: 'M5 9l7 7 7-7',
  right: 'M9 5l7 7-7 7',
});
/** @typedef {keyof typeof WAYS} Way */

/**
 * One step of the glass; at the edge it stays.
 * @param {Place} place
 * @param {string} way
 * @returns {Place}
 */
export function shiftGlass({ column, row }, way) {
  const [x, y] = WAYS[/** @type {Way} */ (way)];
  return {
    column: Math.max(0, Math.min(COLUMNS - 1, column + x)),
    row: Math.max(0, Math.min(ROWS - 1, row + y)),
  };
}

/** @param {import('../kit/texts.js').Say} say @param {Place} state @param {number} side */
export function nightPicture(say, state, side) {
  const x = Math.max(0, Math.min(state.column * 8 + 4 - side / 2, NIGHT.width - side));
  const y = Math.max(0, Math.min(state.row * 8 + 4 - side / 2, NIGHT.height - side));
  // For the pointer: press anywhere in the picture. The arrows below do the same.
  const places = Array.from({ length: COLUMNS * ROWS }, (_, i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    return shape('rect', {
      x: column * 8,
      y: row * 8,
      width: 8,
      height: 8,
      class: 'eye-place',
      'data-act': `place:${column}:${row}`,
    });
  });
  return element(
    'div',
    { class: 'eye-night' },
    gridPicture(NIGHT, { name: say('look.night') }),
    shape(
      'svg',
      { viewBox: `0 0 ${NIGHT.width} ${NIGHT.height}`, class: 'eye-over', 'aria-hidden': 'true' },
      shape('rect', { x, y, width: side, height: side, rx: 1, class: 'eye-frame-edge' }),
      shape('rect', { x, y, width: side, height: side, rx: 1, class: 'eye-frame' }),
      places,
    ),
  );
}

/** @param {import('../kit/texts.js').Say} say @param {Place} place */
export function glassPad(say, place) {
  const isOff = (/** @type {Way} */ way) => {
    const next = shiftGlass(place, way);
    return next.column === place.column && next.row === place.row;
  };
  return element(
    'div',
    { class: 'eye-pad', role: 'group', 'aria-label': say('look.move') },
    element('span', { class: 'kit-quiet', 'aria-hidden': 'true' }, say('look.move')),
    /** @type {Way[]} */ (Object.keys(WAYS)).map((way) =>
      element(
        'button',
        {
          type: 'button',
          class: 'kit-button eye-arrow',
          'data-act': `go:${way}`,
          'data-key': `go-${way}`,
          'aria-label': say(`look.${way}`),
          'aria-disabled': isOff(way) && 'true',
        },
        shape(
          'svg',
          { viewBox: '0 0 24 24', 'aria-hidden': 'true' },
          shape('path', { d: ARROWS[way] }),
        ),
      ),
    ),
  );
}
