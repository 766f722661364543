/** The comparator: a newcomer beside the examples that the sorter leans on. */

import { element, shape } from '../kit/dom.js';
import { labelTag } from './cards.js';
import { creaturePicture } from './creature.js';
import { FEATURE_NAMES } from './model.js';
import { describe, nameDifferences, nameValue } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Creature} Creature */
/** @typedef {import('./model.js').Guess} Guess */
/** @typedef {import('./model.js').Lean} Lean */

/**
 * The comparator: the newcomer in the large lens, beside it the examples that the sorter leans on.
 * @param {Say} say
 * @param {Creature} creature
 * @param {Guess} guess
 * @param {{picture?: SVGElement, name?: string}} [newcomer] How to show a newcomer that is no creature.
 */
export function comparator(say, creature, guess, newcomer = {}) {
  const { number } = creature;
  const name = newcomer.name ?? describe(say, creature);
  return element(
    'div',
    {
      class: 'sorter-comparator',
      'data-leans': guess.leaned.length,
      role: 'group',
      'aria-label': say('compare.title'),
    },
    element(
      'figure',
      { class: 'sorter-lens sorter-lens-new', 'data-key': `lens-${number}` },
      element(
        'div',
        { class: 'sorter-lens-glass', role: 'img', 'aria-label': name },
        newcomer.picture ?? creaturePicture(creature.look),
      ),
      element('figcaption', {}, newcomer.name ?? say('creature.number', { number })),
    ),
    guess.label === 'none'
      ? emptyLens(say)
      : element(
          'div',
          { class: 'sorter-leans' },
          guess.leaned.map((lean) => leanView(say, creature, lean)),
        ),
    element('p', { class: 'sorter-verdict' }, say('guess.says'), ' ', labelTag(say, guess.label)),
  );
}

/** @param {Say} say */
function emptyLens(say) {
  return element(
    'div',
    { class: 'sorter-leans' },
    element('p', { class: 'sorter-lens-empty' }, say('compare.empty')),
  );
}

/** @param {Say} say @param {Creature} creature @param {Lean} lean */
function leanView(say, creature, { example, differences }) {
  const { number, look } = example.creature;
  const n = differences.length;
  return element(
    'div',
    { class: 'sorter-lean', 'data-key': `lean-${creature.number}-${number}` },
    element('div', { class: 'sorter-line' }, differenceScale(differences)),
    element(
      'figure',
      { class: 'sorter-lens' },
      element(
        'div',
        { class: 'sorter-lens-glass', role: 'img', 'aria-label': describe(say, example.creature) },
        creaturePicture(look),
      ),
      element(
        'figcaption',
        {},
        say('creature.number', { number }),
        ' ',
        labelTag(say, example.label),
      ),
    ),
    element(
      'p',
      { class: 'sorter-lean-words' },
      element('strong', {}, say('differ.count', { n, of: FEATURE_NAMES.length })),
      ' ',
      n > 0 && nameDifferences(say, creature.look, look, differences),
    ),
  );
}

/**
 * The line from newcomer to example: one mark for each feature, filled where the two differ.
 * @param {readonly string[]} differences
 */
function differenceScale(differences) {
  const marks = FEATURE_NAMES.map((feature, i) => {
    const x = 8 + i * 14;
    const isSame = !differences.includes(feature);
    return isSame
      ? shape('path', { d: `M${x} 8 V16`, class: 'sorter-scale-same' })
      : shape('path', { d: `M${x} 4 l6 8 l-6 8 l-6 -8 Z`, class: 'sorter-scale-differs' });
  });
  return shape(
    'svg',
    { viewBox: '0 0 100 24', class: 'sorter-scale', 'aria-hidden': 'true' },
    marks,
  );
}

/**
 * Every feature of a newcomer beside the same feature of an example.
 * @param {Say} say
 * @param {Creature} creature
 * @param {Lean} lean
 */
export function featureTable(say, creature, { example, differences }) {
  const row = (/** @type {string} */ feature) => {
    const isSame = !differences.includes(feature);
    return element(
      'tr',
      { 'data-differs': !isSame },
      element('th', { scope: 'row' }, say(`feature.${feature}`)),
      element('td', {}, nameValue(say, creature.look, feature)),
      element(
        'td',
        {},
        element('span', { 'aria-hidden': 'true' }, isSame ? '=' : '≠'),
        element('span', { class: 'kit-hidden' }, say(isSame ? 'same' : 'differs')),
      ),
      element('td', {}, nameValue(say, example.creature.look, feature)),
    );
  };
  const number = (/** @type {Creature} */ one) => say('creature.number', { number: one.number });
  const hidden = element('span', { class: 'kit-hidden' }, say('differ'));
  const head = [say('feature'), number(creature), hidden, number(example.creature)];
  return element(
    'table',
    { class: 'sorter-features' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head.map((face) => element('th', { scope: 'col' }, face)),
      ),
    ),
    element('tbody', {}, FEATURE_NAMES.map(row)),
  );
}
