/** Cards of living things. */

import { box, disc, line, path, thin } from './ink.js';

/** @type {Record<string, () => import('./ink.js').Mark[]>} */
export const LIVING = {
  cat: () => [
    path('brass', 'M66 88 Q92 90 90 62 Q88 54 82 58 Q86 76 66 76 Z'),
    path('brass', 'M30 52 Q50 42 66 56 Q76 76 70 92 H26 Q22 68 30 52 Z'),
    path('cream', 'M38 60 Q50 64 50 92 H36 Q32 74 38 60 Z'),
    path('brass', 'M18 34 L18 10 L32 20 Q40 17 48 20 L62 10 V34 Q62 54 40 55 Q18 54 18 34 Z'),
    path('plum', 'M22 17 L30 23 L22 29 Z M58 17 L50 23 L58 29 Z'),
    disc('leaf', 31, 34, 5),
    disc('leaf', 49, 34, 5),
    disc('dark', 31, 34, 1.8, 4),
    disc('dark', 49, 34, 1.8, 4),
    path('plum', 'M37 42 H43 L40 46 Z'),
    thin('M40 46 v3 M6 40 L20 42 M6 48 L20 46 M74 40 L60 42 M74 48 L60 46'),
    line('M40 92 V78 M56 92 V80'),
  ],
  fish: () => [
    path('deep', 'M70 50 Q88 30 94 34 Q88 50 94 68 Q88 72 70 54 Z'),
    path('brass', 'M8 52 Q24 22 52 26 Q68 30 76 52 Q66 76 48 77 Q22 78 8 52 Z'),
    path('tan', 'M40 26 Q50 8 64 16 L62 33 Z M42 77 Q50 90 60 84 L58 73 Z'),
    path('cream', 'M14 60 Q36 66 64 66 Q56 75 46 76 Q26 76 14 60 Z'),
    thin('M34 34 Q42 50 34 70 M46 40 q6 5 0 10 M46 52 q6 5 0 10 M58 42 q5 5 0 9'),
    disc('cream', 24, 45, 6),
    disc('dark', 23, 45, 3),
    thin('M9 54 Q16 56 18 52'),
    disc('bubble', 10, 26, 4),
    disc('bubble', 18, 14, 3),
  ],
  hen: () => [
    path('tan', 'M70 46 Q92 20 94 40 Q96 62 80 70 Z'),
    path('cream', 'M30 42 Q44 54 66 46 Q86 46 82 66 Q76 84 54 84 Q28 82 26 60 Z'),
    path('cream', 'M22 34 Q22 18 36 18 Q48 20 46 40 L44 60 L28 62 Z'),
    path('plum', 'M26 20 Q24 8 32 13 Q35 5 40 13 Q46 9 45 20 Q36 15 26 20 Z'),
    path('brass', 'M22 30 L8 36 L22 41 Z'),
    path('plum', 'M18 41 Q22 38 26 42 Q26 52 21 52 Q17 49 18 41 Z'),
    disc('dark', 31, 30, 2.6),
    path('tan', 'M46 56 Q64 50 72 60 Q66 74 52 71 Z'),
    line('M48 84 V94 M42 95 H54 M62 83 V94 M56 95 H68'),
  ],
  snail: () => [
    path('leaf', 'M4 82 Q50 76 96 82 V90 H4 Z'),
    path('tan', 'M10 80 Q8 66 22 64 Q30 66 34 70 H84 Q94 74 94 82 H14 Q10 82 10 80 Z'),
    line('M18 66 L10 48 M26 65 L27 46'),
    disc('dark', 9, 46, 3),
    disc('dark', 27, 44, 3),
    disc('brass', 60, 50, 27),
    path('line', 'M60 77 A27 27 0 1 1 87 50 A19 19 0 1 1 49 48 A12 12 0 1 1 72 53 A6 6 0 1 1 60 52'),
    thin('M14 75 Q18 77 22 75'),
  ],
  tree: () => [
    path('leaf', 'M4 90 Q50 82 96 90 V96 H4 Z'),
    path('earth', 'M43 92 Q46 70 42 56 L54 60 L58 54 Q54 74 60 92 Z'),
    path('leaf', 'M24 58 Q6 54 12 38 Q12 24 28 24 Q32 6 52 8 Q70 8 74 24 Q92 26 90 42 Q92 58 72 60 Q60 68 48 60 Q36 68 24 58 Z'),
    thin('M30 42 q5 -6 10 0 M52 28 q5 -6 10 0 M62 48 q5 -6 10 0'),
    disc('plum', 34, 52, 4.5),
    disc('plum', 56, 46, 4.5),
    disc('plum', 76, 38, 4.5),
    disc('plum', 42, 26, 4.5),
  ],
  flower: () => [
    path('tan', 'M30 74 H70 L64 95 H36 Z'),
    box('tan', 26, 69, 48, 8, 2),
    line('M50 70 V42'),
    path('leaf', 'M50 62 Q34 62 30 50 Q46 48 50 62 Z M50 56 Q66 56 70 44 Q54 42 50 56 Z'),
    ...[0, 60, 120, 180, 240, 300].map((turn) => {
      const at = (/** @type {number} */ r) => [
        50 + r * Math.cos((turn * Math.PI) / 180),
        28 + r * Math.sin((turn * Math.PI) / 180),
      ];
      const [x, y] = at(13);
      return disc('plum', Number(x.toFixed(1)), Number(y.toFixed(1)), 9);
    }),
    disc('brass', 50, 28, 9),
  ],
  bee: () => [
    path('sky', 'M46 42 Q30 10 50 10 Q64 12 56 42 Z'),
    path('sky', 'M56 42 Q60 12 78 18 Q88 26 64 46 Z'),
    path('brass', 'M26 60 Q26 40 52 40 Q84 40 86 60 Q84 78 54 78 Q26 78 26 60 Z'),
    path('dark', 'M46 40.500 H56 Q52 60 56 78 H46 Q42 60 46 40.500 Z M66 42 L75 46 Q71 60 75 73 L66 77 Q62 60 66 42 Z'),
    path('dark', 'M86 56 L96 60 L86 64 Z'),
    disc('tan', 24, 58, 14),
    disc('cream', 20, 55, 4),
    disc('dark', 19, 55, 2),
    line('M20 45 Q14 34 8 36 M28 45 Q28 34 22 30'),
    thin('M15 64 Q20 68 26 65'),
    path('wave', 'M88 84 q-8 8 -18 4 M64 90 q-5 2 -9 0'),
  ],
};
