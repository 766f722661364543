/** What stands on the covers: small drawings in a square of 60, put together from few shapes. */

import { shape } from '../kit/dom.js';

/** @typedef {(SVGElement)[]} Drawing */

const skin = (/** @type {string} */ d) => shape('path', { d, class: 'feed-skin' });
const part = (/** @type {string} */ d) => shape('path', { d, class: 'feed-part' });
const line = (/** @type {string} */ d) => shape('path', { d, class: 'feed-line' });
const pale = (/** @type {string} */ d) => shape('path', { d, class: 'feed-pale' });
const dot = (/** @type {number} */ cx, /** @type {number} */ cy, r = 2) =>
  shape('circle', { cx, cy, r, class: 'feed-dot' });
const disc = (
  /** @type {number} */ cx,
  /** @type {number} */ cy,
  /** @type {number} */ r,
  look = 'skin',
) => shape('circle', { cx, cy, r, class: `feed-${look}` });
const oval = (
  /** @type {number} */ cx,
  /** @type {number} */ cy,
  /** @type {number} */ rx,
  /** @type {number} */ ry,
  look = 'skin',
) => shape('ellipse', { cx, cy, rx, ry, class: `feed-${look}` });

/** @type {Readonly<Record<string, () => Drawing>>} */
const MOTIFS = Object.freeze({
  moon: () => [
    skin('M40 6 A25 25 0 1 0 54 42 A21 21 0 0 1 40 6 Z'),
    dot(23, 27, 2.2),
    line('M20 38 q6 6 12 2'),
    part('M48 12 l2 5 5 2 -5 2 -2 5 -2 -5 -5 -2 5 -2 Z'),
  ],
  rocket: () => [
    part('M19 38 L9 50 L20 49 Z M41 38 L51 50 L40 49 Z'),
    skin('M30 3 C44 14 45 32 39 47 H21 C15 32 16 14 30 3 Z'),
    disc(30, 24, 6.5, 'pale'),
    part('M24 48 L30 59 L36 48 Z'),
    line('M22 40 H38'),
  ],
  planet: () => [
    disc(30, 30, 18),
    line('M14 24 q16 7 33 -1 M13 34 q16 7 34 0'),
    line('M9 40 C-6 52 20 48 38 36 C58 23 66 8 48 17'),
    disc(51, 47, 4, 'part'),
  ],
  star: () => [
    line('M4 10 L22 24 M2 24 L20 32 M16 2 L30 18'),
    skin('M38 14 L43 28 L57 32 L45 41 L47 56 L35 47 L21 52 L26 38 L17 26 L31 27 Z'),
    dot(34, 35, 1.9),
    dot(43, 35, 1.9),
    line('M34 41 q4 4 8 0'),
  ],
  octopus: () => [
    part(
      'M14 38 C4 44 6 56 12 54 C9 49 15 46 20 42 Z M46 38 C56 44 54 56 48 54 C51 49 45 46 40 42 Z',
    ),
    part(
      'M22 42 C16 52 22 60 26 56 C24 52 27 47 29 44 Z M38 42 C44 52 38 60 34 56 C36 52 33 47 31 44 Z',
    ),
    skin('M12 32 C12 10 48 10 48 32 C48 46 12 46 12 32 Z'),
    part('M18 13 H42 V10 H37 V1 H23 V10 H18 Z'),
    dot(24, 30, 2.6),
    dot(36, 30, 2.6),
    line('M25 37 q5 4 10 0'),
  ],
  lighthouse: () => [
    pale('M36 12 L59 4 V26 L36 19 Z'),
    skin('M23 20 H37 L42 55 H18 Z'),
    part('M22 29 H38 L39 37 H21 Z M20 46 H40 L41 55 H19 Z'),
    part('M22 20 V10 H38 V20 Z M20 10 L30 2 L40 10 Z'),
    line('M8 56 q6 -5 11 0 t11 0 t11 0 t11 0'),
  ],
  boat: () => [
    line('M30 4 V40'),
    skin('M32 6 L54 38 H32 Z'),
    pale('M28 12 L10 38 H28 Z'),
    part('M6 42 H54 L46 54 H14 Z'),
    line('M2 58 q7 -5 14 0 t14 0 t14 0 t14 0'),
  ],
  whale: () => [
    line('M22 14 C22 4 12 4 11 9 M22 14 C22 4 32 4 33 9'),
    skin(
      'M4 36 C4 20 34 14 44 32 C48 32 50 27 49 20 C53 24 57 22 59 19 C60 34 52 50 30 52 C12 52 4 46 4 36 Z',
    ),
    pale('M6 43 C14 40 26 42 34 51 C18 54 8 50 6 43 Z'),
    dot(15, 33, 2.3),
  ],
  crab: () => [
    part(
      'M14 24 C2 20 2 6 12 5 L12 12 L18 9 C20 16 18 21 17 24 Z M46 24 C58 20 58 6 48 5 L48 12 L42 9 C40 16 42 21 43 24 Z',
    ),
    line('M14 42 L5 52 M20 46 L14 57 M46 42 L55 52 M40 46 L46 57'),
    oval(30, 35, 20, 14),
    disc(23, 18, 4.5, 'pale'),
    disc(37, 18, 4.5, 'pale'),
    dot(23, 18),
    dot(37, 18),
    line('M23 39 q7 6 14 0'),
  ],
  hedgehog: () => [
    part('M8 46 L4 36 L9 32 L6 24 L14 23 L14 14 L22 17 L26 9 L32 15 L39 10 L42 18 L50 20 L47 46 Z'),
    skin('M24 50 C24 36 40 30 48 38 L57 43 C57 48 52 50 46 50 Z'),
    dot(56, 43, 2.4),
    dot(45, 40, 2),
    line('M12 51 H20 M30 52 H40'),
  ],
  fox: () => [
    skin('M8 8 L22 18 H38 L52 8 L51 32 L30 54 L9 32 Z'),
    pale('M9 32 L24 34 L30 54 Z M51 32 L36 34 L30 54 Z'),
    part('M12 14 L20 20 L13 25 Z M48 14 L40 20 L47 25 Z'),
    dot(22, 31, 2.4),
    dot(38, 31, 2.4),
    dot(30, 51, 3),
  ],
  frog: () => [
    part('M10 44 C-2 44 2 58 14 55 H22 Z M50 44 C62 44 58 58 46 55 H38 Z'),
    skin('M10 38 C8 14 52 14 50 38 C50 58 10 58 10 38 Z'),
    disc(18, 15, 8),
    disc(42, 15, 8),
    dot(18, 14, 3),
    dot(42, 14, 3),
    line('M17 35 C24 44 36 44 43 35'),
  ],
  snail: () => [
    skin(
      'M4 52 C8 44 18 50 26 48 C44 50 44 36 48 26 L54 25 C58 30 54 42 50 50 C48 54 44 55 40 55 H8 Z',
    ),
    line('M49 25 L45 14 M54 25 L57 14'),
    disc(25, 31, 18, 'part'),
    line('M25 31 c0 -5 8 -4 8 2 c0 9 -16 9 -16 -2 c0 -14 20 -14 22 0'),
    dot(51, 33, 1.9),
  ],
  bee: () => [
    pale('M26 26 C12 2 -2 16 22 30 Z M32 25 C30 -2 50 2 38 27 Z'),
    oval(30, 37, 22, 14),
    part(
      'M20 26 C17 32 17 42 20 48 L27 50 C24 42 24 32 27 24 Z M35 24 C33 32 33 42 35 50 L42 47 C40 40 40 32 42 27 Z',
    ),
    dot(47, 34, 2.2),
    line('M50 25 q4 -6 8 -5 M8 38 L2 40'),
  ],
  stopwatch: () => [
    part('M25 3 H35 V12 H25 Z M45 12 L51 18 L47 22 L41 16 Z'),
    disc(30, 34, 23),
    disc(30, 34, 17, 'pale'),
    line('M30 34 V21 M30 34 L39 40 M30 18 v3 M30 47 v3 M14 34 h3 M43 34 h3'),
    dot(30, 34, 2.2),
  ],
  ball: () => [
    disc(31, 32, 22),
    part('M31 22 L41 29 L37 41 H25 L21 29 Z'),
    line('M31 22 V10 M41 29 L52 25 M37 41 L44 51 M25 41 L18 51 M21 29 L10 25'),
    line('M2 48 q4 -2 6 2 M1 38 q3 -1 5 1'),
  ],
  shoe: () => [
    skin('M6 16 C12 20 18 20 22 14 C30 26 40 30 54 33 C60 36 58 44 56 46 H6 Z'),
    pale('M4 46 H57 C58 52 54 54 50 54 H10 C6 54 4 50 4 46 Z'),
    line('M26 21 L20 28 M32 25 L26 32 M38 29 L33 35'),
    part('M6 17 C10 19 13 20 15 19 L17 31 L6 33 Z'),
  ],
  pot: () => [
    line('M20 4 q5 5 0 10 M30 2 q5 6 0 11 M40 4 q5 5 0 10'),
    line('M8 30 C0 30 0 42 9 41 M52 30 C60 30 60 42 51 41'),
    skin('M8 24 H52 V44 C52 54 46 57 38 57 H22 C14 57 8 54 8 44 Z'),
    part('M6 19 H54 V26 H6 Z'),
    dot(24, 39, 2.2),
    dot(37, 39, 2.2),
    line('M24 47 q6 5 13 0'),
  ],
  cake: () => [
    skin('M8 38 H52 V55 H8 Z'),
    pale('M14 24 H46 V38 H14 Z'),
    part('M8 38 H52 V43 q-4 5 -8 0 q-4 5 -9 0 q-5 5 -9 0 q-5 5 -9 0 q-4 5 -9 0 Z'),
    line('M22 24 V14 M30 24 V14 M38 24 V14'),
    dot(22, 10, 2.6),
    dot(30, 10, 2.6),
    dot(38, 10, 2.6),
  ],
  pan: () => [
    oval(30, 13, 15, 6, 'part'),
    line('M13 24 q-5 -8 0 -14 M47 24 q5 -8 0 -14'),
    part('M42 42 L60 34 L60 40 L46 49 Z'),
    skin('M4 38 H46 C46 52 40 55 33 55 H17 C10 55 4 52 4 38 Z'),
    line('M10 45 H40'),
  ],
  kettle: () => [
    line('M14 24 C14 2 46 2 46 24'),
    part('M44 32 L58 20 L60 26 L48 46 Z'),
    skin('M8 56 C2 34 14 24 30 24 C46 24 58 34 52 56 Z'),
    pale('M14 46 C13 38 18 31 24 30 C20 36 18 42 18 48 Z'),
    part('M24 24 H36 V19 H24 Z'),
  ],
  bread: () => [
    skin('M6 34 C0 16 60 16 54 34 V52 H6 Z'),
    pale('M12 36 C8 26 52 26 48 36 V46 H12 Z'),
    line('M18 22 L22 30 M29 20 L33 29 M40 21 L44 30'),
    dot(24, 37, 1.9),
    dot(36, 37, 1.9),
    line('M25 41 q5 4 10 0'),
  ],
  door: () => [
    part('M11 57 V20 C11 -2 49 -2 49 20 V57 Z'),
    skin('M17 57 V22 C17 5 43 5 43 22 V57 Z'),
    disc(30, 22, 6, 'pale'),
    line('M30 16 V28 M24 22 H36 M6 57 H54'),
    dot(38, 40, 2.5),
  ],
  magnifier: () => [
    part('M35 40 L41 34 L58 51 L52 57 Z'),
    disc(24, 24, 20),
    disc(24, 24, 14, 'pale'),
    line('M18 30 q-1 -7 3 -8 t3 8 Z M27 22 q-1 -7 3 -8 t3 8 Z'),
  ],
  key: () => [
    skin('M26 24 H56 V38 H50 V32 H44 V36 H38 V32 H26 Z'),
    disc(17, 28, 14),
    disc(17, 28, 6, 'pale'),
    line('M4 52 H56 M10 48 v4 M18 50 v2 M26 48 v4 M34 50 v2 M42 48 v4 M50 50 v2'),
  ],
  lantern: () => [
    line('M20 12 C20 0 40 0 40 12'),
    part('M16 20 L22 11 H38 L44 20 Z M14 50 H46 V56 H14 Z'),
    skin('M17 20 H43 L45 50 H15 Z'),
    pale('M30 25 C38 34 38 44 30 45 C22 44 22 34 30 25 Z'),
    line('M3 34 h6 M51 34 h6 M6 20 l5 3 M54 20 l-5 3'),
  ],
});

