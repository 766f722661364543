/** The case of a class: how popular and how new each card is, and who opened what. No document in here. */

import { drawUntil, makeChance } from '../kit/chance.js';
import { TOPICS, WORKS } from './catalogue.js';
import {
  ALL_SIMILAR,
  countProfile,
  countTopics,
  findReasons,
  makePage,
  rankCards,
  rateCard,
} from './model.js';
import { drawTaste, makeDrift, measureMix } from './readers.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./model.js').Card} Card */
/** @typedef {import('./model.js').Mix} Mix */
/**
 * @typedef {object} Level
 * @property {Mix} mix What the feed mixes in the questions of the second step.
 * @property {number} goal Topics on a page in the third step.
 */
/**
 * @typedef {object} Question Four cards of which one comes first.
 * @property {string} id
 * @property {string} pupil
 * @property {Card[]} opened In the order of opening.
 * @property {Mix} mix
 * @property {Card[]} options
 * @property {Card} right
 * @property {Record<string, string>} traps The misconception that a wrong card speaks of, by card.
 * @property {string} topic The topic of the talk, where the question tells of one.
 */

/** @type {Readonly<Record<string, Level>>} */
export const LEVELS = Object.freeze({
  feed: { mix: ALL_SIMILAR, goal: 4 },
  ranking: { mix: { similar: 6, new: 2, popular: 2 }, goal: 4 },
});
export const PUPILS = Object.freeze([
  'nina',
  'timur',
  'lin',
  'alesya',
  'ming',
  'oleg',
  'sofia',
  'wei',
]);
export const QUESTIONS = Object.freeze(['topic', 'combine', 'talk', 'last', 'popular']);

const ALL_POPULAR = Object.freeze({ similar: 0, new: 0, popular: 10 });
const ALL_NEW = Object.freeze({ similar: 0, new: 10, popular: 0 });
const MOSTLY_POPULAR = Object.freeze({ similar: 2, new: 0, popular: 8 });
/** The settings that the designers of the fifth step compare. */
export const SETTINGS = Object.freeze({
  similar: ALL_SIMILAR,
  mixed: Object.freeze({ similar: 5, new: 3, popular: 2 }),
  popular: ALL_POPULAR,
});
/** Nobody should have to weigh cards that are nearly equal. */
const MARGIN = 8;
const TASTES = 60;
const MEASURED_PAGES = 4;

/** @param {readonly Card[]} page @returns {boolean} whether it has five topics, all kinds and all moods */
function isVaried(page) {
  const kinds = new Set(page.map((card) => card.kind)).size;
  const moods = new Set(page.map((card) => card.mood)).size;
  return countTopics(page) >= 5 && kinds === 3 && moods === 3;
}

/**
 * Every work with readers and days. The most popular and the newest cards are varied.
 * @param {Chance} chance
 * @returns {Card[]}
 */
export function makeCards(chance) {
  const draw = (/** @type {Chance} */ own) => {
    const readers = own.shuffle(WORKS.map((_, i) => 3 + 2 * i));
    const days = own.shuffle(WORKS.map((_, i) => 1 + (i % 20)));
    return WORKS.map((work, i) => ({ ...work, readers: readers[i], days: days[i] }));
  };
  return drawUntil(chance, draw, (cards) =>
    [ALL_POPULAR, ALL_NEW].every((mix) => isVaried(makePage(cards, [], mix))),
  );
}

/** @param {readonly Card[]} cards @param {string} topic @param {number} n @param {Chance} chance */
function takeOf(cards, topic, n, chance) {
  return chance.shuffle(cards.filter((card) => card.topic === topic)).slice(0, n);
}

/**
 * Openings of some topics and one card of each topic that is left to be ranked.
 * @param {readonly Card[]} cards
 * @param {{openings: readonly number[], mix: Mix}} plan How many openings the first topics have.
 * @param {Chance} chance
 */
