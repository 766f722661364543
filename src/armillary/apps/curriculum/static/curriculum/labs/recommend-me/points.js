/** The arithmetic in the open: points for likeness, and the score of a mix. */

import { element, shape } from '../kit/dom.js';
import { ASPECTS } from './model.js';
import { nameCounted, nameWork } from './words.js';
import { coverPicture } from './cover.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Rating} Rating */

/** @param {Rating} rating @returns {boolean} whether anything but likeness counted */
const isMixed = ({ mix, of }) => of === 0 || mix.similar < 10;

/** @param {Say} say @param {string[]} words */
function head(say, words) {
  return element(
    'thead',
    {},
    element(
      'tr',
      {},
      words.map((word) => element('th', { scope: 'col' }, say(word))),
    ),
  );
}

/** @param {(string | number)[]} cells @param {boolean} [isSum] */
function row([first, ...rest], isSum) {
  return element(
    'tr',
    { 'data-sum': isSum },
    element('th', { scope: 'row' }, String(first)),
    rest.map((cell) => element('td', {}, String(cell))),
  );
}

/** @param {Say} say @param {Rating} rating */
export function pointsTable(say, rating) {
  return element(
    'div',
    { class: 'feed-tables' },
    rating.of > 0 && likenessTable(say, rating),
    isMixed(rating) && mixTable(say, rating),
  );
}

/** @param {Say} say @param {Rating} rating */
function likenessTable(say, { lines, points, of }) {
  const n = of / 6;
  return element(
    'table',
    { class: 'feed-points' },
    head(say, ['points.feature', 'points.opened', 'points.times', 'points.points']),
    element(
      'tbody',
      {},
      lines.map(({ feature, value, count, weight, points: own }) =>
        row([
          nameCounted(say, feature, value),
          say('count.of', { count, of: n }),
          `× ${weight}`,
          own,
        ]),
      ),
      row([say('points.sum'), '', '', say('count.of', { count: points, of })], true),
    ),
  );
}

/** @param {Say} say @param {Rating} rating */
function mixTable(say, { marks, mix, score }) {
  return element(
    'table',
    { class: 'feed-points' },
    head(say, ['points.aspect', 'points.mark', 'points.parts', 'points.points']),
    element(
      'tbody',
      {},
      ASPECTS.filter((aspect) => mix[aspect] > 0).map((aspect) =>
        row([
          say(`aspect.${aspect}`),
          Math.round(marks[aspect]),
          `× ${mix[aspect]}`,
          Math.round(marks[aspect] * mix[aspect]),
        ]),
      ),
      row([say('points.score'), '', '÷ 10', Math.round(score)], true),
    ),
  );
}

/**
 * Cards in the order of their scores, each with a bar.
 * @param {Say} say
 * @param {readonly Rating[]} ratings
 * @param {string} key
 */
export function rankView(say, ratings, key) {
  return element(
    'ol',
    { class: 'feed-rank', 'data-key': key },
    ratings.map((rating, i) =>
      element(
        'li',
        {},
        element('span', { class: 'feed-list-picture' }, coverPicture(rating.card)),
        element(
          'span',
          { class: 'feed-rank-words' },
          element('span', {}, `${i + 1}. ${nameWork(say, rating.card)}`),
          scoreBar(rating.score),
          element('span', { class: 'kit-quiet' }, tellSum(say, rating)),
        ),
        element('span', { class: 'feed-rank-score' }, String(Math.round(rating.score))),
      ),
    ),
  );
}

/** @param {Say} say @param {Rating} rating @returns {string} how the score came about, in a line */
function tellSum(say, rating) {
  const { lines, points, of, marks, mix, score } = rating;
  if (!isMixed(rating)) {
    const sum = lines.map(({ count, weight }) => (weight > 1 ? `${weight} × ${count}` : count));
    return say('rank.points', { sum: sum.join(' + '), points, of });
  }
  const parts = ASPECTS.filter((aspect) => mix[aspect] > 0).map(
    (aspect) => `${mix[aspect]} × ${Math.round(marks[aspect])}`,
  );
  return say('rank.mixed', { sum: parts.join(' + '), score: Math.round(score) });
}

/** @param {number} score */
function scoreBar(score) {
  return shape(
    'svg',
    { viewBox: '0 0 100 6', class: 'feed-bar', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    shape('rect', { width: 100, height: 6, class: 'feed-bar-rest' }),
    shape('rect', { width: score, height: 6, class: 'feed-bar-fill' }),
  );
}
