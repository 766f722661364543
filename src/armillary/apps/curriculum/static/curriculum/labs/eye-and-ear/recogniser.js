/** The recogniser on the page: it gets numbers and gives a label. */

import { element } from '../kit/dom.js';
import { gridPicture } from './pictures.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./grids.js').Ranked} Ranked */

/** @param {Say} say @param {string} label */
export function labelTag(say, label) {
  return element('strong', { class: 'eye-label' }, say(`label.${label}`));
}

/** @param {Say} say @param {string} label */
export function verdict(say, label) {
  return element('p', { class: 'eye-verdict' }, say('recogniser.says'), ' ', labelTag(say, label));
}

/**
 * The stored patterns, nearest first, each with its distance.
 * @param {Say} say
 * @param {readonly Ranked[]} ranked
 * @param {(id: string) => string} nameOf
 */
export function patternShelf(say, ranked, nameOf) {
  return element(
    'ol',
    { class: 'eye-shelf' },
    ranked.map(({ id, grid, distance }, i) =>
      element(
        'li',
        { 'data-nearest': i === 0, 'data-key': `pattern-${id}` },
        gridPicture(grid, { look: 'eye-small' }),
        element('span', { class: 'eye-shelf-name' }, nameOf(id)),
        element('span', { class: 'eye-shelf-number' }, say('recogniser.apart', { n: distance })),
      ),
    ),
  );
}
