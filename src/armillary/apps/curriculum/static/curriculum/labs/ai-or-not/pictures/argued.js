/** Cards that are argued about, and cards out of films. */

import { box, disc, line, path, thin, ticks } from './ink.js';

const KNIGHT =
  'M30 90 H70 Q70 82 64 80 Q66 64 62 54 Q72 40 60 26 L58 14 L50 22 Q34 24 30 46 Q28 52 32 54 Q37 56 42 48 L50 46 Q44 58 36 66 Q32 72 34 80 Q28 82 30 90 Z';

/** Holes along both edges of a film. */
const holes = () =>
  [8, 24, 40, 56, 72].flatMap((y) => [box('hole', 3, y + 4, 7, 9, 2), box('hole', 90, y + 4, 7, 9, 2)]);
const frame = () => [box('night', 0, 4, 100, 92, 4), ...holes()];

/** @type {Record<string, () => import('./ink.js').Mark[]>} */
export const ARGUED = {
  chess: () => [
    ...[0, 1, 2, 3].flatMap((row) =>
      [0, 1, 2, 3].map((column) =>
        box((row + column) % 2 ? 'tan' : 'cream', 8 + column * 21, 8 + row * 21, 21, 21, 0),
      ),
    ),
    path('wave', 'M52 46 L78 18 M52 46 L82 46 M52 46 L78 76'),
    disc('brass', 80, 18, 5),
    disc('brass', 82, 46, 5),
    disc('brass', 80, 77, 5),
    shapeKnight(),
  ],
  heating: () => [
    ...[10, 24, 38, 52].map((x) => box('cream', x, 34, 12, 50, 6)),
    line('M6 44 H10 M64 44 H70 V92 M6 76 H10 M64 76 H70'),
    path('wave', 'M16 28 q-5 -6 0 -11 q5 -6 0 -11 M37 28 q-5 -6 0 -11 q5 -6 0 -11 M58 28 q-5 -6 0 -11 q5 -6 0 -11'),
    disc('brass', 80, 36, 17),
    disc('cream', 80, 36, 12),
    ticks(80, 36, 9, 11.500, 12),
    line('M80 36 L80 28 M80 36 L86 39'),
    ...[10, 18, 13, 22].map((tall, i) => box('sky', 74 + i * 6.5, 94 - tall, 5, tall, 1)),
    path('error', 'M72 77 H101'),
  ],
  spelling: () => [
    path('cream', 'M10 6 H68 L82 20 V94 H10 Z'),
    path('steel', 'M68 6 V20 H82 Z'),
    thin('M20 22 H56 M20 32 H72'),
    line('M20 46 H46 M54 46 H72'),
    path('error', 'M20 52 q3.300 -4 6.500 0 t6.500 0 t6.500 0 t6.500 0'),
    box('sky', 30, 58, 62, 34, 4),
    box('brass', 35, 62, 52, 8, 2),
    thin('M39 66 h24 M39 77 h30 M39 86 h19'),
    line('M76 64 l3 3 l5 -5'),
  ],
  android: () => [
    ...frame(),
    disc('glow', 50, 48, 34),
    path('steel', 'M50 14 Q70 14 71 38 Q71 58 58 66 H42 Q29 58 29 38 Q30 14 50 14 Z'),
    path('cream', 'M50 20 Q64 20 65 38 Q65 54 56 60 H44 Q35 54 35 38 Q36 20 50 20 Z'),
    path('sky', 'M38 38 Q43 33 48 38 Q43 43 38 38 Z M52 38 Q57 33 62 38 Q57 43 52 38 Z'),
    disc('dark', 43, 38, 2),
    disc('dark', 57, 38, 2),
    line('M44 52 Q50 56 56 52'),
    disc('brass', 50, 17, 4),
    path('tan', 'M20 92 Q22 74 42 70 L50 78 L58 70 Q78 74 80 92 Z'),
    path('plum', 'M50 90 Q42 84 44 79 Q48 76 50 81 Q52 76 56 79 Q58 84 50 90 Z'),
  ],
  ship: () => [
    ...frame(),
    path('star', 'M22 18 h3 M23.500 16.500 v3 M78 22 h3 M79.500 20.500 v3 M20 66 h3 M21.500 64.500 v3 M70 82 h3 M71.500 80.500 v3 M48 12 h3 M49.500 10.500 v3'),
    path('steel', 'M14 52 Q30 30 62 34 Q80 38 88 50 Q80 62 62 64 Q30 68 14 52 Z'),
    path('sky', 'M58 39 Q74 42 80 50 Q74 56 58 58 Z'),
    path('brass', 'M30 37 L22 22 H34 L46 34 Z M30 64 L22 80 H34 L46 66 Z'),
    disc('dark', 42, 50, 10),
    disc('plum', 42, 50, 6.500),
    disc('glint', 40, 48, 1.8),
    path('glow', 'M14 46 L4 50 L14 57 L8 52 Z'),
    thin('M56 36 V64'),
  ],
  cloud: () => [
    ...frame(),
    path('deep', 'M14 88 V64 H24 V56 H34 V72 H42 V50 H54 V68 H62 V58 H72 V66 H86 V88 Z'),
    path('lit', 'M18 70 h3 M18 77 h3 M27 62 h3 M27 70 h3 M46 56 h4 M46 64 h4 M46 72 h4 M65 64 h3 M65 72 h3 M76 72 h4 M76 79 h4 M56 76 h3'),
    path('wave', 'M30 44 V54 M50 46 V48 M68 44 V56'),
    path('cream', 'M26 44 Q14 42 18 32 Q20 24 30 26 Q34 12 50 14 Q64 14 68 25 Q82 24 82 34 Q82 44 70 44 Z'),
    disc('brass', 50, 31, 9),
    disc('dark', 50, 31, 4),
    thin('M50 18 V22 M50 40 V43 M37 31 H41 M59 31 H63'),
  ],
};

function shapeKnight() {
  return path('steel', KNIGHT);
}
