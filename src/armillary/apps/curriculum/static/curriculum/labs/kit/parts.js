/** What steps of several labs are put together from: panel, button, dial of a count, sealed envelope. */

import { element, shape } from './dom.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./texts.js').Say} Say */

/**
 * "8 of 10" on a dial with one mark for each of them and a notch at the goal.
 * @param {Say} say
 * @param {{right: number, of: number}} count
 * @param {{caption: Child, goal?: number, count?: string}} words `count` is the text in the middle, where what is counted is not right or wrong.
 */
export function countDial(say, { right, of }, { caption, goal, count = 'kit.count' }) {
  const arc = (/** @type {number} */ i) => {
    const turn = (/** @type {number} */ at) => ((at / of) * 270 - 225) * (Math.PI / 180);
    const point = (/** @type {number} */ at, /** @type {number} */ r) =>
      `${50 + r * Math.cos(turn(at))} ${50 + r * Math.sin(turn(at))}`;
    const d = `M${point(i + 0.08, 42)} A42 42 0 0 1 ${point(i + 0.92, 42)}`;
    const notch =
      goal === i + 1 &&
      shape('path', { d: `M${point(goal, 33)} L${point(goal, 49)}`, class: 'kit-dial-goal' });
    return [shape('path', { d, class: i < right ? 'kit-dial-right' : 'kit-dial-rest' }), notch];
  };
  return element(
    'figure',
    { class: 'kit-dial' },
    element(
      'div',
      { class: 'kit-dial-face' },
      shape(
        'svg',
        { viewBox: '0 0 100 100', 'aria-hidden': 'true' },
        Array.from({ length: of }, (_, i) => arc(i)),
      ),
      element('p', { class: 'kit-dial-count' }, say(count, { right, of })),
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
    { viewBox: '0 0 64 48', class: 'kit-envelope', 'aria-hidden': 'true' },
    isOpen && path('M6 18 L32 2 L58 18 Z', 'kit-envelope-flap'),
    path('M6 16 H58 V44 H6 Z', 'kit-envelope-paper'),
    isOpen
      ? path('M6 44 L32 28 L58 44', 'kit-envelope-fold')
      : path('M6 16 L32 34 L58 16', 'kit-envelope-fold'),
    !isOpen && shape('circle', { cx: 32, cy: 33, r: 7.5, class: 'kit-envelope-seal' }),
    !isOpen && path('M28 33 h8 M32 29 v8', 'kit-envelope-stamp'),
  );
}

/** @param {string} text @param {string} act @param {{isMain?: boolean, key?: string, isOff?: boolean, face?: Child, digit?: number}} [look] */
export function actionButton(text, act, { isMain, key, isOff, face, digit } = {}) {
  return element(
    'button',
    {
      type: 'button',
      class: isMain ? 'kit-button kit-main' : 'kit-button',
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
    { class: 'kit-panel', 'data-key': `panel-${title}` },
    element('h3', {}, say(title)),
    children,
  );
}
