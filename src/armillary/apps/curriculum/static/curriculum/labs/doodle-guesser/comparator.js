/**
 * The comparator: a drawing, the nearest training drawing, one laid on the other, and how far the
 * next ones are.
 */

import { element, shape } from '../kit/dom.js';
import { describe, doodleCard, kindTag } from './cards.js';
import { doodlePicture, overlayPicture } from './picture.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Guess} Guess */
/** @typedef {import('./model.js').Known} Known */
/** @typedef {import('./model.js').Near} Near */
/** @typedef {import('./model.js').Strokes} Strokes */

/**
 * @param {Say} say
 * @param {Strokes} strokes
 * @param {Guess} guess
 * @param {{title: string, name: string}} words `name` describes the drawing for those who do not see it.
 */
export function comparator(say, strokes, guess, { title, name }) {
  const [nearest] = guess.near;
  return element(
    'div',
    { class: 'doodle-comparator' },
    element(
      'div',
      { class: 'doodle-lenses' },
      lens(title, name, doodlePicture(strokes), 'new'),
      lens(
        say('compare.both'),
        say('compare.bothWords'),
        overlayPicture(strokes, nearest.doodle.strokes),
        'both',
      ),
      lens(
        say('compare.near'),
        describe(say, nearest.doodle),
        doodlePicture(nearest.doodle.strokes),
        'near',
      ),
    ),
    element(
      'div',
      { class: 'doodle-found' },
      element('p', { class: 'doodle-verdict' }, say('guess.says'), ' ', kindTag(say, guess.kind)),
      element(
        'ol',
        { class: 'doodle-nears', 'aria-label': say('compare.list') },
        guess.near.map((near, i) => nearView(say, near, i)),
      ),
    ),
  );
}

/**
 * @param {string} caption
 * @param {string} words
 * @param {SVGElement} picture
 * @param {string} look
 */
function lens(caption, words, picture, look) {
  return element(
    'figure',
    { class: `doodle-lens doodle-lens-${look}` },
    element('div', { class: 'doodle-lens-glass', role: 'img', 'aria-label': words }, picture),
    element('figcaption', {}, caption),
  );
}

/** @param {Say} say @param {Near} near @param {number} i */
function nearView(say, { doodle, distance }, i) {
  const shown = Math.round(distance);
  const x = 4 + (shown / 100) * 112;
  const ticks = Array.from({ length: 21 }, (_, n) => {
    const at = 4 + n * 5.6;
    return `M${at} ${n % 5 === 0 ? 4 : 7} V12`;
  }).join('');
  return element(
    'li',
    { class: 'doodle-near', 'data-key': `near-${i}`, 'data-first': i === 0 },
    doodleCard(say, doodle, { kind: doodle.kind, isNear: i === 0, key: `near-card-${i}` }),
    element(
      'div',
      { class: 'doodle-near-words' },
      element('span', {}, say('compare.distance', { distance: shown })),
      shape(
        'svg',
        { viewBox: '0 0 120 18', class: 'doodle-scale', 'aria-hidden': 'true' },
        shape('path', { d: `M4 12 H116 ${ticks}`, class: 'doodle-scale-line' }),
        shape('path', { d: `M${x} 12 l-4 6 h8 Z`, class: 'doodle-scale-mark' }),
        shape('path', { d: `M4 12 H${x}`, class: 'doodle-scale-way' }),
      ),
    ),
  );
}
