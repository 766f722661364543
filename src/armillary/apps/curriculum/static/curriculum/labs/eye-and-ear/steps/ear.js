/** Fourth step, scored: five sounds and their waves. */

import { element, shape } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { MATCH_GOAL } from '../cases.js';
import { wavePicture } from '../pictures.js';
import { findPeaks, sampleWave } from '../signals.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */
/** @typedef {import('../lab.js').Player} Player */
/** @typedef {{pitch: number, loudness: number, picked: number, given: (number | null)[], isChecked: boolean, first: number | null, checks: number}} State */

const SAMPLES = 240;
const LETTERS = 'ABCDE';
/** What the tone to try out may be set to. */
const PITCHES = [120, 200, 320, 480, 640];
const LOUDNESSES = [0.2, 0.4, 0.6, 0.8, 0.95];

/** @param {Case} play @param {Player} player @returns {import('../../kit/stage.js').Step} */
export function earStep(play, player) {
  return {
    id: 'ear',
    begin: () => ({
      pitch: 1,
      loudness: 2,
      picked: 0,
      given: play.sounds.map(() => null),
      isChecked: false,
      first: null,
      checks: 0,
    }),
    greet: ({ say }) => say('ear.greet'),
    view: (bench) => [
      tryOut(bench),
      element(
        'div',
        { class: 'kit-two' },
        panel(
          bench.say,
          'ear.sounds',
          element('p', { class: 'kit-quiet' }, bench.say('ear.how')),
          soundList(bench, play),
        ),
        panel(bench.say, 'ear.waves', waveList(bench, play), checkRow(bench)),
      ),
    ],
    actions: makeActions(play, player),
  };
}

/** @param {Case} play @param {Player} player @returns {import('../../kit/stage.js').Step['actions']} */
function makeActions(play, player) {
  const turn = (
    /** @type {Bench} */ { say, state },
    /** @type {'pitch' | 'loudness'} */ knob,
    /** @type {string} */ by,
  ) => {
    state[knob] = Math.max(0, Math.min(4, state[knob] + Number(by)));
    const n = findPeaks(heightsOf(state), 0.05).length;
    return say(`ear.turned.${knob}`, { n });
  };
  return {
    pitch: (bench, by) => turn(bench, 'pitch', by),
    loudness: (bench, by) => turn(bench, 'loudness', by),
    try: ({ say, state }) => say(player.play(soundOf(state)) ? 'ear.tried' : 'ear.silent'),
    play: ({ say }, i) => {
      const { id, sound } = play.sounds[Number(i)];
      const key = player.play(sound) ? 'ear.played' : 'ear.unheard';
      return say(key, { n: Number(i) + 1, sound: say(`sound.${id}`) });
    },
    sound: ({ say, state }, i) => {
      state.picked = Number(i);
      return say('ear.picked', {
        n: Number(i) + 1,
        sound: say(`sound.${play.sounds[Number(i)].id}`),
      });
    },
    wave: (bench, wave) => give(bench, play, Number(wave)),
    check: (bench) => check(bench, play),
  };
}

/** @param {State} state */
const soundOf = (state) => ({ pitch: PITCHES[state.pitch], loudness: LOUDNESSES[state.loudness] });
/** @param {State} state */
const heightsOf = (state) => sampleWave(soundOf(state), SAMPLES);

/** @param {Bench} bench @param {Case} play @param {number} wave */
function give({ say, state }, play, wave) {
  const sound = state.picked;
  state.given = state.given.map((/** @type {number | null} */ old, /** @type {number} */ i) =>
    i === sound ? wave : old === wave ? null : old,
  );
  state.isChecked = false;
  const next = state.given.indexOf(null);
  if (next >= 0) state.picked = next;
  return say('ear.given', {
    n: sound + 1,
    letter: LETTERS[wave],
    sound: say(`sound.${play.sounds[sound].id}`),
  });
}

/** @param {State} state @param {Case} play */
const countRight = (state, play) =>
  state.given.filter((wave, sound) => wave !== null && play.waves[wave] === sound).length;

/** @param {Bench} bench @param {Case} play */
function check(bench, play) {
  const { say, state, look } = bench;
  const right = countRight(state, play);
  const of = play.sounds.length;
  state.checks += 1;
  state.first ??= right;
  state.isChecked = true;
  if (right < MATCH_GOAL) return say('ear.notYet', { right, of, goal: MATCH_GOAL });
  const paint = look('paint')?.first ?? 0;
  bench.finish();
  bench.focus('kit-next');
  bench.report('do', (paint + Math.min(1, state.first / MATCH_GOAL)) / 2, {
    paint,
    matched: state.first,
    checks: state.checks,
  });
  return say('ear.reached', { right, of });
}

