/** A small card with a picture: its number, its label or the guess, and whether the guess was right. */

import { element } from './dom.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./texts.js').Say} Say */
/**
 * @typedef {object} Card
 * @property {string} look The class that sizes it.
 * @property {string} key
 * @property {Child} picture
 * @property {number} number 0 for a card without one.
 * @property {readonly (string | undefined | false | null)[]} said What it shows, in words.
 * @property {{picture: Child, look: string} | undefined | '' | false} label
 * @property {boolean} [isRight] Whether the guess agrees.
 * @property {boolean} [isLeaned] The guess leans on it.
 * @property {string} [act] What pressing it does; without it the card is a picture.
 * @property {boolean} [isPressed]
 */

/** @param {Say} say @param {Card} card */
export function pictureCard(say, card) {
  const { look, key, picture, number, said, label, isRight, isLeaned, act, isPressed } = card;
  return element(
    act ? 'button' : 'span',
    {
      class: `kit-card ${look}`,
      'data-key': key,
      'data-leaned': isLeaned,
      'aria-label': said.filter(Boolean).join(say('kit.semicolon')),
      ...(act
        ? {
            type: 'button',
            'data-act': act,
            'aria-pressed': isPressed === undefined ? null : String(isPressed),
          }
        : { role: 'img' }),
    },
    picture,
    number > 0 &&
      element('span', { class: 'kit-card-number', 'aria-hidden': 'true' }, String(number)),
    label &&
      element(
        'span',
        { class: `kit-card-label ${label.look}`, 'aria-hidden': 'true' },
        label.picture,
      ),
    isRight !== undefined &&
      element(
        'span',
        { class: 'kit-card-mark', 'data-right': isRight, 'aria-hidden': 'true' },
        isRight ? '✓' : '✗',
      ),
  );
}
