/** Scored: four pages of the feed, and which explanation the stored data bear out. */

import { element, shape } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { cardRow, openedList, whyView } from '../cards.js';
import { mixBar } from '../mixer.js';
import { PAGE } from '../model.js';
import { DRIFT_PAGES } from '../readers.js';
import { listReasons, nameCounted, namePupil, nameWork } from '../words.js';
import { commonView } from './drift.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */

/** The wrong explanations of each question and the misconception that each speaks of, '' for none. */
const WRONG = Object.freeze({
  why: { mind: 'A08-m1', everyone: 'A08-m3', best: 'A08-m4' },
  talk: { heard: 'A08-m1', chance: 'A08-m5', last: 'A08-m6' },
  world: { all: 'A08-m2', everyone: 'A08-m3', stuck: 'A08-m9' },
  gain: { nothing: 'A08-m7', wide: '', wish: 'A06-m2' },
});
/** @typedef {keyof typeof WRONG} Question */
const QUESTIONS = /** @type {readonly Question[]} */ (Object.freeze(Object.keys(WRONG)));

/**
 * @param {Case} play
 * @param {Chance} chance
 * @returns {import('../../kit/stage.js').Step}
 */
export function explainStep(play, chance) {
  const pages = QUESTIONS.map((id) => makePage(play, id, chance.fork(id)));
  return quizStep({ id: 'explain', moment: 'explain', pages });
}

/** @param {Case} play @param {Question} id @param {Chance} chance @returns {import('../../kit/quiz.js').Page} */
function makePage(play, id, chance) {
  const order = chance.shuffle(['right', ...Object.keys(WRONG[id])]);
  return {
    id,
    prompt: ({ say }) => say(`explain.${id}`, valuesOf(say, play, id)),
    before: ({ say }) => evidence(say, play, id),
    options: ({ say }) =>
      listOptions(say, `explain.${id}`, {
        order,
        wrong: WRONG[id],
        values: valuesOf(say, play, id),
      }),
    after: ({ say }) => id === 'why' && whyView(say, play.why().rating),
  };
}

/** What the texts of a question name. @param {Say} say @param {Case} play @param {Question} id @returns {Record<string, string | number>} */
function valuesOf(say, play, id) {
  const { name, whose } = namePupil(say, play.pupils[id === 'talk' ? 6 : 5]);
  if (id === 'why') {
    const { rating } = play.why();
    const { card } = rating;
    const reasons = listReasons(say, rating, 2);
    return { whose, title: nameWork(say, card), reasons, readers: card.readers };
  }
  if (id === 'talk') {
    const { told, opened, place, page } = play.talk();
    const count = opened.filter((card) => card.topic === told).length;
    const topic = nameCounted(say, 'topic', told);
    const about = say(`about.${told}`);
    const of = opened.length;
    const title = nameWork(say, page[place]);
    return { name, topic, about, count, of, place: place + 1, title };
  }
  if (id === 'world') {
    const { turns } = play.drift();
    const [{ topic }] = turns[0][DRIFT_PAGES - 1].page;
    const [one, two] = play.pupils;
    return {
      ...namePupil(say, one),
      other: say(`pupil.${two}`),
      whoseOther: say(`whose.${two}`),
      about: say(`about.${topic}`),
      cards: play.cards.length,
      page: PAGE,
    };
  }
  const [similar, , popular] = play.measured();
  return {
    similar: Math.round(similar.openings),
    popular: Math.round(popular.openings),
  };
}

/** @param {Say} say @param {Case} play @param {Question} id */
function evidence(say, play, id) {
  if (id === 'why') {
    const { opened, page } = play.why();
    return element(
      'div',
      { class: 'kit-two' },
      panel(say, 'opened.title', openedList(say, opened)),
      panel(say, 'explain.nextPage', cardRow(say, page, { key: 'why-page' })),
    );
  }
  if (id === 'talk') {
    const { opened, page, place } = play.talk();
    return element(
      'div',
      { class: 'kit-two' },
      panel(say, 'opened.title', openedList(say, opened)),
      panel(
        say,
        'explain.nextPage',
        cardRow(say, page, {
          key: 'talk-page',
          isMarked: (card) => card === page[place],
          mark: say('explain.thisOne'),
        }),
        element('p', { class: 'kit-quiet' }, say('stored.nothingHeard')),
      ),
    );
  }
  if (id === 'world') return worldView(say, play);
  return gainView(say, play);
}

/** @param {Say} say @param {Case} play */
function worldView(say, play) {
  const drift = play.drift();
  return element(
    'div',
    { class: 'kit-stack' },
    element(
      'div',
      { class: 'kit-two' },
      drift.turns.map((turns, i) =>
        element(
          'section',
          { class: 'kit-panel', 'data-key': `world-${i}` },
          element(
            'h3',
            {},
            say('explain.lastPage', { ...namePupil(say, play.pupils[i]), page: DRIFT_PAGES }),
          ),
          cardRow(say, turns[DRIFT_PAGES - 1].page, { key: `world-row-${i}` }),
        ),
      ),
    ),
    commonView(say, drift, DRIFT_PAGES),
  );
}

/** What a team of designers would measure: simulated readers under three settings. @param {Say} say @param {Case} play */
function gainView(say, play) {
  const measured = play.measured();
  const most = Math.max(...measured.map((one) => one.openings));
  return element(
    'section',
    { class: 'kit-panel feed-designer', 'data-key': 'designer' },
    element('h3', {}, say('designer.title')),
    element('p', {}, say('designer.intro')),
    element(
      'ul',
      { class: 'feed-settings' },
      measured.map(({ id, mix, openings, topics }) =>
        element(
          'li',
          { 'data-key': `setting-${id}` },
          mixBar(say, mix),
          gauge(say, 'designer.openings', { value: openings, of: most }),
          gauge(say, 'designer.topics', { value: topics, of: PAGE }),
        ),
      ),
    ),
  );
}

/** @param {Say} say @param {string} words @param {{value: number, of: number}} amount */
function gauge(say, words, { value, of }) {
  const n = String(Math.round(value * 10) / 10).replace('.', say('decimal'));
  return element(
    'div',
    { class: 'feed-gauge' },
    element('p', {}, say(words, { n })),
    shape(
      'svg',
      {
        viewBox: '0 0 100 8',
        class: 'feed-bar',
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      shape('rect', { width: 100, height: 8, class: 'feed-bar-rest' }),
      shape('rect', { width: (100 * value) / of, height: 8, class: 'feed-bar-fill' }),
    ),
  );
}
