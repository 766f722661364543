/** Drawings on cards: alone, on shelves by label, or in the row of a test. */

import { pictureCard } from '../kit/cards.js';
import { element } from '../kit/dom.js';
import { doodlePicture, kindSign } from './picture.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Guess} Guess */
/** @typedef {import('./model.js').Known} Known */

/** @param {Say} say @param {string} kind */
export function kindTag(say, kind) {
  return element(
    'span',
    { class: `doodle-tag doodle-tag-${kind}` },
    kindSign(kind),
    say(`kind.${kind}`),
  );
}

/** What is drawn and how, in words. @param {Say} say @param {Known} doodle */
export function describe(say, { number, variant }) {
  const way = say(`way.${variant}`);
  return number ? say('doodle.full', { number, way }) : way;
}

/**
 * A small card with a drawing; a button when it has an action.
 * @param {Say} say
 * @param {Known} doodle
 * @param {object} [marks]
 * @param {string} [marks.kind] The label on it, or the guess where `isRight` is given.
 * @param {string} [marks.act]
 * @param {boolean} [marks.isPressed]
 * @param {boolean} [marks.isNear] The guesser leans on it.
 * @param {boolean} [marks.isRight]
 * @param {string} [marks.note] Said after the description.
 * @param {string} [marks.key]
 */
export function doodleCard(say, doodle, marks = {}) {
  const { kind, act, isPressed, isNear, isRight, note, key } = marks;
  return pictureCard(say, {
    look: 'doodle-card',
    key: key ?? `card-${doodle.number}`,
    picture: doodlePicture(doodle.strokes),
    number: doodle.number,
    said: [
      describe(say, doodle),
      kind &&
        say(isRight === undefined ? 'card.label' : 'card.guess', { kind: say(`kind.${kind}`) }),
      isRight !== undefined && say(isRight ? 'card.right' : 'card.wrong'),
      isNear && say('card.near'),
      note,
    ],
    label: kind && { picture: kindSign(kind), look: `doodle-tag-${kind}` },
    isRight,
    isLeaned: isNear,
    act,
    isPressed,
  });
}

/**
 * All training drawings, a shelf for each label.
 * @param {Say} say
 * @param {readonly Known[]} training
 * @param {readonly string[]} kinds
 * @param {{near?: readonly Known[], key?: string}} [marks]
 */
export function shelves(say, training, kinds, { near = [], key = 'shelf' } = {}) {
  return element(
    'div',
    { class: 'doodle-shelves' },
    kinds.map((kind) => {
      const inside = training.filter((doodle) => doodle.kind === kind);
      return element(
        'div',
        { class: `doodle-shelf doodle-shelf-${kind}`, 'data-key': `${key}-${kind}` },
        element(
          'h4',
          { class: 'doodle-shelf-title' },
          kindTag(say, kind),
          ' ',
          String(inside.length),
        ),
        element(
          'div',
          { class: 'doodle-cards' },
          inside.map((doodle) =>
            doodleCard(say, doodle, {
              key: `${key}-${doodle.number}`,
              isNear: near.some((one) => one.number === doodle.number),
            }),
          ),
        ),
      );
    }),
  );
}

/**
 * Every drawing of an opened test with its guess.
 * @param {Say} say
 * @param {readonly Known[]} test
 * @param {readonly Guess[]} guesses
 * @param {{key: string, act?: (i: number) => string, pressed?: number | null}} marks
 */
export function testStrip(say, test, guesses, { key, act, pressed }) {
  return element(
    'div',
    { class: 'doodle-cards doodle-strip', 'data-grid': Boolean(act) },
    test.map((doodle, i) =>
      doodleCard(say, doodle, {
        kind: guesses[i].kind,
        isRight: guesses[i].kind === doodle.kind,
        act: act?.(i),
        isPressed: act ? pressed === i : undefined,
        key: `${key}-${i}`,
      }),
    ),
  );
}

/** The note that stands wherever drawings of the lab are shown. @param {Say} say */
export const drawnForLab = (/** @type {Say} */ say) =>
  element('p', { class: 'kit-quiet doodle-made' }, say('made'));
