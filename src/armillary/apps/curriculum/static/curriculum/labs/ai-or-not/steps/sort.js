/** Third step, scored: ten sealed cards, each with a bin and a reason. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture } from '../../kit/parts.js';
import { GOAL } from '../deal.js';
import { listenToDrag } from '../drag.js';
import { picture } from '../pictures/pictures.js';
import { findReason, isRightReason } from '../reasons.js';
import { bigCard, chainView, tellVerdict } from '../views.js';
import { nameOf } from '../words.js';

/** @typedef {import('../../kit/dom.js').Child} Child */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cards.js').Card} Card */
/** @typedef {import('../schemes.js').Scheme} Scheme */
/** @typedef {{bin: string, reason: string}} Given */
/** @typedef {{open: boolean, at: number, bin: string | null, given: Given[]}} State */

/** @param {Scheme} scheme @param {Card} card @param {Given} given */
export function isRight(scheme, card, { bin, reason }) {
  return bin === scheme.judge(card) && isRightReason(scheme, card, findReason(scheme, reason));
}

/**
 * @param {Scheme} scheme
 * @param {readonly Card[]} cards
 * @param {readonly Given[]} given
 * @returns {[number, Record<string, unknown>]} the score and what it was made from
 */
export function scoreOf(scheme, cards, given) {
  const right = given.filter((one, i) => isRight(scheme, cards[i], one)).length;
  const missed = given.filter((one, i) => !isRight(scheme, cards[i], one));
  const misconceptions = missed
    .map((one) => findReason(scheme, one.reason).misconception)
    .filter((id) => id !== 'none');
  const sorted = given.map((one, i) => [cards[i].id, one.bin, one.reason]);
  const bins = given.filter((one, i) => one.bin === scheme.judge(cards[i])).length;
  return [
    right >= GOAL ? 1 : right / cards.length,
    { reached: right >= GOAL, right, of: cards.length, bins, sorted, misconceptions },
  ];
}

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function sortStep(play) {
  const { scheme, sealed: cards } = play;
  const firstBin = `bin-${scheme.bins[0]}`;
  const isOver = (/** @type {State} */ state) => state.at >= cards.length;
  return {
    id: 'sort',
    begin: () => ({ open: false, at: 0, bin: null, given: [] }),
    greet: ({ say, state }) =>
      say(isOver(state) ? 'sort.over' : 'sort.greet', { n: cards.length, goal: GOAL }),
    view: (bench) => {
      if (!bench.state.open) return [envelopeView(bench, cards.length)];
      if (isOver(bench.state)) return [resultView(bench, scheme, cards)];
      return [trackView(bench, scheme, cards), cardView(bench, play)];
    },
    actions: {
      open: ({ say, state, focus }) => {
        state.open = true;
        focus(firstBin);
        return tellCard(say, cards[0], 1);
      },
      bin: ({ say, state, focus }, bin) => {
        const isFirst = state.bin === null;
        state.bin = bin;
        if (isFirst) focus('reasons');
        return say('sort.binned', { bin: say(`bin.${bin}`) });
      },
      reason: ({ say, state, focus }, reason) => {
        state.given.push({ bin: state.bin, reason });
        focus('onward');
        return tellOutcome(say, scheme, cards[state.at], state.given[state.at]);
      },
      onward: (bench) => {
        const { say, state } = bench;
        Object.assign(state, { at: state.at + 1, bin: null });
        if (!isOver(state)) {
          bench.focus(firstBin);
          return tellCard(say, cards[state.at], state.at + 1);
        }
        bench.finish();
        bench.focus('result');
        const [score, raw] = scoreOf(scheme, cards, state.given);
        bench.report('do', score, raw);
        return say(raw.reached ? 'sort.reached' : 'sort.notYet', {
          right: Number(raw.right),
          of: cards.length,
          goal: GOAL,
        });
      },
    },
  };
}

/** @param {Say} say @param {Card} card @param {number} n */
const tellCard = (say, card, n) =>
  say('sort.card', { n, name: nameOf(say, card.id), about: say(`about.${card.id}`) });