/** @param {Bench} bench */
function tryOut({ say, state }) {
  const heights = heightsOf(state);
  const n = findPeaks(heights, 0.05).length;
  const knob = (/** @type {'pitch' | 'loudness'} */ name, /** @type {number} */ by) =>
    actionButton(say(`ear.${name}.${by < 0 ? 'less' : 'more'}`), `${name}:${by}`, {
      key: `${name}-${by}`,
      isOff: by < 0 ? state[name] === 0 : state[name] === 4,
    });
  return element(
    'section',
    { class: 'kit-panel eye-try', 'data-key': 'try' },
    element('h3', {}, say('ear.try')),
    element(
      'figure',
      { class: 'eye-scope' },
      wavePicture(heights, say('ear.waveOf', { n })),
      element('figcaption', { class: 'kit-quiet' }, say('ear.count', { n })),
    ),
    element(
      'div',
      { class: 'eye-knobs' },
      knob('pitch', -1),
      knob('pitch', 1),
      knob('loudness', -1),
      knob('loudness', 1),
      actionButton(say('ear.listen'), 'try', { key: 'try-it', face: speaker() }),
    ),
  );
}

/** @returns {SVGElement} */
function speaker() {
  return shape(
    'svg',
    { viewBox: '0 0 24 24', class: 'eye-speaker', 'aria-hidden': 'true' },
    shape('path', { d: 'M4 9h4l5-4v14l-5-4H4z', class: 'eye-speaker-body' }),
    shape('path', {
      d: 'M16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12',
      class: 'eye-speaker-air',
    }),
  );
}

/** @param {Bench} bench @param {Case} play */
function soundList({ say, state }, play) {
  const isRight = (/** @type {number} */ i) => play.waves[state.given[i]] === i;
  return element(
    'ol',
    { class: 'eye-sounds' },
    play.sounds.map(({ id }, i) => {
      const wave = state.given[i];
      const isGiven = wave !== null;
      const mark = !isGiven ? '' : !state.isChecked ? '' : isRight(i) ? '✓' : '○';
      return element(
        'li',
        { 'data-key': `sound-${i}` },
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button eye-play',
            'data-act': `play:${i}`,
            'data-key': `play-${i}`,
            'aria-label': say('ear.play', { n: i + 1 }),
          },
          speaker(),
        ),
        element(
          'button',
          {
            type: 'button',
            class: 'eye-sound',
            'data-act': `sound:${i}`,
            'data-key': `pick-${i}`,
            'data-right': state.isChecked && isGiven && isRight(i),
            'data-off': state.isChecked && isGiven && !isRight(i),
            'aria-pressed': String(state.picked === i),
          },
          element(
            'span',
            { class: 'eye-sound-name' },
            say('ear.sound', { n: i + 1, sound: say(`sound.${id}`) }),
          ),
          element(
            'span',
            { class: 'eye-slot' },
            isGiven ? LETTERS[wave] : '–',
            mark && element('span', { class: 'eye-mark' }, mark),
          ),
        ),
      );
    }),
  );
}

/** @param {Bench} bench @param {Case} play */
function waveList({ say, state }, play) {
  return element(
    'div',
    { class: 'eye-waves' },
    play.waves.map((sound, wave) => {
      const heights = sampleWave(play.sounds[sound].sound, SAMPLES);
      const owner = state.given.indexOf(wave);
      return element(
        'button',
        {
          type: 'button',
          class: 'eye-wave-card',
          'data-act': `wave:${wave}`,
          'data-key': `wave-${wave}`,
          'data-taken': owner >= 0,
        },
        element('span', { class: 'eye-letter', 'aria-hidden': 'true' }, LETTERS[wave]),
        element('span', { class: 'kit-hidden' }, tellWave(say, wave, heights)),
        wavePicture(heights),
        element('span', { class: 'eye-owner' }, owner >= 0 ? String(owner + 1) : ''),
      );
    }),
  );
}

/** @param {Say} say @param {number} wave @param {readonly number[]} heights */
function tellWave(say, wave, heights) {
  const n = findPeaks(heights, 0.05).length;
  return say('ear.wave', {
    letter: LETTERS[wave],
    n,
    height: Math.round(Math.max(...heights) * 10),
  });
}

/** @param {Bench} bench */
function checkRow({ say, state }) {
  const isFull = state.given.every((/** @type {number | null} */ wave) => wave !== null);
  return element(
    'div',
    { class: 'kit-row' },
    actionButton(say('ear.check'), 'check', { isMain: isFull, isOff: !isFull, key: 'check' }),
  );
}
