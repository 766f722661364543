/** First step: open cards, and what each opening changes in the profile and on the next page. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { pageView } from '../cards.js';
import { ALL_SIMILAR, countProfile, countTopics, makePage, rateCard } from '../model.js';
import { profilePanel, topicStrip } from '../profile.js';
import { listReasons, nameCounted, nameValue, nameWork, tellWhy } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../model.js').Card} Card */

const LEAST_OPENED = 4;
const LEAST_TURNS = 2;

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function tapStep(play) {
  const { cards, find } = play;
  const ids = (/** @type {Card[]} */ list) => list.map((card) => card.id);
  const openedOf = (/** @type {any} */ state) => /** @type {Card[]} */ (state.opened.map(find));
  const pageOf = (/** @type {any} */ state) => /** @type {Card[]} */ (state.page.map(find));
  // A page was ranked by what was opened when it was turned; its reasons are counted from that.
  const rate = (/** @type {any} */ state, /** @type {Card} */ card) =>
    rateCard(card, countProfile(openedOf(state).slice(0, state.ranked)), ALL_SIMILAR);

  const view = (/** @type {Bench} */ { say, state }) => {
    const profile = countProfile(openedOf(state));
    return [
      element(
        'div',
        { class: 'kit-two kit-bench feed-bench' },
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'tap.page',
            pageView(say, {
              page: pageOf(state),
              rate: (card) => rate(state, card),
              isOpened: (card) => state.opened.includes(card.id),
              why: state.why,
            }),
          ),
          element(
            'div',
            { class: 'kit-panel feed-dock', 'data-key': 'dock' },
            topicStrip(say, profile),
            actionButton(say('page.next'), 'next', { key: 'next', isMain: true }),
          ),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          profilePanel(say, profile, { title: say('profile.yours') }),
        ),
      ),
    ];
  };

  const open = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    const card = find(id);
    state.opened.push(id);
    const counts = ['topic', 'kind', 'mood', 'length'].map((feature) =>
      say('tap.plus', { value: nameValue(say, card, feature) }),
    );
    return say('tap.opened', { title: nameWork(say, card), counts: counts.join(say('comma')) });
  };

  const next = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const opened = openedOf(state);
    if (opened.length === 0) return say('tap.first');
    if (opened.length === state.ranked) return say('tap.same');
    if (opened.length >= cards.length - 6) return say('tap.empty');
    const page = makePage(cards, opened, ALL_SIMILAR);
    Object.assign(state, {
      page: ids(page),
      ranked: opened.length,
      turns: state.turns + 1,
      why: '',
    });
    const told = say('tap.turned', {
      title: nameWork(say, page[0]),
      reasons: listReasons(say, rate(state, page[0]), 2),
      topics: countTopics(page),
    });
    if (state.turns >= LEAST_TURNS && opened.length >= LEAST_OPENED) {
      bench.finish();
      return told + say('kit.gap') + say('tap.over', { topic: strongest(say, opened) });
    }
    return told + say('kit.gap') + say('tap.more');
  };

  /** @param {import('../../kit/texts.js').Say} say @param {Card[]} opened */
  const strongest = (say, opened) => {
    const { counts, n } = countProfile(opened);
    const [[topic, count]] = Object.entries(counts.topic).sort((a, b) => b[1] - a[1]);
    return say('why.reason', { value: nameCounted(say, 'topic', topic), count, of: n });
  };

  const why = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    state.why = state.why === id ? '' : id;
    return state.why ? tellWhy(say, rate(state, find(id))) : undefined;
  };

  return {
    id: 'tap',
    begin: () => ({
      opened: [],
      page: ids(makePage(cards, [], ALL_SIMILAR)),
      ranked: 0,
      turns: 0,
      why: '',
    }),
    greet: ({ say, state }) =>
      state.opened.length === 0 ? say('tap.greet') : say('tap.back', { n: state.opened.length }),
    view,
    actions: { open, next, why },
  };
}
