/** The case of a class: which pictures, sounds and readings a seed brings. No document in here. */

import { makeChance } from '../kit/chance.js';
import { cutGrid, rankPatterns } from './grids.js';
import { LAMP, MOON, NIGHT } from './night.js';
import { PAINTINGS, STENCILS, STORED } from './patterns.js';
import { comesNearer, hasRisen, hasThreeEvenPeaks } from './signals.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./grids.js').Grid} Grid */
/** @typedef {import('./grids.js').Pattern} Pattern */
/** @typedef {import('./signals.js').Sound} Sound */
/** @typedef {'camera' | 'microphone' | 'thermometer' | 'distance'} Sensor */

/**
 * @typedef {object} Level
 * @property {readonly string[]} steps
 * @property {readonly Pattern[]} pictures What may be painted, and what the recogniser has stored.
 * @property {readonly number[]} tones The numbers that occur in them.
 * @property {readonly string[]} predict The questions of the step.
 * @property {readonly string[]} explain The questions of the step.
 */

/** @type {Readonly<Record<string, Level>>} */
export const LEVELS = Object.freeze({
  grid: {
    steps: ['look', 'predict', 'paint', 'explain'],
    pictures: STENCILS,
    tones: [0, 9],
    predict: ['change', 'order'],
    explain: ['keeps', 'sharper'],
  },
  meaning: {
    steps: ['look', 'predict', 'paint', 'ear', 'meaning', 'split', 'explain'],
    pictures: PAINTINGS,
    tones: [0, 3, 6, 9],
    predict: ['change', 'higher', 'same'],
    explain: ['fooled', 'help'],
  },
  filter: {
    steps: ['look', 'predict', 'filter', 'explain'],
    pictures: PAINTINGS,
    tones: [0, 3, 6, 9],
    predict: ['order', 'filter'],
    explain: ['edges', 'parts'],
  },
});

/** The two things that can give the same signal, for each sensor. @type {Readonly<Record<Sensor, readonly [string, string]>>} */
export const MEANINGS = Object.freeze({
  camera: ['moon', 'lamp'],
  microphone: ['door', 'drum'],
  thermometer: ['heater', 'sun'],
  distance: ['walker', 'cart'],
});
export const SENSORS = /** @type {readonly Sensor[]} */ (Object.keys(MEANINGS));

/** So many sounds matched right is the goal. */
export const MATCH_GOAL = 4;
/** So many filters named right is the goal. */
export const FILTER_GOAL = 3;
/** Places of the night picture with edges of every kind. */
const RICH = Object.freeze([
  { column: 6, row: 3 },
  { column: 2, row: 4 },
  { column: 5, row: 4 },
]);

/**
 * What the glass shows at a place of the night picture.
 * @param {{column: number, row: number}} place In steps of the glass.
 * @param {number} side How many squares wide the piece is.
 * @returns {Grid}
 */
export function cutNight({ column, row }, side) {
  const keepIn = (/** @type {number} */ from, /** @type {number} */ size) =>
    Math.max(0, Math.min(from, size - side));
  const x = keepIn(column * 8 + 4 - side / 2, NIGHT.width);
  const y = keepIn(row * 8 + 4 - side / 2, NIGHT.height);
  return cutGrid(NIGHT, { x, y, width: side, height: side });
}

/**
 * Five sounds that differ in pitch or loudness, in the order of a seed.
 * @param {Chance} chance
 * @returns {{id: string, sound: Sound}[]}
 */
function drawSounds(chance) {
  const low = chance.pick([160, 200]);
  const high = chance.pick([480, 560]);
  const [loud, quiet] = [0.92, 0.34];
  return chance.shuffle([
    { id: 'low.loud', sound: { pitch: low, loudness: loud } },
    { id: 'low.quiet', sound: { pitch: low, loudness: quiet } },
    { id: 'high.loud', sound: { pitch: high, loudness: loud } },
    { id: 'high.quiet', sound: { pitch: high, loudness: quiet } },
    { id: 'rush', sound: { pitch: 0, loudness: loud } },
  ]);
}

