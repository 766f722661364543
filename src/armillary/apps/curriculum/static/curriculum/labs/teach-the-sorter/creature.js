/** Drawings of creatures. Whatever differs between two drawings is a feature that the sorter counts. */

import { element, shape } from '../kit/dom.js';

/** @typedef {import('./model.js').Look} Look */
/** @typedef {import('../kit/dom.js').Child} Child */

const BODIES = {
  round: { cx: 60, cy: 60, rx: 29, ry: 29 },
  tall: { cx: 60, cy: 55, rx: 23, ry: 37 },
  wide: { cx: 60, cy: 66, rx: 39, ry: 23 },
};
const GROUND = 108;

/** @param {Look} look */
const bodyOf = (look) => BODIES[/** @type {'round'} */ (look.body)];

/**
 * The outlines that coats are cut to. One hidden drawing of them stands in the page for all creatures.
 * @returns {HTMLElement}
 */
export function coatOutlines() {
  const outlines = Object.entries(BODIES).map(([name, body]) =>
    shape('clipPath', { id: `sorter-body-${name}` }, shape('ellipse', body)),
  );
  const picture = shape(
    'svg',
    { width: 0, height: 0, 'aria-hidden': 'true', focusable: 'false' },
    outlines,
  );
  return element('div', { class: 'sorter-outlines', 'data-key': 'outlines' }, picture);
}

/**
 * A creature as an SVG without a name of its own: whoever shows it says what it is.
 * @param {Look} look
 * @returns {SVGElement}
 */
export function creaturePicture(look) {
  return shape(
    'svg',
    {
      viewBox: '12 4 110 110',
      class: `sorter-creature sorter-creature-${look.coat}`,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    tail(look),
    legs(look),
    ears(look),
    body(look),
    face(look),
  );
}

/** @param {Look} look */
function body(look) {
  const box = bodyOf(look);
  return [
    shape('ellipse', { ...box, class: 'sorter-creature-skin' }),
    shape('g', { 'clip-path': `url(#sorter-body-${look.body})` }, coat(look), belly(box)),
    shape('ellipse', { ...box, class: 'sorter-creature-edge' }),
  ];
}

/** @param {{cx: number, cy: number, rx: number, ry: number}} box */
function belly({ cx, cy, rx, ry }) {
  return shape('ellipse', {
    cx,
    cy: cy + ry * 0.95,
    rx: rx * 0.62,
    ry: ry * 0.5,
    class: 'sorter-creature-belly',
  });
}

/** @param {Look} look @returns {Child} */
function coat(look) {
  const { cx, cy, rx, ry } = bodyOf(look);
  if (look.coat === 'spots') {
    const spots = [
      [-0.8, -0.1, 6],
      [-0.62, 0.5, 5],
      [0.82, 0, 6.5],
      [0.66, 0.52, 4.5],
      [-0.4, -0.82, 4.5],
      [0.45, -0.8, 5],
      [0, -0.95, 4],
    ];
    return spots.map(([x, y, r]) =>
      shape('circle', { cx: cx + x * rx, cy: cy + y * ry, r, class: 'sorter-creature-mark' }),
    );
  }
  if (look.coat === 'stripes') {
    return [-0.72, -0.2, 0.32, 0.82].map((y) => {
      const at = cy + y * ry;
      const d = `M${cx - rx - 2} ${at - 4} Q${cx} ${at + 9} ${cx + rx + 2} ${at - 4}`;
      return shape('path', { d, class: 'sorter-creature-stripe' });
    });
  }
  return null;
}

/** @param {Look} look */
function face(look) {
  const { cx, cy, ry } = bodyOf(look);
  const eyeY = cy - ry * 0.22;
  const places = {
    1: [[0, 0, 9.5]],
    2: [
      [-10.5, 0, 7.5],
      [10.5, 0, 7.5],
    ],
    3: [
      [-14.5, 2, 6],
      [0, -3.5, 6],
      [14.5, 2, 6],
    ],
  };
  const eyes = places[/** @type {'1'} */ (look.eyes)].map(([x, y, r]) => [
    shape('circle', { cx: cx + x, cy: eyeY + y, r, class: 'sorter-creature-eye' }),
    shape('circle', {
      cx: cx + x + r * 0.12,
      cy: eyeY + y + r * 0.12,
      r: r * 0.52,
      class: 'sorter-creature-pupil',
    }),
    shape('circle', {
      cx: cx + x - r * 0.12,
      cy: eyeY + y - r * 0.22,
      r: r * 0.18,
      class: 'sorter-creature-glint',
    }),
  ]);
  const mouthY = eyeY + 13;
  const mouth = shape('path', {
    d: `M${cx - 5} ${mouthY} q5 5 10 0`,
    class: 'sorter-creature-line',
  });
  return [eyes, mouth];
}

/** @param {Look} look */
function ears(look) {
  if (look.ears === 'none') return null;
  const { cx, cy, rx, ry } = bodyOf(look);
  return [-1, 1].map((side) => {
    const x = cx + side * rx * 0.58;
    const y = cy - ry * 0.74;
    const outer = `M${x - side * 9} ${y + 2} L${x + side * 9} ${y - 19} L${x + side * 10} ${y + 10} Z`;
    const inner = `M${x - side * 2} ${y + 1} L${x + side * 6.5} ${y - 11} L${x + side * 7} ${y + 5} Z`;
    return [
      shape('path', { d: outer, class: 'sorter-creature-part' }),
      shape('path', { d: inner, class: 'sorter-creature-inner' }),
    ];
  });
}

/** @param {Look} look */
function tail(look) {
  const { cx, cy, rx, ry } = bodyOf(look);
  const x = cx + rx * 0.86;
  const y = cy + ry * 0.38;
  return look.tail === 'fan' ? fanTail(x, y) : tuftTail(x, y);
}

/** @param {number} x @param {number} y */
function fanTail(x, y) {
  const ends = [-78, -52, -26, 0, 26].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [x + 21 * Math.cos(angle), y + 21 * Math.sin(angle)];
  });
  const scallops = ends.slice(1).map(([ex, ey], i) => {
    const [bx, by] = ends[i];
    return `Q${(bx + ex) / 2 + (by < y ? 4 : 3)} ${(by + ey) / 2 - 3} ${ex} ${ey}`;
  });
  const d = `M${x - 4} ${y} L${ends[0][0]} ${ends[0][1]} ${scallops.join(' ')} Z`;
  const rays = ends
    .slice(1, -1)
    .map(([ex, ey]) =>
      shape('path', { d: `M${x} ${y} L${ex} ${ey}`, class: 'sorter-creature-ray' }),
    );
  return [shape('path', { d, class: 'sorter-creature-part' }), rays];
}