function drawRace(cards, { openings, mix }, chance) {
  const topics = chance.shuffle(TOPICS);
  const groups = openings.map((n, i) => takeOf(cards, topics[i], n, chance));
  const opened = groups.flat();
  const rest = cards.filter((card) => !opened.includes(card));
  const options = topics.slice(0, 4).map((topic) => takeOf(rest, topic, 1, chance)[0]);
  const ranked = rankCards(options, countProfile(opened), mix);
  return { topics, groups, options, ranked, margin: ranked[0].score - ranked[1].score };
}
/** @typedef {ReturnType<typeof drawRace>} Race */

/**
 * @typedef {object} Plan What a question asks of its draw, and what its wrong cards speak of.
 * @property {readonly number[]} openings How many openings each topic has.
 * @property {(race: Race, mix: Mix) => boolean} serves
 * @property {(race: Race) => Record<string, string>} traps
 * @property {boolean} [isOtherLast] The one opening of the second topic comes last.
 */
/** @type {Readonly<Record<string, Plan>>} */
const PLANS = Object.freeze({
  topic: {
    openings: [4, 1],
    serves: ({ options, ranked }, mix) =>
      ranked[0].card === options[0] &&
      options[0].readers <= 45 &&
      options[2].readers >= (mix === ALL_SIMILAR ? 85 : 75),
    traps: ({ options }) => ({ [options[2].id]: 'A08-m3' }),
  },
  combine: {
    openings: [2, 2, 1],
    serves: ({ options, ranked }) =>
      options.slice(0, 2).includes(ranked[0].card) &&
      options.slice(0, 2).includes(ranked[1].card) &&
      ranked[0].points - ranked[1].points >= 3,
    traps: () => ({}),
  },
  talk: {
    openings: [3, 2],
    serves: ({ options, ranked }) => ranked[0].card === options[0],
    traps: ({ options }) => ({ [options[2].id]: 'A08-m1' }),
  },
  last: {
    openings: [3, 1, 1],
    serves: ({ options, ranked }) => ranked[0].card === options[0],
    traps: ({ options }) => ({ [options[1].id]: 'A08-m6' }),
    isOtherLast: true,
  },
  popular: {
    openings: [4, 1],
    serves: ({ options, ranked }) =>
      ranked[0].card === options[2] && options[0].readers <= 30 && options[2].readers >= 80,
    traps: ({ options }) => ({ [options[0].id]: 'A08-m8' }),
  },
});

/**
 * @param {string} id One of QUESTIONS.
 * @param {{cards: readonly Card[], level: Level, pupil: string}} play
 * @param {Chance} chance
 * @returns {Question}
 */
export function makeQuestion(id, { cards, level, pupil }, chance) {
  const { openings, serves, traps, isOtherLast } = PLANS[id];
  const mix = id === 'popular' ? MOSTLY_POPULAR : level.mix;
  const race = drawUntil(
    chance.fork('race'),
    (own) => drawRace(cards, { openings, mix }, own),
    (drawn) => drawn.margin >= MARGIN && serves(drawn, mix),
  );
  const [main, other, ...rest] = race.groups;
  const mixed = chance
    .fork('order')
    .shuffle([...main, ...rest.flat(), ...(isOtherLast ? [] : other)]);
  return {
    id,
    pupil,
    mix,
    opened: isOtherLast ? [...mixed, ...other] : mixed,
    options: chance.fork('options').shuffle(race.options),
    right: race.ranked[0].card,
    traps: traps(race),
    topic: race.topics[2],
  };
}

/**
 * Four openings, three of them of one topic, whose next page is narrow; popular and new pages are wide.
 * @param {readonly Card[]} cards
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Card[]}
 */
export function makeNarrowStart(cards, level, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const [main, other] = own.shuffle(TOPICS);
    return own.shuffle([...takeOf(cards, main, 3, own), ...takeOf(cards, other, 1, own)]);
  };
  return drawUntil(chance, draw, (opened) => {
    const topicsBy = (/** @type {Mix} */ mix) => countTopics(makePage(cards, opened, mix));
    return (
      topicsBy(ALL_SIMILAR) <= 2 &&
      topicsBy(ALL_POPULAR) >= level.goal &&
      topicsBy(ALL_NEW) >= level.goal
    );
  });
}

