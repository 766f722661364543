/** Where a reading may come from, drawn; and a sign for each sensor. */

import { shape } from '../kit/dom.js';
import { cutNight } from './cases.js';
import { gridPicture } from './pictures.js';

/** @typedef {import('./cases.js').Case} Case */

/** @param {string} look @param {string} d */
const path = (look, d) => shape('path', { d, class: look });
/** @param {string} look @param {number} cx @param {number} cy @param {number} r */
const disc = (look, cx, cy, r) => shape('circle', { cx, cy, r, class: look });

/** The instrument that stands in every scene, at its place. @param {number} x @param {number} y */
const sensorBox = (x, y) => [
  path('eye-d-brass', `M${x} ${y}h22v18h-22z`),
  disc('eye-d-lens', x + 11, y + 9, 5.5),
];

/** @type {Record<string, () => import('../kit/dom.js').Child[]>} */
const SCENES = {
  door: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 128h240v22H0z'),
    path('eye-d-wood', 'M92 18h72v110H92z'),
    path('eye-d-line', 'M104 30h48v34h-48zM104 76h48v40h-48z'),
    disc('eye-d-brass', 156, 76, 4),
    // A fist that knocks, and the air that shakes.
    path('eye-d-skin', 'M42 92l34-14 6-14q3-6 10-5l12 3q6 2 5 8l-3 18q-2 7-9 8l-20 2-32 14z'),
    path('eye-d-line', 'M92 60l-2 14M100 63l-2 14M106 66l-2 13'),
    path('eye-d-cloth', 'M30 84l16-4 10 26-22 10q-14-6-14-16z'),
    path('eye-d-air', 'M118 52q8 14 2 30M127 46q12 20 3 42'),
    sensorBox(196, 60),
    path('eye-d-line', 'M207 78v50'),
  ],
  drum: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 128h240v22H0z'),
    path('eye-d-cloth', 'M48 78v42q42 18 84 0V78z'),
    path('eye-d-line', 'M48 84l21 42M69 91l0 36 21-36 0 38 21-38 0 36 21-42'),
    shape('ellipse', { cx: 90, cy: 78, rx: 42, ry: 14, class: 'eye-d-paper' }),
    path('eye-d-stick', 'M94 72L150 26M84 74L34 34'),
    disc('eye-d-brass', 94, 72, 5),
    disc('eye-d-brass', 84, 74, 5),
    path('eye-d-air', 'M70 58q20-10 40 0M64 48q26-14 52 0'),
    sensorBox(196, 60),
    path('eye-d-line', 'M207 78v50'),
  ],
  heater: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 128h240v22H0z'),
    path('eye-d-night', 'M30 18h60v56H30z'),
    path('eye-d-line', 'M60 18v56M30 46h60'),
    path('eye-d-paper', 'M104 84h12v40h-12zM120 84h12v40h-12zM136 84h12v40h-12zM152 84h12v40h-12z'),
    path('eye-d-line', 'M100 92h68M100 118h68M168 118h14v10'),
    path(
      'eye-d-warm',
      'M110 74q-6-8 0-16t0-16M128 74q-6-8 0-16t0-16M146 74q-6-8 0-16t0-16M162 74q-6-8 0-16t0-16',
    ),
    thermometer(206, 40),
  ],
  sun: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 128h240v22H0z'),
    path('eye-d-sky', 'M24 14h92v76H24z'),
    disc('eye-d-sun', 62, 42, 13),
    path('eye-d-warm', 'M62 22v-5M42 42h-6M48 28l-4-4M76 28l4-4M48 56l-4 4'),
    path('eye-d-ray', 'M70 36l146 14-4 54L64 56z'),
    path('eye-d-line', 'M24 14h92v76H24zM70 14v76M24 52h92'),
    path('eye-d-paper', 'M118 96h12v28h-12zM134 96h12v28h-12zM150 96h12v28h-12z'),
    path('eye-d-line', 'M114 102h52M114 120h52'),
    thermometer(206, 40),
  ],
  walker: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 122h240v28H0z'),
    disc('eye-d-skin', 62, 36, 12),
    path('eye-d-hair', 'M50 34q2-14 14-13 12 1 11 12-8-6-16-4-4 2-9 5z'),
    path('eye-d-cloth', 'M52 50h20l5 36H48z'),
    path('eye-d-limb', 'M56 86l-10 34h-6M68 86l12 30 8 2M54 54l-12 24M70 54l14 20'),
    path('eye-d-arrow', 'M96 66h40m-9-8l9 8-9 8'),
    cart(178, false),
  ],
  cart: () => [
    path('eye-d-sand', 'M0 0h240v150H0z'),
    path('eye-d-floor', 'M0 122h240v28H0z'),
    path('eye-d-wood', 'M20 10h34v112H20z'),
    path(
      'eye-d-line',
      'M20 32h34M20 54h34M20 76h34M20 98h34M38 10v22M30 32v22M42 54v22M32 76v22M40 98v24',
    ),
    path('eye-d-arrow', 'M148 66h-40m9-8l-9 8 9 8'),
    cart(160, true),
  ],
};

