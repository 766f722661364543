/** Signals over time: waves, peaks, and the rules that turn readings into a label. No document in here. */

/**
 * @typedef {object} Sound
 * @property {number} pitch Swings in a second; 0 is a rush without a tone.
 * @property {number} loudness From 0 to 1.
 */

/** The stretch of time that every wave on the page shows, in seconds. */
export const STRETCH = 0.025;
/** Noise changes this often in a second. */
const GRAINS = 1300;

/** @param {number} n @returns {number} always the same number from -1 to 1 for the same n */
function scatter(n) {
  let mixed = Math.imul(n + 77, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x8000_0000 - 1;
}

/**
 * The height of a wave at a moment. What is drawn and what is played come from here.
 * @param {Sound} sound
 * @param {number} seconds
 * @returns {number} from -1 to 1
 */
export function readWave({ pitch, loudness }, seconds) {
  if (pitch > 0) return loudness * Math.sin(2 * Math.PI * pitch * seconds);
  const at = seconds * GRAINS;
  const before = Math.floor(at);
  const share = at - before;
  return loudness * (scatter(before) * (1 - share) + scatter(before + 1) * share);
}

/**
 * A wave as a list of heights.
 * @param {Sound} sound
 * @param {number} n
 * @returns {number[]}
 */
export const sampleWave = (sound, n) =>
  Array.from({ length: n }, (_, i) => readWave(sound, (i / (n - 1)) * STRETCH));

/**
 * Where a curve is higher than on both sides and at least as high as the bar.
 * @param {readonly number[]} curve
 * @param {number} bar
 * @returns {number[]}
 */
export function findPeaks(curve, bar) {
  return curve.flatMap((value, i) => {
    const isPeak = i > 0 && i < curve.length - 1 && value > curve[i - 1] && value >= curve[i + 1];
    return isPeak && value >= bar ? [i] : [];
  });
}

/** A loudness counts as a peak from here. */
export const LOUD = 6;
/** A rise of the thermometer counts from here, in degrees. */
export const RISE = 5;

/**
 * Three loud peaks with the same pause between them.
 * @param {readonly number[]} loudness
 */
export function hasThreeEvenPeaks(loudness) {
  const peaks = findPeaks(loudness, LOUD);
  return peaks.length === 3 && peaks[1] - peaks[0] === peaks[2] - peaks[1];
}

/** @param {readonly number[]} degrees */
export const hasRisen = (degrees) => degrees[degrees.length - 1] - degrees[0] >= RISE;

/** @param {readonly number[]} distances */
export const comesNearer = (distances) =>
  distances.every((value, i) => i === 0 || value < distances[i - 1]);