/**
 * Two readers with one first page; at the end the first of them has mostly one topic.
 * @param {readonly Card[]} cards
 * @param {Chance} chance
 */
export function makeDriftCase(cards, chance) {
  const first = makePage(cards, [], ALL_SIMILAR);
  const draw = (/** @type {Chance} */ own) => {
    const [one, two, three, four] = own.shuffle(first);
    const start = {
      shared: [one, two],
      own: /** @type {[Card, Card]} */ ([three, four]),
    };
    return { ...start, ...makeDrift(cards, start, ALL_SIMILAR) };
  };
  return drawUntil(
    chance,
    draw,
    ({ own, common, turns }) =>
      own[0].topic !== own[1].topic &&
      common[1] >= 2 &&
      common[common.length - 1] <= 1 &&
      turns[0][common.length - 1].page.filter((card, _, [first]) => card.topic === first.topic)
        .length >= 4,
  );
}

/**
 * A page whose first card stands there for what was opened, although few others opened it.
 * @param {readonly Card[]} cards
 * @param {Chance} chance
 */
export function makeWhyCase(cards, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const [main, other] = own.shuffle(TOPICS);
    const opened = own.shuffle([...takeOf(cards, main, 4, own), ...takeOf(cards, other, 1, own)]);
    const page = makePage(cards, opened, ALL_SIMILAR);
    return { opened, page, rating: rateCard(page[0], countProfile(opened), ALL_SIMILAR) };
  };
  return drawUntil(chance, draw, ({ rating }) => {
    const [first, second] = findReasons(rating).lines;
    return rating.card.readers <= 30 && first.count === 4 && second.count >= 3;
  });
}

/**
 * A pupil talked about a topic; a card of it stands on the page, because two of them were opened before.
 * @param {readonly Card[]} cards
 * @param {Chance} chance
 */
export function makeTalkCase(cards, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const [main, told] = own.shuffle(TOPICS);
    const opened = own.shuffle([...takeOf(cards, main, 3, own), ...takeOf(cards, told, 2, own)]);
    const page = makePage(cards, opened, ALL_SIMILAR);
    const place = page.findIndex((card) => card.topic === told);
    return { opened, page, told, place };
  };
  return drawUntil(chance, draw, ({ place }) => place >= 1 && place <= 3);
}

/** @param {readonly Card[]} cards @param {Chance} chance */
function measureSettings(cards, chance) {
  const tastes = Array.from({ length: TASTES }, (_, i) => drawTaste(chance.fork(String(i))));
  return Object.entries(SETTINGS).map(([id, mix]) => ({
    id,
    mix,
    ...measureMix(cards, tastes, { mix, pages: MEASURED_PAGES }),
  }));
}

/** @template T @param {() => T} make @returns {() => T} the same every time, made when first asked for */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/**
 * Everything that one seed brings on one level.
 * @param {string | number} seed
 * @param {string} levelName
 */
export function makeCase(seed, levelName) {
  const level = LEVELS[levelName];
  if (!level) throw new RangeError(`level must be one of ${Object.keys(LEVELS)}, got ${levelName}`);
  const chance = makeChance(seed).fork(levelName);
  const cards = makeCards(chance.fork('cards'));
  const pupils = chance.fork('pupils').shuffle(PUPILS);
  const find = (/** @type {string} */ id) =>
    /** @type {Card} */ (cards.find((card) => card.id === id));
  return {
    level,
    cards,
    pupils,
    find,
    questions: once(() =>
      QUESTIONS.map((id, i) =>
        makeQuestion(id, { cards, level, pupil: pupils[i] }, chance.fork(id)),
      ),
    ),
    narrow: once(() => makeNarrowStart(cards, level, chance.fork('narrow'))),
    drift: once(() => makeDriftCase(cards, chance.fork('drift'))),
    why: once(() => makeWhyCase(cards, chance.fork('why'))),
    talk: once(() => makeTalkCase(cards, chance.fork('talk'))),
    measured: once(() => measureSettings(cards, chance.fork('measured'))),
  };
}