/** @param {number} x @param {number} y */
function thermometer(x, y) {
  return [
    path('eye-d-paper', `M${x - 6} ${y}q0-7 6-7t6 7v50a11 11 0 1 1-12 0z`),
    path('eye-d-mercury', `M${x} ${y + 16}v44`),
    disc('eye-d-mercury-ball', x, y + 60, 6.5),
    path(
      'eye-d-line',
      `M${x + 6} ${y + 8}h5M${x + 6} ${y + 20}h5M${x + 6} ${y + 32}h5M${x + 6} ${y + 44}h5`,
    ),
  ];
}

/** A cart with the sensor in front; wheels that turn when it rolls. @param {number} x @param {boolean} rolls */
function cart(x, rolls) {
  return [
    path('eye-d-cloth', `M${x} 84h52v26h-52z`),
    path('eye-d-line', `M${x + 12} 84v-14h28v14`),
    sensorBox(x - 8, 74),
    path('eye-d-air', `M${x - 14} 76q-6 7 0 14M${x - 21} 72q-9 11 0 22`),
    [12, 40].map((at) => [
      disc('eye-d-wheel', x + at, 114, 10),
      disc('eye-d-brass', x + at, 114, 3),
    ]),
    rolls && path('eye-d-line', `M${x + 58} 92h14M${x + 58} 102h20M${x + 58} 112h14`),
  ];
}

/**
 * The scene with a thing, or the piece of the night picture around it.
 * @param {Case} play
 * @param {string} thing
 * @param {string} name
 */
export function scenePicture(play, thing, name) {
  if (thing === 'moon' || thing === 'lamp') {
    const over = shape('rect', { x: 8, y: 8, width: 8, height: 8, rx: 1, class: 'eye-frame' });
    return gridPicture(cutNight(play.places[thing], 24), { name, look: 'eye-scene-grid' }, over);
  }
  return shape(
    'svg',
    { viewBox: '0 0 240 150', class: 'eye-scene-drawing', role: 'img', 'aria-label': name },
    SCENES[thing](),
  );
}

/** @type {Record<string, string>} */
const SIGNS = {
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  microphone:
    'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M8 21h8',
  thermometer: 'M12 3a2 2 0 0 0-2 2v9a4 4 0 1 0 4 0V5a2 2 0 0 0-2-2zM12 9v8',
  distance: 'M3 12h18M3 7v10M21 7v10M7 9l-3 3 3 3M17 9l3 3-3 3',
};

/** @param {string} sensor */
export function sensorSign(sensor) {
  return shape(
    'svg',
    { viewBox: '0 0 24 24', class: 'eye-sign', 'aria-hidden': 'true' },
    path('', SIGNS[sensor]),
  );
}
