/** The arithmetic of the feed: a profile of counts, points for likeness, a mixed score. No document in here. */

import { FEATURES, VALUES } from './catalogue.js';

/** @typedef {import('./catalogue.js').Feature} Feature */
/**
 * @typedef {import('./catalogue.js').Work & {days: number, readers: number}} Card
 *   `days` since it joined the catalogue (1 to 20), `readers` of 100 who opened it.
 */
/** @typedef {{n: number, counts: Record<Feature, Record<string, number>>}} Profile */
/** @typedef {{similar: number, new: number, popular: number}} Mix Ten parts in all. */
/** @typedef {{feature: Feature, value: string, count: number, weight: number, points: number}} Line */
/**
 * @typedef {object} Rating
 * @property {Card} card
 * @property {Line[]} lines One for each feature.
 * @property {number} points The sum of the lines.
 * @property {number} of The most points that this profile could give.
 * @property {Mix} marks From 0 to 100 for each part of the mix.
 * @property {Mix} mix The parts that counted.
 * @property {number} score From 0 to 100.
 */

/** How many cards a page of the feed holds. */
export const PAGE = 6;
export const PARTS = 10;
/** What the same value of a feature counts: the topic as much as all others together. */
export const WEIGHTS = Object.freeze({ topic: 3, kind: 1, mood: 1, length: 1 });
export const ASPECTS = /** @type {readonly (keyof Mix)[]} */ (
  Object.freeze(['similar', 'new', 'popular'])
);
export const ALL_SIMILAR = Object.freeze({ similar: 10, new: 0, popular: 0 });

const HEAVIEST = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);
const MARK_A_DAY = 5;

/**
 * How often each value stands among the opened cards.
 * @param {readonly Card[]} opened
 * @returns {Profile}
 */
export function countProfile(opened) {
  const counts = Object.fromEntries(
    FEATURES.map((feature) => [
      feature,
      Object.fromEntries(
        VALUES[feature].map((value) => [
          value,
          opened.filter((card) => card[feature] === value).length,
        ]),
      ),
    ]),
  );
  return { n: opened.length, counts: /** @type {Profile['counts']} */ (counts) };
}

/** @param {Card} card @param {Profile} profile @returns {Line[]} */
function listLines(card, profile) {
  return FEATURES.map((feature) => {
    const count = profile.counts[feature][card[feature]];
    const weight = WEIGHTS[feature];
    return { feature, value: card[feature], count, weight, points: count * weight };
  });
}

/**
 * The mix that can count: with nothing opened there is no likeness, and its parts go to what is popular.
 * @param {Mix} mix
 * @param {Profile} profile
 * @returns {Mix}
 */
export function settleMix(mix, profile) {
  if (profile.n > 0) return mix;
  return { similar: 0, new: mix.new, popular: mix.popular + mix.similar };
}

/**
 * The score of a card and everything that it was made from.
 * @param {Card} card
 * @param {Profile} profile
 * @param {Mix} mix
 * @returns {Rating}
 */
export function rateCard(card, profile, mix) {
  const lines = listLines(card, profile);
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  const of = HEAVIEST * profile.n;
  const marks = {
    similar: of > 0 ? (100 * points) / of : 0,
    new: 100 - MARK_A_DAY * card.days,
    popular: card.readers,
  };
  const settled = settleMix(mix, profile);
  const score = ASPECTS.reduce((sum, aspect) => sum + settled[aspect] * marks[aspect], 0) / PARTS;
  return { card, lines, points, of, marks, mix: settled, score };
}

/**
 * Cards by score; of equal ones the one with more readers comes first.
 * @param {readonly Card[]} cards
 * @param {Profile} profile
 * @param {Mix} mix
 * @returns {Rating[]}
 */
export function rankCards(cards, profile, mix) {
  return cards
    .map((card) => rateCard(card, profile, mix))
    .sort((a, b) => b.score - a.score || b.card.readers - a.card.readers);
}

/**
 * The next page: the best of the cards that were not opened yet.
 * @param {readonly Card[]} cards
 * @param {readonly Card[]} opened
 * @param {Mix} mix
 * @returns {Card[]}
 */
export function makePage(cards, opened, mix) {
  const rest = cards.filter((card) => !opened.includes(card));
  const ranked = rankCards(rest, countProfile(opened), mix);
  return ranked.slice(0, PAGE).map((rating) => rating.card);
}

/** @param {readonly Card[]} cards @returns {number} how many different topics they have */
export function countTopics(cards) {
  return new Set(cards.map((card) => card.topic)).size;
}

/** @param {readonly Card[]} one @param {readonly Card[]} other @returns {number} */
export function countCommon(one, other) {
  return one.filter((card) => other.includes(card)).length;
}

/**
 * One part more for an aspect, taken from the larger of the two others.
 * @param {Mix} mix
 * @param {keyof Mix} aspect
 * @returns {Mix}
 */
export function shiftMix(mix, aspect) {
  if (mix[aspect] >= PARTS) return mix;
  const [from] = ASPECTS.filter((one) => one !== aspect).sort((a, b) => mix[b] - mix[a]);
  return { ...mix, [aspect]: mix[aspect] + 1, [from]: mix[from] - 1 };
}

/**
 * What made the score of a card: the aspect that gave most of it, and the features that gave most
 * points, the strongest first, without those that gave none.
 * @param {Rating} rating
 * @returns {{aspect: keyof Mix, lines: Line[]}}
 */
export function findReasons({ lines, marks, mix }) {
  const share = (/** @type {keyof Mix} */ aspect) => mix[aspect] * marks[aspect];
  const aspect = ASPECTS.reduce((best, one) => (share(one) > share(best) ? one : best));
  const strong = lines.filter((line) => line.points > 0).sort((a, b) => b.points - a.points);
  return { aspect, lines: strong };
}
