/** Small line drawings: one for each card of the shelf, and the marks of the lab. */

import { shape } from '../kit/dom.js';

/** Each drawing in a field of 24 by 24. */
const DRAWINGS = Object.freeze({
  bat: 'M12 9l-1.5-2.5L10 8.500c-3-.5-5.500.5-8 4 2-.8 3.500-.6 4.500.8 1-1 2.200-.9 3.200.2L12 16.500l2.300-3c1-1.100 2.200-1.200 3.200-.2 1-1.400 2.500-1.600 4.500-.8-2.500-3.500-5-4.500-8-4l-.5-2z',
  bee: 'M7 14a5 3.500 0 1 0 10 0a5 3.500 0 1 0-10 0M10 11v6M13.500 10.800v6.400M11 10.500C8 8 8 4.500 10 4.500s3 3 2 6M13 10.500c0-3 1.500-5.500 3.500-4.500s1 3.500-1.500 5M17 14l2.500.8',
  bird: 'M3 13c3 4.500 10 5 13 0l4-4.500-3.500.3C16 6.500 13 6 12 9c-3 3-6 4-9 4zM10 17l-.5 3M13 16.500l.5 3.500',
  books: 'M4 20V6h4v14zM8 20V4h4v16zM13.500 20L11.800 6.500l3.800-.6L17.500 20M4 9h4M8 8h4M3 20h18',
  bridge: 'M2 9h20M2 9v9M22 9v9M4 18c0-6 6-6 6 0M10 18h4M14 18c0-6 6-6 6 0',
  crab: 'M6.500 14.500a5.500 3.800 0 1 0 11 0a5.500 3.800 0 1 0-11 0M8 11.500C5 10 4.500 7 6 5.500M16 11.500c3-1.500 3.500-4.500 2-6M6.500 15L3 14M7 17l-3 2M17.500 15l3.500-1M17 17l3 2M10.500 10.700V9M13.500 10.700V9',
  ferry: 'M3 14h18l-2.500 5h-13zM7 14v-4h9v4M11 10V6h3v4M2 21.500c2-1.200 4-1.200 6 0s4 1.200 6 0 4-1.200 6 0',
  island: 'M2 17c4-1 4-8 8-8 3 0 3.500 3 6 4s3 3.500 6 4zM2 20.500c2-1.200 4-1.200 6 0s4 1.200 6 0 4-1.200 6 0M10 9V4l4 1.500-4 1.500',
  lighthouse: 'M9 21l1.300-12h3.400L15 21zM9.600 9h4.800M10.300 9V6.500h3.400V9M12 6.500V4.500M9.500 16h5M7.500 7L3 5.500M16.500 7L21 5.500M6 21h12',
  notes: 'M5 3.500h10l4 4V20.500H5zM15 3.500v4h4M8 11c1.500-1.500 2 1.500 3.500 0s2 1.500 3.500 0M8 15c1.500-1.500 2 1.500 3.500 0',
  octopus: 'M7 12C6 4 18 4 17 12M7 12c-.5 3-1 4.500-4 4.500M9 12.500c0 3-.5 6-3 7M11 13c0 3 0 5-1 7.500M13 13c0 3 0 5 1 7.500M15 12.500c0 3 .5 6 3 7M17 12c.5 3 1 4.500 4 4.500M10 9.500v.6M14 9.500v.6',
  planets: 'M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0M3.500 15.500C-1 20 9 18 15.500 13S24.500 5 20 6.500c-1 .3-2 .9-3.300 1.700M3.500 15.500c.5-1 1.500-2 3-3.300',
  water: 'M12 3.500c4 5 6 8 6 10.800a6 6 0 0 1-12 0C6 11.500 8 8.500 12 3.500zM9 14.500a3 3 0 0 0 3 3',
});

/**
 * The drawing on a card's drawer.
 * @param {string} id
 * @returns {SVGElement}
 */
export const cardPicture = (id) =>
  shape(
    'svg',
    { viewBox: '0 0 24 24', class: 'fable-picture', 'aria-hidden': 'true' },
    shape('path', { d: /** @type {Record<string, string>} */ (DRAWINGS)[id] }),
  );

/** Signs of a mark: found, missed, false alarm, fine, and a question mark before the check. */
const SIGNS = Object.freeze({
  found: 'M5 12.500l4.500 4.500L19 7',
  fine: 'M5 12.500l4.500 4.500L19 7',
  missed: 'M12 5v9M12 18v.5',
  alarm: 'M7 7l10 10M17 7L7 17',
  doubt: 'M8.500 9c0-5 7.500-5 7.500-.5 0 3-4 3-4 6M12 18.500v.5',
  open: 'M12 12v.01',
});

/** @param {keyof typeof SIGNS} id */
export const signPicture = (id) =>
  shape(
    'svg',
    { viewBox: '0 0 24 24', class: 'fable-sign', 'data-sign': id, 'aria-hidden': 'true' },
    shape('path', { d: SIGNS[id] }),
  );

/**
 * The scale of sureness: a half limb with a needle, from "a guess" on the left to "no doubt" on the right.
 * @param {number} at From 1 to `of`.
 * @param {number} of
 * @returns {SVGElement}
 */
export function tonePicture(at, of) {
  const turn = (/** @type {number} */ i) => Math.PI * (1 - (i - 0.5) / of);
  const point = (/** @type {number} */ angle, /** @type {number} */ r) =>
    `${(80 + r * Math.cos(angle)).toFixed(1)} ${(84 - r * Math.sin(angle)).toFixed(1)}`;
  const ticks = Array.from({ length: of * 4 + 1 }, (_, i) => {
    const angle = Math.PI * (1 - i / (of * 4));
    return `M${point(angle, i % 4 === 0 ? 60 : 65)} L${point(angle, 70)}`;
  }).join('');
  return shape(
    'svg',
    { viewBox: '0 0 160 94', class: 'fable-gauge', 'aria-hidden': 'true' },
    shape('path', { d: 'M8 84 A72 72 0 0 1 152 84', class: 'fable-gauge-limb' }),
    shape('path', { d: ticks, class: 'fable-gauge-ticks' }),
    Array.from({ length: of }, (_, i) =>
      shape('circle', {
        cx: point(turn(i + 1), 50).split(' ')[0],
        cy: point(turn(i + 1), 50).split(' ')[1],
        r: 2 + i,
        class: 'fable-gauge-dot',
        'data-on': i + 1 === at,
      }),
    ),
    shape('path', { d: `M80 84 L${point(turn(at), 66)}`, class: 'fable-gauge-needle' }),
    shape('circle', { cx: 80, cy: 84, r: 7, class: 'fable-gauge-hub' }),
  );
}

/**
 * A field of small squares: full ones stand in the examples, open ones in none.
 * @param {readonly boolean[]} hits
 * @returns {SVGElement}
 */
export const fieldPicture = (hits) =>
  shape(
    'svg',
    { viewBox: '0 0 202 102', class: 'fable-field', 'aria-hidden': 'true' },
    hits.map((hit, i) =>
      shape('rect', {
        x: 3 + (i % 20) * 10,
        y: 3 + Math.floor(i / 20) * 20,
        width: 7,
        height: 15,
        rx: 1.5,
        'data-hit': hit,
      }),
    ),
  );
