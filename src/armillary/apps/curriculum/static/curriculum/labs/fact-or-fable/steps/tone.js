/** One phrase in five tones, and asked again and again: the shelf says the same each time. */

import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { signPicture, tonePicture } from '../pictures.js';
import { sayPhrase, sayProof } from '../words.js';
import { talkView } from './predict.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {{page: number, at: number, seen: number[], asked: number}} ToneState */

const TONES = 5;
const ASKS = 3;

/**
 * @param {import('../lab.js').Case} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function toneStep({ pair }) {
  /** First the scale for each phrase, then the question "are you sure?" for each. */
  const pages = [
    { kind: 'scale', ...pair[0] },
    { kind: 'scale', ...pair[1] },
    { kind: 'ask', ...pair[0] },
    { kind: 'ask', ...pair[1] },
  ];
  const isDone = (/** @type {ToneState} */ state) =>
    pages[state.page].kind === 'scale'
      ? state.seen.includes(1) && state.seen.includes(TONES)
      : state.asked >= ASKS - 1;

  const view = (/** @type {Bench} */ { say, state }) => {
    const page = pages[state.page];
    const isLast = state.page === pages.length - 1;
    return [
      element(
        'div',
        { class: 'kit-stack', 'data-key': `tone-${state.page}` },
        element(
          'p',
          { class: 'kit-place' },
          say('tone.place', { n: state.page + 1, of: pages.length }),
        ),
        element(
          'div',
          { class: 'kit-two' },
          page.kind === 'scale' ? scaleView(say, page.claim, state.at) : askView(say, page, state),
          // On the pages with the scale nobody has asked, so the version is the first one.
          lampView(say, page.claim, versionAfter(page, state.asked)),
        ),
        isDone(state) &&
          !isLast &&
          actionButton(say('tone.more'), 'more', { isMain: true, key: 'more' }),
      ),
    ];
  };

  const settle = (/** @type {Bench} */ bench) => {
    if (!isDone(bench.state)) return;
    if (bench.state.page === pages.length - 1) bench.finish();
  };

  return {
    id: 'tone',
    begin: () => ({ page: 0, at: 3, seen: [], asked: 0 }),
    greet: ({ say, state }) => say(`tone.${pages[state.page].kind}.greet`),
    view,
    actions: {
      set: (bench, at) => {
        const { say, state } = bench;
        state.at = Number(at);
        if (!state.seen.includes(state.at)) state.seen.push(state.at);
        settle(bench);
        const isTrue = pages[state.page].claim.version === 0;
        return say(isTrue ? 'tone.moved.true' : 'tone.moved.false');
      },
      ask: (bench) => {
        const { say, state } = bench;
        state.asked += 1;
        settle(bench);
        const isTrue = versionAfter(pages[state.page], state.asked) === 0;
        return say(isTrue ? 'tone.turned.true' : 'tone.turned.false', { n: state.asked });
      },
      more: ({ say, state, focus }) => {
        Object.assign(state, { page: state.page + 1, at: 3, seen: [], asked: 0 });
        focus(pages[state.page].kind === 'scale' ? 'tone-1' : 'ask');
        return say(`tone.${pages[state.page].kind}.greet`);
      },
    },
  };
}

/**
 * The stored answer changes sides every time it is asked.
 * @param {{claim: import('../cases.js').Phrase, other: number}} page
 * @param {number} asked
 */
export const versionAfter = ({ claim, other }, asked) => (asked % 2 === 0 ? claim.version : other);

/** @param {Say} say @param {import('../cases.js').Phrase} claim @param {number} at */
function scaleView(say, claim, at) {
  return element(
    'section',
    { class: 'kit-panel fable-scale', 'data-key': 'scale' },
    element('h3', {}, say('tone.scale')),
    tonePicture(at, TONES),
    element(
      'div',
      { class: 'fable-stops', 'data-grid': true, role: 'group', 'aria-label': say('tone.scale') },
      Array.from({ length: TONES }, (_, i) =>
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button',
            'data-act': `set:${i + 1}`,
            'data-key': `tone-${i + 1}`,
            'data-digit': i + 1,
            'aria-pressed': String(i + 1 === at),
            'aria-label': say(`tone.stop.${i + 1}`),
          },
          String(i + 1),
        ),
      ),
    ),
    element(
      'p',
      { class: 'fable-ends', 'aria-hidden': 'true' },
      element('span', {}, say('tone.stop.1')),
      element('span', {}, say(`tone.stop.${TONES}`)),
    ),
    element(
      'blockquote',
      { class: 'fable-said' },
      at !== 3 && element('span', {}, say(`tone.say.${at}`) + say('kit.gap')),
      element('strong', {}, sayPhrase(say, claim)),
    ),
  );
}

/** @param {Say} say @param {{claim: import('../cases.js').Phrase, other: number}} page @param {ToneState} state */
function askView(say, page, state) {
  const saying = (/** @type {number} */ n) =>
    sayPhrase(say, { ...page.claim, version: versionAfter(page, n) });
  const turns = [{ who: 'it', text: saying(0) }];
  for (let n = 1; n <= state.asked; n += 1) {
    turns.push({ who: 'you', text: say('again.ask') });
    turns.push({ who: 'it', text: say('again.sorry', { claim: saying(n) }) });
  }
  return element(
    'div',
    { class: 'kit-stack', 'data-key': 'ask-view' },
    talkView(say, turns),
    actionButton(say('again.button'), 'ask', {
      isMain: state.asked < ASKS - 1,
      key: 'ask',
      isOff: state.asked >= ASKS,
    }),
  );
}

/** @param {Say} say @param {import('../cases.js').Phrase} claim @param {number} version */
function lampView(say, claim, version) {
  const isTrue = version === 0;
  return element(
    'section',
    { class: 'kit-panel fable-lamp', 'data-true': isTrue, 'data-key': 'lamp' },
    element('h3', {}, say('tone.shelf')),
    element(
      'p',
      { class: 'fable-verdict', 'data-true': isTrue },
      signPicture(isTrue ? 'fine' : 'alarm'),
      say(isTrue ? 'shelf.backs' : 'shelf.against'),
    ),
    element('p', {}, sayProof(say, claim)),
  );
}