/** @param {Say} say @param {Scheme} scheme @param {Card} card @param {Given} given @returns {string} */
function tellOutcome(say, scheme, card, given) {
  const verdict = say('sort.verdict', { bin: say(`bin.${scheme.judge(card)}`) });
  const head = say(isRight(scheme, card, given) ? 'kit.right' : 'kit.notYet');
  return [head, verdict, tellReason(say, scheme, card, given)].join(say('kit.gap'));
}

/** What a given reason is worth. @param {Say} say @param {Scheme} scheme @param {Card} card @param {Given} given */
function tellReason(say, scheme, card, given) {
  const reason = findReason(scheme, given.reason);
  if (isRightReason(scheme, card, reason)) {
    return say(given.bin === scheme.judge(card) ? 'reason.decides' : 'reason.otherBin');
  }
  if (reason.decides) return say(`reason.${reason.id}.untrue`);
  return say(scheme.id === 'ai' ? `reason.${reason.id}.idle` : 'reason.idle');
}

/** @param {Bench} bench @param {number} n */
function envelopeView({ say }, n) {
  return element(
    'section',
    { class: 'kit-panel kit-envelope-panel', 'data-key': 'envelope' },
    element('h3', {}, say('sort.envelope')),
    envelopePicture(false),
    element('p', {}, say('sort.sealed', { n, goal: GOAL })),
    actionButton(say('sort.open'), 'open', { isMain: true, key: 'open' }),
  );
}

/** The ten places of the envelope: sorted ones show how. @param {Bench} bench @param {Scheme} scheme @param {readonly Card[]} cards */
function trackView({ say, state }, scheme, cards) {
  const place = (/** @type {Card} */ card, /** @type {number} */ i) => {
    const given = state.given[i];
    return element(
      'li',
      { class: 'aion-place', 'data-here': i === state.at, 'data-right': given && isRight(scheme, card, given) },
      given ? (isRight(scheme, card, given) ? '✓' : '○') : String(i + 1),
    );
  };
  return element(
    'ol',
    { class: 'aion-track', 'data-key': 'track', 'aria-label': say('sort.track') },
    cards.map(place),
  );
}

/** @param {Bench} bench @param {import('../deal.js').Play} play */
function cardView({ say, state }, play) {
  const { scheme } = play;
  const card = play.sealed[state.at];
  const given = state.given[state.at];
  const big = bigCard(say, card, given && scheme.id === 'ai' && chainView(say, card));
  const handle = /** @type {HTMLElement} */ (big.querySelector('.aion-big-picture'));
  if (!given) listenToDrag(big, handle);
  return element(
    'div',
    { class: 'kit-two aion-sort', 'data-key': `sort-${card.id}` },
    element('div', { class: 'kit-stack' }, big),
    element(
      'div',
      { class: 'kit-stack' },
      binsView(say, scheme, card, { bin: state.bin, isGiven: Boolean(given) }),
      state.bin !== null &&
        reasonsView(say, scheme, card, { reasons: play.reasons[state.at], given }),
      given && outcomeView(say, scheme, card, given),
      given &&
        actionButton(say(state.at + 1 < play.sealed.length ? 'sort.next' : 'sort.end'), 'onward', {
          isMain: true,
          key: 'onward',
        }),
    ),
  );
}

/** @param {Say} say @param {Scheme} scheme @param {Card} card @param {{bin: string | null, isGiven: boolean}} chosen */
function binsView(say, scheme, card, { bin, isGiven }) {
  return element(
    'div',
    { class: 'aion-bins', role: 'group', 'aria-label': say('sort.bins'), 'data-key': 'bins' },
    scheme.bins.map((id, i) =>
      element(
        'button',
        {
          type: 'button',
          class: `aion-bin aion-bin-${id}`,
          'data-act': `bin:${id}`,
          'data-key': `bin-${id}`,
          'data-digit': bin === null && i + 1,
          'data-right': isGiven && id === scheme.judge(card),
          'aria-pressed': String(bin === id),
          'aria-disabled': isGiven && 'true',
        },
        element('span', { class: 'aion-bin-mark', 'aria-hidden': 'true' }, say(`bin.${id}.mark`)),
        say(`bin.${id}`),
      ),
    ),
  );
}

