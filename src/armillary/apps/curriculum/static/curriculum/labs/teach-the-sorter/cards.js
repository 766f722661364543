/** Creatures on cards: alone, in two baskets by label, or in the row of a test. */

import { pictureCard } from '../kit/cards.js';
import { element, shape } from '../kit/dom.js';
import { creaturePicture } from './creature.js';
import { LABELS, labelByRule } from './model.js';
import { describe, nameLabel } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Creature} Creature */
/** @typedef {import('./model.js').Example} Example */
/** @typedef {import('./model.js').Guess} Guess */
/** @typedef {import('./model.js').Label} Label */
/** @typedef {import('./model.js').Lean} Lean */
/** @typedef {import('./model.js').Rule} Rule */

/**
 * The sign of a label: a wave for the lake, a tree for the forest; shape and colour differ.
 * @param {Label | 'none'} label
 */
export function labelSign(label) {
  const drawing = {
    lake: [
      shape('path', { d: 'M2 9 q3 -4 6 0 t6 0 t6 0', class: 'sorter-sign-line' }),
      shape('path', { d: 'M2 15 q3 -4 6 0 t6 0 t6 0', class: 'sorter-sign-line' }),
    ],
    forest: [shape('path', { d: 'M11 2 L18 13 H13 V20 H9 V13 H4 Z', class: 'sorter-sign-fill' })],
    none: [shape('path', { d: 'M4 11 H18', class: 'sorter-sign-line' })],
  }[label];
  return shape(
    'svg',
    { viewBox: '0 0 22 22', class: `sorter-sign sorter-sign-${label}`, 'aria-hidden': 'true' },
    drawing,
  );
}

/** @param {Say} say @param {Label | 'none'} label */
export function labelTag(say, label) {
  return element(
    'span',
    { class: `sorter-tag sorter-tag-${label}` },
    labelSign(label),
    nameLabel(say, label),
  );
}

/**
 * A small card with a creature; a button when it has an action.
 * @param {Say} say
 * @param {Creature} creature
 * @param {object} [marks]
 * @param {Label | 'none'} [marks.label]
 * @param {string} [marks.act]
 * @param {boolean} [marks.isPressed]
 * @param {boolean} [marks.isLeaned] The sorter leans on it.
 * @param {boolean} [marks.isRight] The sorter's guess agrees with the guide, or not.
 * @param {string} [marks.note] Said after the description.
 * @param {string} [marks.key]
 */
export function creatureCard(say, creature, marks = {}) {
  const { label, act, isPressed, isLeaned, isRight, note, key } = marks;
  return pictureCard(say, {
    look: 'sorter-card',
    key: key ?? `card-${creature.number}`,
    picture: creaturePicture(creature.look),
    number: creature.number,
    said: [
      describe(say, creature),
      label &&
        say(isRight === undefined ? 'card.label' : 'card.guess', { label: nameLabel(say, label) }),
      isRight !== undefined && say(isRight ? 'card.right' : 'card.wrong'),
      isLeaned && say('card.leaned'),
      note,
    ],
    label: label && { picture: labelSign(label), look: `sorter-tag-${label}` },
    isRight,
    isLeaned,
    act,
    isPressed,
  });
}

/**
 * All labelled examples in two baskets.
 * @param {Say} say
 * @param {readonly Example[]} examples
 * @param {{leaned?: readonly Lean[], act?: (example: Example) => string, note?: (example: Example) => string | undefined}} [marks]
 */
export function baskets(say, examples, { leaned = [], act, note } = {}) {
  return element(
    'div',
    { class: 'sorter-baskets' },
    LABELS.map((label) => {
      const inside = examples.filter((example) => example.label === label);
      return element(
        'div',
        { class: `sorter-basket sorter-basket-${label}`, 'data-key': `basket-${label}` },
        element(
          'h4',
          { class: 'sorter-basket-title' },
          labelTag(say, label),
          ' ',
          String(inside.length),
        ),
        element(
          'div',
          { class: 'sorter-cards', 'data-grid': Boolean(act) },
          inside.map((example) =>
            creatureCard(say, example.creature, {
              act: act?.(example),
              key: `example-${example.creature.number}`,
              isLeaned: leaned.some(
                (lean) => lean.example.creature.number === example.creature.number,
              ),
              note: note?.(example),
            }),
          ),
        ),
      );
    }),
  );
}

/**
 * Every creature of an opened test with the sorter's guess.
 * @param {Say} say
 * @param {readonly Creature[]} test
 * @param {readonly Guess[]} guesses
 * @param {{rule: Rule, key: string, act?: (i: number) => string, pressed?: number | null}} marks
 */
export function testStrip(say, test, guesses, { rule, key, act, pressed }) {
  return element(
    'div',
    { class: 'sorter-cards sorter-strip', 'data-grid': Boolean(act) },
    test.map((creature, i) =>
      creatureCard(say, creature, {
        label: guesses[i].label,
        isRight: guesses[i].label === labelByRule(creature.look, rule),
        act: act?.(i),
        isPressed: act ? pressed === i : undefined,
        key: `${key}-${i}`,
      }),
    ),
  );
}
