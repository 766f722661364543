/** The smaller pieces of the steps: field guide, dial, envelope, buttons, panels. */

import { element, shape } from '../kit/dom.js';
import { labelTag } from './cards.js';
import { creaturePicture } from './creature.js';
import { LAKE_SIGNS } from './model.js';

/** @typedef {import('../kit/dom.js').Child} Child */
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
        { class: `guide-part guide-${name}` },
        creaturePicture({ ...plain, [name]: value }),
      ),
      say(`value.${name}.${value}`),
    );
  const other = { feet: 'paws', tail: 'tuft', ears: 'pointed' };
  const column = (/** @type {Label} */ label, /** @type {Record<string, string>} */ values) =>
    element(
      'div',
      { class: 'guide-column' },
      labelTag(say, label),
      element(
        'ul',
        {},
        rule.signs.map((name) => sign(name, values[name])),
      ),
    );
  return element(
    'details',
    { class: 'guide', open: isOpen || window.matchMedia('(min-width: 760px)').matches },
    element('summary', {}, say('guide.title')),
    element('p', {}, say(rule.need > 1 ? 'guide.two' : 'guide.one')),
    element('div', { class: 'guide-columns' }, column('lake', LAKE_SIGNS), column('forest', other)),
  );
}

/**
 * "8 of 10" on a dial with one mark for each creature and a notch at the goal.
 * @param {Say} say
 * @param {{right: number, of: number}} count
 * @param {{caption: Child, goal?: number}} words
 */
export function countDial(say, { right, of }, { caption, goal }) {
  const arc = (/** @type {number} */ i) => {
    const turn = (/** @type {number} */ at) => ((at / of) * 270 - 225) * (Math.PI / 180);
    const point = (/** @type {number} */ at, /** @type {number} */ r) =>
      `${50 + r * Math.cos(turn(at))} ${50 + r * Math.sin(turn(at))}`;
    const d = `M${point(i + 0.08, 42)} A42 42 0 0 1 ${point(i + 0.92, 42)}`;
    const notch =
      goal === i + 1 &&
      shape('path', { d: `M${point(goal, 33)} L${point(goal, 49)}`, class: 'dial-goal' });
    return [shape('path', { d, class: i < right ? 'dial-right' : 'dial-rest' }), notch];
  };
  return element(
    'figure',
    { class: 'dial' },
    element(
      'div',
      { class: 'dial-face' },
      shape(
        'svg',
        { viewBox: '0 0 100 100', 'aria-hidden': 'true' },
        Array.from({ length: of }, (_, i) => arc(i)),
      ),
      element('p', { class: 'dial-count' }, say('count', { right, of })),
    ),
    element('figcaption', {}, caption),
  );
}

/** @param {boolean} isOpen @returns {SVGElement} */
export function envelopePicture(isOpen) {
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    shape('path', { d, class: look });
  return shape(
    'svg',
    { viewBox: '0 0 64 48', class: 'envelope', 'aria-hidden': 'true' },
    isOpen && path('M6 18 L32 2 L58 18 Z', 'envelope-flap'),
    path('M6 16 H58 V44 H6 Z', 'envelope-paper'),
    isOpen
      ? path('M6 44 L32 28 L58 44', 'envelope-fold')
      : path('M6 16 L32 34 L58 16', 'envelope-fold'),
    !isOpen && shape('circle', { cx: 32, cy: 33, r: 7.5, class: 'envelope-seal' }),
    !isOpen && path('M28 33 h8 M32 29 v8', 'envelope-stamp'),
  );
}

/** @param {string} text @param {string} act @param {{isMain?: boolean, key?: string, isOff?: boolean, face?: Child, digit?: number}} [look] */
export function actionButton(text, act, { isMain, key, isOff, face, digit } = {}) {
  return element(
    'button',
    {
      type: 'button',
      class: isMain ? 'lab-button lab-main' : 'lab-button',
      'data-act': act,
      'data-key': key,
      'data-digit': digit,
      'aria-disabled': isOff && 'true',
    },
    face,
    text,
  );
}

/** @param {Say} say @param {string} title The key of its text. @param {...Child} children */
export function panel(say, title, ...children) {
  return element(
    'section',
    { class: 'panel', 'data-key': `panel-${title}` },
    element('h3', {}, say(title)),
    children,
  );
}