/** @param {Chance} chance @returns {number[]} loudness over three seconds, five numbers in each */
function drawKnocks(chance) {
  const [start, gap] = [1 + chance.below(2), 4 + chance.below(2)];
  const peaks = [0, 1, 2].map((i) => start + i * gap);
  return Array.from({ length: 15 }, (_, i) => {
    if (peaks.includes(i)) return 7 + chance.below(3);
    return peaks.includes(i - 1) ? 3 + chance.below(2) : chance.below(2);
  });
}

/** @param {Chance} chance @returns {number[]} degrees, every two minutes */
function drawWarming(chance) {
  const start = 18 + chance.below(4);
  const steps = chance.shuffle([1, 1, 1, 2, 2]);
  return steps.reduce((list, step) => [...list, list[list.length - 1] + step], [start]);
}

/** @param {Chance} chance @returns {number[]} centimetres, every second */
function drawApproach(chance) {
  const start = 210 + 10 * chance.below(4);
  return [0, 1, 2, 3, 4].map((i) => start - i * 40);
}

/**
 * What the camera gives at a place, and what the recogniser makes of it.
 * @param {{column: number, row: number}} place
 * @param {string} round The label that people gave to the stored round spot.
 */
export function readCamera(place, round) {
  const values = cutNight(place, 8).cells;
  const ranked = rankPatterns(values, STORED);
  return { values, ranked, label: ranked[0].id === 'round' ? round : ranked[0].id };
}

/**
 * What each sensor gives, and what the recogniser makes of it. The rule looks at the numbers alone;
 * the seed says for which of its two meanings people made it.
 * @param {Chance} chance
 */
function drawReadings(chance) {
  const made = (/** @type {Sensor} */ sensor) => MEANINGS[sensor][chance.fork(sensor).below(2)];
  const [knocks, degrees, distances] = [
    drawKnocks(chance.fork('knocks')),
    drawWarming(chance.fork('degrees')),
    drawApproach(chance.fork('distances')),
  ];
  const judge = (/** @type {Sensor} */ sensor, /** @type {boolean} */ fires) =>
    fires ? made(sensor) : 'none';
  return {
    camera: readCamera(MOON, made('camera')),
    microphone: { values: knocks, label: judge('microphone', hasThreeEvenPeaks(knocks)) },
    thermometer: { values: degrees, label: judge('thermometer', hasRisen(degrees)) },
    distance: { values: distances, label: judge('distance', comesNearer(distances)) },
  };
}

/** Cards that say what a sensor gives, and cards that say what it means. */
export const SIGNAL_CARDS = SENSORS.map((sensor) => `signal.${sensor}`);
export const MEANING_CARDS = SENSORS.map((sensor) => `meaning.${sensor}`);

/**
 * Everything that a seed brings for a level.
 * @param {string} seed
 * @param {string} name
 */
export function makeCase(seed, name) {
  const level = LEVELS[name];
  if (!level) throw new RangeError(`no level ${name}`);
  const chance = makeChance(seed).fork('eye-and-ear');
  const waves = chance.fork('waves').shuffle([0, 1, 2, 3, 4]);
  return {
    level,
    chance,
    painting: chance.fork('painting').pick(level.pictures),
    sounds: drawSounds(chance.fork('sounds')),
    /** Which sound stands on which wave card. */
    waves,
    readings: drawReadings(chance.fork('readings')),
    cards: chance.fork('cards').shuffle([...SIGNAL_CARDS, ...MEANING_CARDS]),
    places: { moon: MOON, lamp: LAMP },
    /** The piece that was filtered, and which filter made which result. */
    filtered: chance.fork('filtered').pick(RICH),
    results: chance.fork('results').shuffle([0, 1, 2, 3]),
  };
}

/** @typedef {ReturnType<typeof makeCase>} Case */