/** The drawing of each of the eight works of a topic. */
const CHOSEN = Object.freeze({
  space: ['moon', 'rocket', 'rocket', 'planet', 'planet', 'star', 'star', 'star'],
  sea: ['octopus', 'lighthouse', 'boat', 'whale', 'crab', 'boat', 'whale', 'boat'],
  animals: ['hedgehog', 'fox', 'frog', 'hedgehog', 'frog', 'fox', 'bee', 'snail'],
  sport: ['stopwatch', 'ball', 'shoe', 'ball', 'shoe', 'shoe', 'stopwatch', 'ball'],
  cooking: ['pot', 'cake', 'pan', 'kettle', 'cake', 'bread', 'pot', 'kettle'],
  mystery: ['door', 'magnifier', 'door', 'magnifier', 'key', 'door', 'lantern', 'lantern'],
});

/** What stands for a whole topic. */
const EMBLEMS = Object.freeze({
  space: 'planet',
  sea: 'boat',
  animals: 'hedgehog',
  sport: 'ball',
  cooking: 'pot',
  mystery: 'magnifier',
});

/** @param {string} topic @param {number} number @returns {Drawing} */
export function drawMotif(topic, number) {
  return MOTIFS[/** @type {Record<string, string[]>} */ (CHOSEN)[topic][number - 1]]();
}

/** @param {string} topic @returns {Drawing} */
export function drawEmblem(topic) {
  return MOTIFS[/** @type {Record<string, string>} */ (EMBLEMS)[topic]]();
}
