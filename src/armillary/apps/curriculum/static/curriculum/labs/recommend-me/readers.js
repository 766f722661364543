/** Simulated readers of the feed: they open cards by a simple rule, and the feed ranks as always. */

import { VALUES } from './catalogue.js';
import { PAGE, countCommon, countTopics, makePage } from './model.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./model.js').Card} Card */
/** @typedef {import('./model.js').Mix} Mix */
/** @typedef {{topic: string, kind: string, mood: string}} Taste */
/** @typedef {{page: Card[], opened: Card[]}} Turn */

export const DRIFT_PAGES = 6;

/**
 * A reader who opens the given cards of the first page, and on every later page the first two cards.
 * @param {readonly Card[]} cards
 * @param {readonly Card[]} first
 * @param {Mix} mix
 * @returns {Turn[]}
 */
export function readOn(cards, first, mix) {
  /** @type {Card[]} */
  const all = [];
  return Array.from({ length: DRIFT_PAGES }, (_, i) => {
    const page = makePage(cards, all, mix);
    const opened = i === 0 ? [...first] : page.slice(0, 2);
    all.push(...opened);
    return { page, opened };
  });
}

/**
 * Two readers with the same first page and two same openings; only the third one differs.
 * @param {readonly Card[]} cards
 * @param {{shared: readonly Card[], own: readonly [Card, Card]}} start
 * @param {Mix} mix
 */
export function makeDrift(cards, { shared, own }, mix) {
  const turns = own.map((card) => readOn(cards, [...shared, card], mix));
  const common = turns[0].map((turn, i) => countCommon(turn.page, turns[1][i].page));
  return { turns, common };
}

/** @param {Chance} chance @returns {Taste} */
export function drawTaste(chance) {
  return {
    topic: chance.pick(VALUES.topic),
    kind: chance.pick(VALUES.kind),
    mood: chance.pick(VALUES.mood),
  };
}

/**
 * A reader with a taste opens a card of the favourite topic, or one of both favourite kind and mood.
 * @param {Card} card
 * @param {Taste} taste
 */
export function isLiked(card, taste) {
  return card.topic === taste.topic || (card.kind === taste.kind && card.mood === taste.mood);
}

/**
 * What a makers' team would measure for one mix: openings of a reader in some pages, and how many
 * topics the pages after the first had, both on average.
 * @param {readonly Card[]} cards
 * @param {readonly Taste[]} tastes
 * @param {{mix: Mix, pages: number}} settings
 * @returns {{openings: number, topics: number}}
 */
export function measureMix(cards, tastes, { mix, pages }) {
  let openings = 0;
  let topics = 0;
  for (const taste of tastes) {
    /** @type {Card[]} */
    const opened = [];
    for (let i = 0; i < pages; i += 1) {
      const page = makePage(cards, opened, mix);
      if (i > 0) topics += countTopics(page);
      opened.push(...page.filter((card) => isLiked(card, taste)).slice(0, PAGE / 2));
    }
    openings += opened.length;
  }
  return { openings: openings / tastes.length, topics: topics / (tastes.length * (pages - 1)) };
}
