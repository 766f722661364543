/** The picture under the glass: a street at night, 64 by 48 squares, drawn by arithmetic. */

import { parseGrid } from './grids.js';

/** @typedef {import('./grids.js').Grid} Grid */

const WIDTH = 64;
const HEIGHT = 48;
const SKY = 1;

/** A bright round spot. Both round things of the street are this one, number for number. */
const ROUND = parseGrid(`
  11477411
  15899851
  48999984
  79999997
  79999997
  48999984
  15899851
  11477411`);

/** Where the two round things stand, in steps of the glass. */
export const MOON = Object.freeze({ column: 6, row: 1 });
export const LAMP = Object.freeze({ column: 1, row: 2 });
/** The glass goes in steps of eight squares. */
export const COLUMNS = WIDTH / 8;
export const ROWS = HEIGHT / 8;

/** @typedef {(x: number, y: number) => boolean} Form */
/** @param {number} left @param {number} top @param {number} right @param {number} bottom @returns {Form} */
const box = (left, top, right, bottom) => (x, y) =>
  x >= left && x < right && y >= top && y < bottom;
/** @param {number} cx @param {number} cy @param {number} r @returns {Form} */
const disc = (cx, cy, r) => (x, y) => Math.hypot(x + 0.5 - cx, y + 0.5 - cy) < r;

/** What stands in the street, back to front: a form and its tone. @type {readonly [Form, number][]} */
const STREET = [
  [(x, y) => y > 33 - 5 * Math.sin((x + 6) / 11), 2],
  [(x, y) => y > 39 - 2 * Math.sin((x - 10) / 14), 3],
  [box(0, 43, WIDTH, HEIGHT), 4],
  [(x, y) => y >= 45 && (x + y) % 9 === 0, 3],
  // The house: wall, chimney, roof, door, two lit windows with a cross.
  [box(32, 24, 56, 43), 5],
  [box(34, 14, 37, 22), 4],
  [(x, y) => y < 25 && y >= 17 && Math.abs(x + 0.5 - 44) < 5 + (y - 17) * 1.3, 3],
  [box(42, 34, 47, 43), 2],
  [box(45, 38, 46, 40), 7],
  [box(33, 27, 40, 34), 2],
  [(x, y) => box(34, 28, 39, 33)(x, y) && x !== 36 && y !== 30, 8],
  [box(48, 27, 55, 34), 2],
  [(x, y) => box(49, 28, 54, 33)(x, y) && x !== 51 && y !== 30, 8],
  // The tree.
  [box(25, 33, 27, 43), 2],
  [disc(26, 27, 6), 3],
  [disc(24, 25, 2.6), 4],
  // The post under the lamp.
  [box(11, 24, 13, 44), 6],
  [box(9, 43, 15, 45), 6],
  // The cat on the wall, with two bright eyes.
  [box(15, 39, 23, 43), 0],
  [box(15, 35, 20, 40), 0],
  [(x, y) => y >= 33 && y < 35 && (x === 15 || x === 19), 0],
  [(x, y) => y === 36 && (x === 16 || x === 18), 9],
  [(x, y) => x === 23 && y >= 34 && y < 42, 0],
];
/** @type {readonly [number, number][]} */
const STARS = [
  [3, 4],
  [19, 7],
  [27, 3],
  [36, 6],
  [44, 3],
  [29, 13],
  [60, 4],
  [22, 15],
  [5, 11],
];

/** @returns {Grid} */
function drawNight() {
  const cells = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    return STREET.reduce((tone, [form, own]) => (form(x, y) ? own : tone), SKY);
  });
  for (const [x, y] of STARS) cells[y * WIDTH + x] = 7;
  for (const { column, row } of [MOON, LAMP]) {
    ROUND.cells.forEach((tone, i) => {
      cells[(row * 8 + Math.floor(i / 8)) * WIDTH + column * 8 + (i % 8)] = tone;
    });
  }
  return { width: WIDTH, height: HEIGHT, cells };
}

export const NIGHT = Object.freeze(drawNight());
