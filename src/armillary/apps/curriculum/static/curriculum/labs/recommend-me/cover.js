/** Covers: the topic is the drawing, the mood is the ground behind it, the kind is the frame. */

import { shape } from '../kit/dom.js';
import { drawEmblem, drawMotif } from './motifs.js';

/** @typedef {import('./catalogue.js').Work} Work */

const WIDE = 120;
const HIGH = 78;

/** @param {Work} work */
export function coverPicture(work) {
  const isMirrored = work.number % 2 === 0;
  const x = work.kind === 'story' ? 36 : 30;
  const turn = isMirrored ? `translate(${x + 60} 9) scale(-1 1)` : `translate(${x} 9)`;
  return shape(
    'svg',
    {
      viewBox: `0 0 ${WIDE} ${HIGH}`,
      class: `feed-cover feed-tone-${work.topic}`,
      'aria-hidden': 'true',
    },
    shape('rect', { width: WIDE, height: HIGH, class: 'feed-ground' }),
    groundOf(work),
    shape('g', { transform: turn }, drawMotif(work.topic, work.number)),
    frameOf(work),
  );
}

/** Dots are funny, waves calm, rays exciting. @param {Work} work */
function groundOf({ mood, number }) {
  if (mood === 'funny') {
    return Array.from({ length: 14 }, (_, i) =>
      shape('circle', {
        cx: 8 + ((i * 67 + number * 29) % 107),
        cy: 5 + ((i * 41 + number * 17) % 69),
        r: 2 + (i % 3),
        class: 'feed-mark',
      }),
    );
  }
  if (mood === 'calm') {
    const row = (/** @type {number} */ y) => `M0 ${y} q10 -7 20 0 t20 0 t20 0 t20 0 t20 0 t20 0`;
    const d = [14, 30, 46, 62].map((y) => row(y + (number % 3) * 3)).join(' ');
    return shape('path', { d, class: 'feed-wave' });
  }
  const middle = { x: 60, y: 39 };
  return Array.from({ length: 12 }, (_, i) => {
    const at = (/** @type {number} */ turn) => {
      const angle = ((turn + number / 3) / 12) * 2 * Math.PI;
      return `${middle.x + 90 * Math.cos(angle)} ${middle.y + 90 * Math.sin(angle)}`;
    };
    const d = `M${middle.x} ${middle.y} L${at(i)} L${at(i + 0.4)} Z`;
    return shape('path', { d, class: 'feed-ray' });
  });
}

/** A story has the back of a book, a song the grooves of a record, a clip the holes of a film. @param {Work} work */
function frameOf({ kind, length }) {
  const scale = Array.from({ length: length === 'long' ? 5 : 2 }, (_, i) =>
    shape('path', { d: `M${114 - i * 4} 75 v-7`, class: 'feed-scale' }),
  );
  if (kind === 'story') {
    const d = 'M0 0 H13 V78 H0 Z';
    return [
      shape('path', { d, class: 'feed-frame' }),
      shape('path', { d: 'M13 0 V78 M4 12 h5 M4 18 h5 M4 60 h5 M4 66 h5', class: 'feed-stitch' }),
      scale,
    ];
  }
  if (kind === 'song') {
    const groove = (/** @type {number} */ r, /** @type {string} */ look) =>
      shape('circle', { cx: 0, cy: 78, r, class: look });
    return [
      groove(30, 'feed-frame'),
      groove(24, 'feed-groove'),
      groove(18, 'feed-groove'),
      groove(11, 'feed-mark'),
      scale,
    ];
  }
  const holes = Array.from({ length: 10 }, (_, i) => `M${4 + i * 12} 3 h6 v4 h-6 Z`).join(' ');
  const low = Array.from({ length: 7 }, (_, i) => `M${4 + i * 12} 71 h6 v4 h-6 Z`).join(' ');
  return [
    shape('path', { d: 'M0 0 H120 V10 H0 Z M0 68 H120 V78 H0 Z', class: 'feed-frame' }),
    shape('path', { d: `${holes} ${low}`, class: 'feed-hole' }),
    scale,
  ];
}

/** @param {string} topic */
export function topicPicture(topic) {
  return shape(
    'svg',
    { viewBox: '-2 -2 64 64', class: `feed-emblem feed-tone-${topic}`, 'aria-hidden': 'true' },
    drawEmblem(topic),
  );
}
