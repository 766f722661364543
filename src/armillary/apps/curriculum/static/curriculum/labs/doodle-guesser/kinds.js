/** What is drawn: three kinds, each in a common way and in two rare ones. No document in here. */

import { makeHand } from './hand.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./hand.js').Hand} Hand */
/** @typedef {import('./model.js').Strokes} Strokes */

/** The common way stands first. */
export const WAYS = Object.freeze({
  cat: Object.freeze(['cat-face', 'cat-side', 'cat-sits']),
  fish: Object.freeze(['fish-side', 'fish-front', 'fish-up']),
  house: Object.freeze(['house-gable', 'house-tower', 'house-dome']),
});

/** @type {readonly string[]} */
export const KINDS = Object.freeze(Object.keys(WAYS));

/** @param {string} variant @returns {string} */
export const kindOf = (variant) => variant.split('-')[0];

/** @param {Hand} hand @param {number} x @param {number} y @param {number} size */
function ears(hand, x, y, size) {
  const { around, line } = hand;
  const tip = around(1.1, 0.25) * size;
  for (const side of [-1, 1]) {
    line(
      [x + side * 0.95 * size, y + 0.25 * size],
      [x + side * around(0.95, 0.15) * size, y - tip],
      [x + side * 0.2 * size, y - 0.2 * size],
    );
  }
}