/** @param {number} x @param {number} y */
function tuftTail(x, y) {
  const rope = `M${x - 4} ${y} q13 5 13 -14`;
  const brush = `M${x + 9} ${y - 10} q-8 -6 -5 -14 l4 5 l1 -9 l4 8 l5 -5 q2 10 -9 15 Z`;
  return [
    shape('path', { d: rope, class: 'sorter-creature-rope-edge' }),
    shape('path', { d: rope, class: 'sorter-creature-rope' }),
    shape('path', { d: brush, class: 'sorter-creature-brush' }),
  ];
}

/** @param {Look} look */
function legs(look) {
  const n = Number(look.legs);
  const { cx, cy, rx, ry } = bodyOf(look);
  const reach = n === 2 ? 13 : n === 4 ? 27 : 34;
  return Array.from({ length: n }, (_, i) => {
    const share = (2 * i) / (n - 1) - 1;
    const foot = cx + share * reach;
    const hip = cx + share * Math.min(reach, rx * 0.72);
    const top = cy + ry * Math.sqrt(1 - ((hip - cx) / rx) ** 2) - 4;
    const stem = `M${hip} ${top} L${foot} ${GROUND - 6}`;
    return [
      shape('path', { d: stem, class: 'sorter-creature-leg-edge' }),
      shape('path', { d: stem, class: 'sorter-creature-leg' }),
      look.feet === 'flippers' ? flipper(foot) : paw(foot),
    ];
  });
}

/** @param {number} x */
function paw(x) {
  const d = `M${x - 5.5} ${GROUND} q-1 -9 5.5 -9 q6.5 0 5.5 9 Z`;
  const toes = `M${x - 1.8} ${GROUND - 0.5} v-3.5 M${x + 1.8} ${GROUND - 0.5} v-3.5`;
  return [
    shape('path', { d, class: 'sorter-creature-part' }),
    shape('path', { d: toes, class: 'sorter-creature-line' }),
  ];
}

/** @param {number} x */
function flipper(x) {
  const y = GROUND - 11;
  const d = `M${x} ${y} L${x + 8.5} ${GROUND + 2} q-2.5 2 -4.25 -1.5 q-1.75 3.5 -4.25 0 q-2.5 3.5 -4.25 0 q-1.75 3.5 -4.25 1.5 Z`;
  const webs = `M${x} ${y + 3} L${x - 3} ${GROUND} M${x} ${y + 3} L${x + 3} ${GROUND}`;
  return [
    shape('path', { d, class: 'sorter-creature-flipper' }),
    shape('path', { d: webs, class: 'sorter-creature-line' }),
  ];
}

/**
 * A teapot: neither of the lake nor of the forest.
 * @returns {SVGElement}
 */
export function teapotPicture() {
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    shape('path', { d, class: look });
  return shape(
    'svg',
    {
      viewBox: '12 4 110 110',
      class: 'sorter-creature sorter-creature-teapot',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    path('M84 50 q22 -8 20 12 q-3 18 -24 18', 'sorter-teapot-handle-edge'),
    path('M84 50 q22 -8 20 12 q-3 18 -24 18', 'sorter-teapot-handle'),
    path('M36 74 q-14 -4 -18 -24 l-6 -2 l5 -6 q12 0 16 14 l6 6 Z', 'sorter-creature-part'),
    [38, 52, 68, 82].map((x) =>
      shape('ellipse', { cx: x, cy: 100, rx: 6, ry: 6, class: 'sorter-creature-part' }),
    ),
    shape('circle', { cx: 60, cy: 68, r: 30, class: 'sorter-creature-skin' }),
    path('M31 60 Q60 74 89 60 M31 76 Q60 90 89 76', 'sorter-creature-stripe'),
    shape('circle', { cx: 60, cy: 68, r: 30, class: 'sorter-creature-edge' }),
    path('M42 44 Q60 28 78 44 Z', 'sorter-creature-part'),
    shape('circle', { cx: 60, cy: 31, r: 5.5, class: 'sorter-creature-part' }),
    shape('circle', { cx: 60, cy: 62, r: 8, class: 'sorter-creature-eye' }),
    path('M60 62 l4 -4 M60 62 h-4', 'sorter-creature-line'),
  );
}
