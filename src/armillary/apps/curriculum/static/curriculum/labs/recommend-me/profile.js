/** The profile: a compass of topics and a count for each value, on one instrument. */

import { element, shape } from '../kit/dom.js';
import { FEATURES, TOPICS, VALUES } from './catalogue.js';
import { topicPicture } from './cover.js';
import { WEIGHTS } from './model.js';
import { drawEmblem } from './motifs.js';
import { nameCounted } from './words.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Profile} Profile */

const MIDDLE = 100;
const HUB = 16;
const RIM = 66;

/** @param {number} turn In sixths of a circle from the top. @param {number} r */
function place(turn, r) {
  const angle = (turn / TOPICS.length) * 2 * Math.PI - Math.PI / 2;
  return { x: MIDDLE + r * Math.cos(angle), y: MIDDLE + r * Math.sin(angle) };
}

/** @param {number} turn @param {number} r */
function point(turn, r) {
  const { x, y } = place(turn, r);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** @param {number} i @param {number} share */
function petal(i, share) {
  const r = HUB + (RIM - HUB) * share;
  const [from, to] = [i - 0.38, i + 0.38];
  const out = `M${point(from, HUB)} L${point(from, r)} A${r} ${r} 0 0 1 ${point(to, r)}`;
  const d = `${out} L${point(to, HUB)} A${HUB} ${HUB} 0 0 0 ${point(from, HUB)} Z`;
  return shape('path', { d, class: 'feed-petal' });
}

/** @param {Profile} profile */
function compass({ n, counts }) {
  const rings = [0.25, 0.5, 0.75, 1].map((share) =>
    shape('circle', {
      cx: MIDDLE,
      cy: MIDDLE,
      r: HUB + (RIM - HUB) * share,
      class: share === 1 ? 'feed-limb' : 'feed-ring',
    }),
  );
  const ticks = Array.from({ length: 60 }, (_, i) => {
    const turn = (i / 60) * TOPICS.length;
    return `M${point(turn, RIM)} L${point(turn, RIM + (i % 5 === 0 ? 5 : 3))}`;
  });
  return shape(
    'svg',
    { viewBox: '0 0 200 200', class: 'feed-compass', 'aria-hidden': 'true' },
    rings,
    shape('path', { d: ticks.join(' '), class: 'feed-ticks' }),
    TOPICS.map((topic, i) => n > 0 && counts.topic[topic] > 0 && petal(i, counts.topic[topic] / n)),
    shape('circle', { cx: MIDDLE, cy: MIDDLE, r: HUB, class: 'feed-hub' }),
    shape('text', { x: MIDDLE, y: MIDDLE + 5.5, class: 'feed-hub-count' }, String(n)),
    TOPICS.map((topic, i) => {
      const { x, y } = place(i, RIM + 17);
      return shape(
        'g',
        {
          transform: `translate(${x - 12} ${y - 12}) scale(0.4)`,
          class: `feed-tone-${topic}`,
        },
        drawEmblem(topic),
      );
    }),
  );
}

/** @param {number} count @param {number} n */
function countBar(count, n) {
  const wide = n > 0 ? (100 * count) / n : 0;
  const notches = Array.from({ length: Math.max(n - 1, 0) }, (_, i) => {
    const x = (100 * (i + 1)) / n;
    return `M${x.toFixed(2)} 0 V8`;
  });
  return shape(
    'svg',
    { viewBox: '0 0 100 8', class: 'feed-bar', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    shape('rect', { width: 100, height: 8, class: 'feed-bar-rest' }),
    shape('rect', { width: wide.toFixed(2), height: 8, class: 'feed-bar-fill' }),
    n <= 24 && shape('path', { d: notches.join(' '), class: 'feed-bar-notch' }),
  );
}

/** @param {Say} say @param {Profile} profile @param {import('./catalogue.js').Feature} feature */
function featureRows(say, { n, counts }, feature) {
  const weight = WEIGHTS[feature];
  return element(
    'div',
    { class: 'feed-feature', 'data-key': `feature-${feature}` },
    element(
      'h4',
      {},
      say(`feature.${feature}`),
      weight > 1 && element('span', { class: 'feed-weight' }, `× ${weight}`),
    ),
    element(
      'ul',
      {},
      VALUES[feature].map((value) =>
        element(
          'li',
          { 'data-none': counts[feature][value] === 0 },
          element('span', {}, nameCounted(say, feature, value)),
          countBar(counts[feature][value], n),
          element('span', { class: 'feed-count' }, String(counts[feature][value])),
        ),
      ),
    ),
  );
}

/**
 * @param {Say} say
 * @param {Profile} profile
 * @param {{title: string, foot?: Child}} words
 */
export function profilePanel(say, profile, { title, foot }) {
  return element(
    'section',
    { class: 'kit-panel feed-profile', 'data-key': 'profile' },
    element('h3', {}, title),
    element('p', { class: 'kit-quiet' }, say('profile.n', { n: profile.n })),
    element(
      'div',
      { class: 'feed-instrument' },
      compass(profile),
      element(
        'div',
        { class: 'feed-features' },
        FEATURES.map((feature) => featureRows(say, profile, feature)),
      ),
    ),
    element('p', { class: 'kit-quiet' }, say('profile.rule')),
    foot,
  );
}

/** The counts of topics in a strip that stays under the thumb. @param {Say} say @param {Profile} profile */
export function topicStrip(say, { counts }) {
  return element(
    'ul',
    { class: 'feed-strip' },
    TOPICS.map((topic) =>
      element(
        'li',
        { 'data-none': counts.topic[topic] === 0 },
        topicPicture(topic),
        element('span', { class: 'kit-hidden' }, nameCounted(say, 'topic', topic)),
        element('span', { class: 'feed-count' }, String(counts.topic[topic])),
      ),
    ),
  );
}