/** @type {Readonly<Record<string, (hand: Hand, chance: Chance) => void>>} */
const DRAW = Object.freeze({
  'cat-face': (hand, chance) => {
    const { around, line, round } = hand;
    const rx = around(32, 5);
    const ry = around(28, 5);
    round(50, 58, rx, ry);
    ears(hand, 50, 58 - ry * 0.75, rx * 0.85);
    for (const x of [-1, 1])
      round(50 + x * around(12, 2), around(52, 3), around(3, 1.4), around(3.4, 1.6));
    if (chance.next() < 0.7) line([46, 62], [54, 62], [50, 67], [46, 62]);
    const whiskers = chance.below(4);
    for (let i = 0; i < whiskers; i += 1) {
      line([40, 66 + 3 * i], [around(14, 4), 62 + 6 * i]);
      line([60, 66 + 3 * i], [around(86, 4), 62 + 6 * i]);
    }
    if (chance.next() < 0.6) hand.bow([41, 72], [50, around(80, 3)], [59, 72]);
  },
  'cat-side': (hand, chance) => {
    const { around, line, round, bow } = hand;
    const way = chance.below(2) === 0 ? 1 : -1;
    const at = (/** @type {number} */ x) => 50 + way * (x - 50);
    round(at(52), 55, around(27, 3), around(13, 2));
    const head = around(11, 1.5);
    round(at(20), 40, head, head);
    ears(hand, at(20), 32, head * 0.8);
    for (const x of [34, 42, 62, 70]) line([at(x), 65], [at(x + around(0, 2)), around(85, 3)]);
    bow([at(78), 52], [at(around(96, 4)), 44], [at(around(88, 5)), around(22, 5)]);
    round(at(16), 38, 1.2, 1.2);
  },
  'cat-sits': (hand, chance) => {
    const { around, round, bow, line } = hand;
    const way = chance.below(2) === 0 ? 1 : -1;
    round(50, 66, around(19, 3), around(26, 2));
    const head = around(14, 2);
    round(50, 29, head, head * 0.9);
    ears(hand, 50, 21, head * 0.85);
    bow(
      [50 + way * 17, 86],
      [50 + way * around(44, 4), 88],
      [50 + way * around(36, 4), around(56, 6)],
    );
    for (const x of [-1, 1]) round(50 + x * 5, 28, 1.6, 1.6);
    if (chance.next() < 0.5) line([45, 92], [45, 72], [50, 70], [55, 72], [55, 92]);
  },
  'fish-side': (hand, chance) => {
    const { around, line, round, bow } = hand;
    const way = chance.next() < 0.75 ? 1 : -1;
    const at = (/** @type {number} */ x) => 50 + way * (x - 50);
    const ry = around(19, 5);
    round(at(43), 50, 30, ry);
    const fin = around(17, 4);
    line(
      [at(71), 50],
      [at(92), 50 - fin],
      [at(around(87, 3)), 50],
      [at(92), 50 + fin],
      [at(71), 50],
    );
    round(at(25), around(45, 2), 2.6, 2.6);
    if (chance.next() < 0.5) bow([at(35), 50 - ry], [at(46), 36 - ry], [at(57), 53 - ry]);
    if (chance.next() < 0.5) bow([at(33), 38], [at(40), 50], [at(33), 62]);
    if (chance.next() < 0.5) line([at(14), 55], [at(22), 57]);
    if (chance.next() < 0.35)
      for (const x of [48, 57]) bow([at(x), 42], [at(x + 6), 50], [at(x), 58]);
  },
  'fish-front': (hand, chance) => {
    const { around, line, round, bow } = hand;
    round(50, 54, around(29, 3), around(29, 3));
    const fin = around(15, 3);
    for (const side of [-1, 1]) {
      line(
        [50 + side * 28, 50],
        [50 + side * (28 + fin), 40],
        [50 + side * (28 + fin), 64],
        [50 + side * 28, 58],
      );
      round(50 + side * around(14, 2), 48, around(5, 1.2), around(5, 1.2));
    }
    line([40, 27], [50, around(10, 3)], [60, 27]);
    round(50, 67, around(9, 2), around(5, 1.5));
    if (chance.next() < 0.4) bow([36, 78], [50, 86], [64, 78]);
  },
  'fish-up': (hand, chance) => {
    const { around, line, round, bow } = hand;
    const way = chance.next() < 0.7 ? 1 : -1;
    const at = (/** @type {number} */ y) => 50 + way * (y - 50);
    const rx = around(17, 3);
    round(50, at(42), rx, 30);
    const fin = around(17, 4);
    line(
      [50, at(70)],
      [50 - fin, at(92)],
      [50, at(around(87, 3))],
      [50 + fin, at(92)],
      [50, at(70)],
    );
    round(around(45, 2), at(24), 2.6, 2.6);
    if (chance.next() < 0.5) bow([40, at(34)], [50, at(41)], [60, at(34)]);
    if (chance.next() < 0.5) bow([50 + rx, at(35)], [64 + rx, at(46)], [48 + rx, at(57)]);
  },
  'house-gable': (hand, chance) => {
    const { around, line } = hand;
    const half = around(28, 5);
    const top = around(46, 5);
    line([50 - half, top], [50 - half, 88], [50 + half, 88], [50 + half, top], [50 - half, top]);
    const eave = around(5, 4);
    line([50 - half - eave, top], [around(50, 3), around(14, 5)], [50 + half + eave, top]);
    const door = chance.below(3);
    const x = [50 - half * 0.55, 50, 50 + half * 0.55][door];
    line([x - 6, 88], [x - 6, 68], [x + 6, 68], [x + 6, 88]);
    const panes = door === 1 ? [-0.6, 0.6] : door === 0 ? [0.5] : [-0.5];
    for (const side of panes) {
      const w = 50 + side * half;
      line([w - 5, 54], [w + 5, 54], [w + 5, 64], [w - 5, 64], [w - 5, 54]);
      if (chance.next() < 0.4) line([w, 54], [w, 64]);
    }
    const chimney = chance.below(3) - 1;
    if (chimney)
      line(
        [50 + chimney * 14, 26],
        [50 + chimney * 14, 12],
        [50 + chimney * 21, 12],
        [50 + chimney * 21, 32],
      );
  },
  'house-tower': (hand, chance) => {
    const { around, line } = hand;
    const half = around(15, 2.5);
    line([50 - half, 20], [50 - half, 92], [50 + half, 92], [50 + half, 20]);
    const w = half / 2;
    line(
      [50 - half - 3, 20],
      [50 - half - 3, 10],
      [50 - w, 10],
      [50 - w, 16],
      [50 - 2, 16],
      [50 - 2, 10],
      [50 + 4, 10],
      [50 + 4, 16],
      [50 + half - 2, 16],
      [50 + half - 2, 10],
      [50 + half + 3, 10],
      [50 + half + 3, 20],
      [50 - half - 3, 20],
    );
    line([45, 92], [45, around(78, 2)], [55, 78], [55, 92]);
    const n = 1 + chance.below(3);
    for (let i = 0; i < n; i += 1)
      line(
        [46, 32 + 15 * i],
        [54, 32 + 15 * i],
        [54, 40 + 15 * i],
        [46, 40 + 15 * i],
        [46, 32 + 15 * i],
      );
  },
  'house-dome': (hand, chance) => {
    const { around, line, round } = hand;
    const rx = around(38, 4);
    const ry = around(38, 6);
    round(50, 80, rx, ry, [-180, 0]);
    line([50 - rx, 80], [50 + rx, 80]);
    if (chance.next() < 0.5) round(50, 80, around(10, 2), around(18, 3), [-180, 0]);
    else line([42, 80], [42, 60], [58, 60], [58, 80]);
    if (chance.next() < 0.6) for (const x of [-1, 1]) round(50 + x * 21, 64, 4, 4);
    if (chance.next() < 0.4) round(50, 80, rx * 0.98, ry * 0.55, [-180, 0]);
  },
});

/** @type {readonly string[]} */
export const VARIANTS = Object.freeze(Object.keys(DRAW));

/**
 * One drawing by a hand of its own, in whole tenths as it is kept.
 * @param {string} variant
 * @param {Chance} chance
 * @returns {Strokes}
 */
export function drawDoodle(variant, chance) {
  const hand = makeHand(chance);
  DRAW[variant](hand, chance);
  return hand.strokes;
}
