/** How the lab names cards, features and reasons in the reader's language. */

import { FEATURES } from './catalogue.js';
import { findReasons } from './model.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./catalogue.js').Feature} Feature */
/** @typedef {import('./catalogue.js').Work} Work */
/** @typedef {import('./model.js').Rating} Rating */

/** @param {Say} say @param {Work} work */
export function nameWork(say, work) {
  return say(`work.${work.id}`);
}

/** @param {Say} say @param {Work} work @param {string} feature @returns {string} the value of one card */
export function nameValue(say, work, feature) {
  const value = work[/** @type {Feature} */ (feature)];
  return feature === 'kind' ? say(`kind.${value}`) : nameCounted(say, feature, value);
}

/** @param {Say} say @param {string} feature @param {string} value @returns {string} a value as the profile counts it */
export function nameCounted(say, feature, value) {
  const names = {
    topic: () => say(`topic.${value}`),
    kind: () => say(`many.${value}`),
    mood: () => say(`mood.${value}`),
    length: () => say(`length.${value}`),
  };
  return names[/** @type {Feature} */ (feature)]();
}

/** @param {Say} say @param {Work} work @returns {string} "space, song, calm, short" */
export function listTags(say, work) {
  return FEATURES.map((feature) => nameValue(say, work, feature)).join(say('comma'));
}

/** The strongest reasons that hold for half of the opened cards. @param {Say} say @param {Rating} rating @param {number} most @returns {string} "space 4 of 5, songs 3 of 5" */
export function listReasons(say, rating, most) {
  const n = rating.of / 6;
  return findReasons(rating)
    .lines.filter((line, i) => i === 0 || 2 * line.count >= n)
    .slice(0, most)
    .map(({ feature, value, count }) =>
      say('why.reason', { value: nameCounted(say, feature, value), count, of: n }),
    )
    .join(say('comma'));
}

/** A pupil by name, and as the owner of something. @param {Say} say @param {string} pupil */
export function namePupil(say, pupil) {
  return { name: say(`pupil.${pupil}`), whose: say(`whose.${pupil}`) };
}

/** @param {Say} say @param {Rating} rating @returns {string} why this card is here, in a sentence */
export function tellWhy(say, rating) {
  const { card, of } = rating;
  const readers = card.readers;
  if (of === 0) return say('why.empty', { readers });
  const { aspect, lines } = findReasons(rating);
  if (aspect === 'popular') return say('why.popular', { readers });
  if (aspect === 'new') return say('why.new', { n: card.days });
  if (lines.length === 0) return say('why.left');
  return say('why.similar', { reasons: listReasons(say, rating, 3) });
}
