/** The field guide: how a person tells lake from forest. */

import { element } from '../kit/dom.js';
import { labelTag } from './cards.js';
import { creaturePicture } from './creature.js';
import { LAKE_SIGNS } from './model.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Label} Label */
/** @typedef {import('./model.js').Rule} Rule */

/**
 * The field guide: the signs by which a person tells lake from forest.
 * @param {Say} say
 * @param {Rule} rule
 * @param {{isOpen: boolean}} start On a narrow page it starts folded where it is not needed at once.
 */
export function guide(say, rule, { isOpen }) {
  const plain = {
    body: 'round',
    legs: '2',
    coat: 'plain',
    eyes: '2',
    feet: 'paws',
    tail: 'tuft',
    ears: 'pointed',
  };
  const sign = (/** @type {string} */ name, /** @type {string} */ value) =>
    element(
      'li',
      {},
      element(
        'span',
        { class: `sorter-guide-part sorter-guide-${name}` },
        creaturePicture({ ...plain, [name]: value }),
      ),
      say(`value.${name}.${value}`),
    );
  const other = { feet: 'paws', tail: 'tuft', ears: 'pointed' };
  const column = (/** @type {Label} */ label, /** @type {Record<string, string>} */ values) =>
    element(
      'div',
      { class: 'sorter-guide-column' },
      labelTag(say, label),
      element(
        'ul',
        {},
        rule.signs.map((name) => sign(name, values[name])),
      ),
    );
  return element(
    'details',
    { class: 'sorter-guide', open: isOpen || window.matchMedia('(min-width: 760px)').matches },
    element('summary', {}, say('guide.title')),
    element('p', {}, say(rule.need > 1 ? 'guide.two' : 'guide.one')),
    element(
      'div',
      { class: 'sorter-guide-columns' },
      column('lake', LAKE_SIGNS),
      column('forest', other),
    ),
  );
}