/** @param {Say} say @param {Scheme} scheme @param {Card} card @param {{reasons: string[], given: Given | undefined}} asked */
function reasonsView(say, scheme, card, { reasons, given }) {
  return element(
    'div',
    {
      class: 'kit-question',
      role: 'group',
      tabindex: '-1',
      'aria-labelledby': 'aion-why',
      'data-key': 'reasons',
    },
    element('p', { class: 'kit-prompt', id: 'aion-why' }, say('sort.why')),
    element(
      'div',
      { class: 'kit-options aion-reasons' },
      reasons.map((id, i) => {
        const right = isRightReason(scheme, card, findReason(scheme, id));
        const isChosen = given?.reason === id;
        return element(
          'button',
          {
            type: 'button',
            class: 'kit-option',
            'data-act': `reason:${id}`,
            'data-digit': !given && i + 1,
            'data-right': Boolean(given) && right,
            'data-chosen': isChosen,
            'aria-pressed': String(isChosen),
            'aria-disabled': given && 'true',
          },
          element(
            'span',
            { class: 'kit-option-digit', 'aria-hidden': 'true' },
            !given ? String(i + 1) : right ? '✓' : isChosen ? '○' : '',
          ),
          element('span', { class: 'kit-option-face' }, say(`reason.${id}`)),
          given && right && element('span', { class: 'kit-hidden' }, say('kit.right')),
          isChosen && element('span', { class: 'kit-yours' }, say('kit.yours')),
        );
      }),
    ),
  );
}

/** @param {Say} say @param {Scheme} scheme @param {Card} card @param {Given} given */
function outcomeView(say, scheme, card, given) {
  return element(
    'p',
    { class: 'kit-feedback', 'data-right': isRight(scheme, card, given), 'data-key': 'outcome' },
    element('strong', {}, say('sort.verdict', { bin: say(`bin.${scheme.judge(card)}`) })),
    say('kit.gap'),
    tellVerdict(say, scheme, card),
    say('kit.gap'),
    tellReason(say, scheme, card, given),
  );
}

/** @param {Bench} bench @param {Scheme} scheme @param {readonly Card[]} cards */
function resultView({ say, state }, scheme, cards) {
  const [, raw] = scoreOf(scheme, cards, state.given);
  const row = (/** @type {Card} */ card, /** @type {number} */ i) => {
    const right = isRight(scheme, card, state.given[i]);
    return element(
      'li',
      { class: 'aion-row', 'data-right': right },
      element('span', { class: 'aion-row-picture' }, picture(card.id)),
      element(
        'span',
        {},
        element('strong', {}, nameOf(say, card.id)),
        say('colon'),
        say(`bin.${scheme.judge(card)}`),
        element('br'),
        element('span', { class: 'kit-quiet' }, tellVerdict(say, scheme, card)),
      ),
      element('span', { class: 'aion-row-mark', 'aria-hidden': 'true' }, right ? '✓' : '○'),
      element('span', { class: 'kit-hidden' }, say(right ? 'kit.right' : 'kit.notYet')),
    );
  };
  return element(
    'section',
    {
      class: 'kit-panel',
      tabindex: '-1',
      'data-key': 'result',
      'aria-label': say('sort.result'),
    },
    element(
      'div',
      { class: 'kit-dials' },
      countDial(say, { right: Number(raw.right), of: cards.length }, {
        caption: say('sort.dial', { goal: GOAL }),
        goal: GOAL,
      }),
      countDial(say, { right: Number(raw.bins), of: cards.length }, { caption: say('sort.dialBins') }),
    ),
    element('ul', { class: 'aion-rows' }, cards.map(row)),
  );
}
