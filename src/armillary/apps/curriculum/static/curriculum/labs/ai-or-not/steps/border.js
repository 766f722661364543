/** Last step, scored: explain a borderline case from both sides, then draw the line on all 24 cards. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { moreButton, placeLine } from '../../kit/quiz.js';
import { CARDS } from '../cards.js';
import { OURS, judge, sortCards } from '../definition.js';
import { beginSetting, pickCard, testerView, turnSwitch } from '../tester.js';
import { bigCard, chainView, smallCard } from '../views.js';
import { nameAll, nameOf, tellDefinition } from '../words.js';
import { FILM_OPTIONS } from './film.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */

const EDGES = CARDS.filter((card) => judge(card) === 'edge');
/** The questions and their choices, with what a wrong one speaks of. */
const ASKED = Object.freeze({
  part: { inference: undefined, input: 'A06-m3', goal: 'A06-m2', body: 'A06-m1' },
  pro: { right: undefined, through: 'A06-m4', wish: 'A06-m2' },
  contra: { right: undefined, body: 'A06-m1', weak: 'A07-m4' },
});
/** @typedef {keyof typeof ASKED} Asked */
const QUESTIONS = /** @type {Asked[]} */ (Object.keys(ASKED));
const isRight = (/** @type {string} */ id) => id === 'right' || id === 'inference';

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function borderStep(play) {
  const { scheme } = play;
  const table = { scheme, cards: play.all, agreed: [], hasBorder: true };
  const ordersOf = Object.fromEntries(
    QUESTIONS.map((id) => [id, play.orders.fork(id).shuffle(Object.keys(ASKED[id]))]),
  );
  const optionsOf = (/** @type {Say} */ say, /** @type {Asked} */ question, /** @type {string} */ card) =>
    ordersOf[question].map((id) => ({
      id,
      face: say(`ask.${question}.${id === 'right' ? card : id}`),
      right: isRight(id),
      misconception: /** @type {Record<string, string | undefined>} */ (ASKED[question])[id],
      feedback: say(`ask.${question}.${id}.say`),
    }));

  const choose = (/** @type {Bench} */ bench, /** @type {string} */ question, /** @type {string} */ id) => {
    const { say, state } = bench;
    state.chosen[question] = id;
    const options = optionsOf(say, /** @type {Asked} */ (question), state.card);
    const option = /** @type {Option} */ (options.find((one) => one.id === id));
    const next = QUESTIONS.find((one) => state.chosen[one] === undefined);
    if (!next) {
      const film = bench.look('film')?.chosen.rest;
      bench.report('explain', ...scoreOf({ ...state.chosen, film }, state.card));
    }
    bench.focus(next ? 'more' : 'to-line');
    return tellFeedback(say, option);
  };

  return {
    id: 'border',
    begin: () => ({ card: null, page: 0, chosen: {}, line: null, ...beginSetting([...OURS]) }),
    greet: ({ say, state }) => say(state.line ? 'line.greet' : 'border.greet', { n: EDGES.length }),
    view: (bench) => {
      const { say, state } = bench;
      if (state.line) return [testerView(bench, table, state, { more: lineView(bench, table) })];
      if (!state.card) return [casesView(say)];
      return [caseView(bench, optionsOf(say, QUESTIONS[state.page], state.card))];
    },
    actions: {
      case: ({ say, state, focus }, card) => {
        state.card = card;
        focus('q-part');
        return say(`about.${card}`);
      },
      choose,
      more: ({ say, state, focus }) => {
        state.page += 1;
        focus(`q-${QUESTIONS[state.page]}`);
        return promptOf(say, state);
      },
      line: ({ say, state, focus }) => {
        state.line = 'open';
        focus('switch-strict');
        return say('line.greet');
      },
      switch: ({ say, state }, part) => turnSwitch(say, table, state, part),
      pick: ({ say, state }, id) => pickCard(say, table, state, id),
      keep: ({ say, state, finish, focus }) => {
        state.line = 'kept';
        finish();
        focus('kit-next');
        return say('line.kept', { text: tellDefinition(say, scheme, state) });
      },
    },
  };
}

/**
 * @param {Record<string, string>} chosen
 * @param {string} card
 * @returns {[number, {card: string, chosen: Record<string, string>, misconceptions: string[]}]}
 */
export function scoreOf(chosen, card) {
  const wrong = Object.entries(chosen).filter(([, id]) => !isRight(id));
  const known = /** @type {Record<string, Record<string, string | undefined>>} */ ({
    ...ASKED,
    film: FILM_OPTIONS,
  });
  const misconceptions = wrong.map(([question, id]) => known[question][id] ?? 'none');
  return [1 - wrong.length / Object.keys(chosen).length, { card, chosen, misconceptions }];
}

/** @param {Say} say */
function casesView(say) {
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'cases' },
    element('h3', {}, say('border.choose')),
    element(
      'div',
      { class: 'aion-cards aion-cards-large', 'data-grid': true },
      EDGES.map((card) => smallCard(say, card, { act: `case:${card.id}`, key: `case-${card.id}` })),
    ),
  );
}

/** @param {Say} say @param {Bench['state']} state */
const promptOf = (say, state) =>
  say(`border.${QUESTIONS[state.page]}`, { name: nameOf(say, state.card) });

/** @param {Bench} bench @param {Option[]} options */
function caseView({ say, state }, options) {
  const card = /** @type {import('../cards.js').Card} */ (EDGES.find((one) => one.id === state.card));
  const question = QUESTIONS[state.page];
  const chosen = state.chosen[question];
  const isLast = state.page === QUESTIONS.length - 1;
  return element(
    'div',
    { class: 'kit-two', 'data-key': 'case' },
    bigCard(say, card, state.chosen.part !== undefined && chainView(say, card)),
    element(
      'div',
      { class: 'kit-stack', 'data-key': `page-${question}` },
      placeLine(say, state.page, QUESTIONS.length),
      questionView(say, { id: question, prompt: promptOf(say, state), options, chosen }),
      chosen !== undefined && !isLast && moreButton(say),
      chosen !== undefined && isLast && actionButton(say('border.line'), 'line', { isMain: true, key: 'to-line' }),
    ),
  );
}

/** @param {Bench} bench @param {import('../tester.js').Table} table */
function lineView({ say, state }, table) {
  const { inside, slippedIn, leftOut } = sortCards(table.cards, state);
  const edges = inside.filter((card) => judge(card) === 'edge');
  return element(
    'div',
    { class: 'aion-line-note', 'data-key': 'line-note' },
    element('p', {}, say('line.count', { n: inside.length, of: table.cards.length })),
    element('p', {}, say('line.edges', { names: nameAll(say, edges) })),
    slippedIn.length + leftOut.length > 0 &&
      element(
        'p',
        {},
        say('line.faults', { in: nameAll(say, slippedIn), out: nameAll(say, leftOut) }),
      ),
    state.line === 'kept'
      ? element('p', { class: 'kit-note' }, say('line.debate'))
      : actionButton(say('line.keep'), 'keep', { isMain: true, key: 'keep' }),
  );
}
