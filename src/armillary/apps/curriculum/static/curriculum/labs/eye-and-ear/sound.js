/** Sounds made by arithmetic. Nothing is heard before a button was pressed, and everything works without. */

import { readWave } from './signals.js';

/** @typedef {import('./signals.js').Sound} Sound */

const SECONDS = 0.8;
/** Loudness grows and fades this long, so that a sound begins and ends without a click. */
const FADE = 0.03;
/** Well below what headphones could do. */
const VOLUME = 0.28;

/**
 * A player that makes its sound card only once it is asked to play.
 * @returns {{play: (sound: Sound) => boolean}} whether there is a sound card to play on
 */
export function makePlayer() {
  /** @type {AudioContext | undefined} */
  let card;
  /** @type {AudioBufferSourceNode | undefined} */
  let playing;
  const play = (/** @type {Sound} */ sound) => {
    if (typeof AudioContext === 'undefined') return false;
    card ??= new AudioContext();
    card.resume().catch(() => {});
    playing?.stop();
    playing = card.createBufferSource();
    playing.buffer = makeBuffer(card, sound);
    playing.connect(card.destination);
    playing.start();
    return true;
  };
  return { play };
}

/** @param {AudioContext} card @param {Sound} sound */
function makeBuffer(card, sound) {
  const n = Math.round(SECONDS * card.sampleRate);
  const buffer = card.createBuffer(1, n, card.sampleRate);
  const heights = buffer.getChannelData(0);
  for (let i = 0; i < n; i += 1) {
    const t = i / card.sampleRate;
    const fade = Math.min(1, t / FADE, (SECONDS - t) / FADE);
    heights[i] = VOLUME * fade * readWave(sound, t);
  }
  return buffer;
}
