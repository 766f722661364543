/** Third step, scored: widen a narrow feed twice, by what is opened and by the slider. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, panel } from '../../kit/parts.js';
import { cardWords, pageView } from '../cards.js';
import { TOPICS } from '../catalogue.js';
import { coverPicture, topicPicture } from '../cover.js';
import { mixPanel } from '../mixer.js';
import {
  ALL_SIMILAR,
  PAGE,
  countProfile,
  countTopics,
  makePage,
  rateCard,
  shiftMix,
} from '../model.js';
import { profilePanel, topicStrip } from '../profile.js';
import { listTags, namePupil, nameValue, nameWork, tellWhy } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../model.js').Card} Card */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */

const WAYS = Object.freeze(['taps', 'slider']);

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function widenStep(play) {
  const { cards, find, level } = play;
  const name = play.pupils[play.pupils.length - 1];
  const start = play.narrow();

  const openedOf = (/** @type {any} */ state) => [...start, ...state.opened.map(find)];
  const pageOf = (/** @type {any} */ state) => /** @type {Card[]} */ (state.page.map(find));
  const rank = (/** @type {any} */ state) => {
    const page = makePage(cards, openedOf(state), state.mix);
    Object.assign(state, { page: page.map((card) => card.id), ranked: state.opened.length });
    return countTopics(page);
  };
  const rate = (/** @type {any} */ state, /** @type {Card} */ card) => {
    const opened = openedOf(state).slice(0, start.length + state.ranked);
    return rateCard(card, countProfile(opened), state.mix);
  };
  const isOver = (/** @type {any} */ state) => state.results[state.way] !== undefined;

  const view = (/** @type {Bench} */ { say, state }) => [
    element(
      'div',
      { class: 'kit-two kit-bench feed-bench' },
      element(
        'div',
        { class: 'kit-stack' },
        state.way === 'slider' && mixPanel(say, state.mix, isOver(state)),
        feedSide(say, state),
        controls(say, state),
      ),
      element(
        'div',
        { class: 'kit-stack' },
        goalPanel(say, state),
        profilePanel(say, countProfile(openedOf(state)), {
          title: say('profile.of', namePupil(say, name)),
        }),
      ),
    ),
  ];

  const feedSide = (/** @type {Say} */ say, /** @type {any} */ state) =>
    panel(
      say,
      'widen.page',
      pageView(say, {
        page: pageOf(state),
        rate: (card) => rate(state, card),
        isOpened: (card) => state.opened.includes(card.id),
        why: state.why,
        isLocked: state.way === 'slider' || isOver(state),
      }),
    );

  const goalPanel = (/** @type {Say} */ say, /** @type {any} */ state) =>
    element(
      'div',
      { class: 'kit-panel feed-goal', 'data-key': 'goal' },
      countDial(
        say,
        { right: countTopics(pageOf(state)), of: PAGE },
        { caption: say('widen.dial', { goal: level.goal }), goal: level.goal, count: 'widen.count' },
      ),
      element('p', {}, say(`widen.task.${state.way}`, { goal: level.goal })),
    );

  const controls = (/** @type {Say} */ say, /** @type {any} */ state) => {
    if (isOver(state)) {
      return (
        state.way === 'taps' &&
        actionButton(say('widen.second'), 'second', { key: 'second', isMain: true })
      );
    }
    const leaveButton = actionButton(say('widen.leave'), 'leave', { key: 'leave' });
    if (state.way === 'slider') return leaveButton;
    return [
      shelf(say, state),
      element(
        'div',
        { class: 'kit-panel feed-dock', 'data-key': 'dock' },
        topicStrip(say, countProfile(openedOf(state))),
        element(
          'div',
          { class: 'kit-row' },
          actionButton(say('page.next'), 'next', { key: 'next', isMain: true }),
          leaveButton,
        ),
      ),
    ];
  };

  const shelf = (/** @type {Say} */ say, /** @type {any} */ state) =>
    panel(
      say,
      'widen.shelf',
      element(
        'div',
        { class: 'feed-topics', 'data-grid': true, 'data-key': 'topics' },
        TOPICS.map((topic) =>
          element(
            'button',
            {
              type: 'button',
              class: 'kit-button feed-topic',
              'data-act': `shelf:${topic}`,
              'aria-pressed': String(state.shelf === topic),
            },
            topicPicture(topic),
            say(`topic.${topic}`),
          ),
        ),
      ),
      state.shelf !== '' &&
        element(
          'div',
          { class: 'feed-shelf', 'data-grid': true, 'data-key': `shelf-${state.shelf}` },
          cards
            .filter((card) => card.topic === state.shelf)
            .map((card) => bookButton(say, card, openedOf(state).includes(card))),
        ),
    );

  /** @param {Bench} bench @param {boolean} isReached */
  const settle = (bench, isReached) => {
    const { state } = bench;
    state.results[state.way] = isReached;
    if (state.way === 'taps') {
      bench.focus('second');
      return;
    }
    bench.finish();
    const reached = WAYS.filter((way) => state.results[way]).length;
    const { results, openings, turns, shifts, mix } = state;
    const raw = { results, openings, turns, shifts, mix, goal: level.goal };
    bench.report('do', reached / WAYS.length, raw);
    bench.focus('kit-next');
  };

  /** @param {Bench} bench @param {number} topics */
  const judge = (bench, topics) => {
    const { say, state } = bench;
    const told = say('widen.topics', { n: topics });
    if (topics < level.goal) return told + say('kit.gap') + say(`widen.notYet.${state.way}`);
    settle(bench, true);
    return told + say('kit.gap') + say(`widen.reached.${state.way}`, { n: state.opened.length });
  };

  const open = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    const card = find(id);
    state.opened.push(id);
    state.openings += 1;
    const topic = nameValue(say, card, 'topic');
    return say('widen.opened', { title: nameWork(say, card), topic });
  };

  const next = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    if (state.opened.length === state.ranked) return say('tap.same');
    state.turns += 1;
    state.why = '';
    return judge(bench, rank(state));
  };

  /** @param {Bench} bench @param {import('../model.js').Mix} mix */
  const setMix = (bench, mix) => {
    const { state } = bench;
    state.mix = mix;
    state.shifts += 1;
    state.why = '';
    return judge(bench, rank(state));
  };

  const second = (/** @type {Bench} */ { say, state, focus }) => {
    Object.assign(state, { way: 'slider', opened: [], why: '', shelf: '' });
    rank(state);
    focus('shift-new');
    return say('widen.greet.slider', namePupil(say, name));
  };

  const leave = (/** @type {Bench} */ bench) => {
    settle(bench, false);
    return bench.say('widen.left');
  };

  const why = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    state.why = state.why === id ? '' : id;
    return state.why ? tellWhy(say, rate(state, find(id))) : undefined;
  };

  return {
    id: 'widen',
    begin: () => ({
      way: 'taps',
      opened: [],
      ranked: 0,
      page: makePage(cards, start, ALL_SIMILAR).map((card) => card.id),
      mix: { ...ALL_SIMILAR },
      why: '',
      shelf: '',
      results: {},
      openings: 0,
      turns: 0,
      shifts: 0,
    }),
    greet: ({ say, state }) => say(`widen.greet.${state.way}`, namePupil(say, name)),
    view,
    actions: {
      open,
      take: open,
      next,
      shift: (bench, aspect) =>
        setMix(
          bench,
          shiftMix(bench.state.mix, /** @type {keyof import('../model.js').Mix} */ (aspect)),
        ),
      mix: (bench, similar, fresh, popular) =>
        setMix(bench, { similar: Number(similar), new: Number(fresh), popular: Number(popular) }),
      second,
      leave,
      why,
      shelf: ({ say, state }, topic) => {
        state.shelf = state.shelf === topic ? '' : topic;
        return state.shelf ? say('widen.shelfOf', { topic: say(`topic.${topic}`) }) : undefined;
      },
    },
  };
}

/** @param {Say} say @param {Card} card @param {boolean} isOpened */
function bookButton(say, card, isOpened) {
  return element(
    'button',
    {
      type: 'button',
      class: 'feed-book',
      'data-act': `take:${card.id}`,
      'data-key': `book-${card.id}`,
      'aria-pressed': String(isOpened),
      'aria-disabled': isOpened && 'true',
      title: listTags(say, card),
    },
    element('span', { class: 'feed-list-picture' }, coverPicture(card)),
    cardWords(say, card),
  );
}
