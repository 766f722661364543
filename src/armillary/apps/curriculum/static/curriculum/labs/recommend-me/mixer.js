/** The slider between similar, new and popular: ten parts on one bar. */

import { element, shape } from '../kit/dom.js';
import { actionButton } from '../kit/parts.js';
import { ASPECTS, PARTS } from './model.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Mix} Mix */

/** Likeness is two circles, news a spark, popularity three steps. @param {keyof Mix} aspect */
function signOf(aspect) {
  const drawing = {
    similar: 'M8 6 a4 4 0 1 0 0 8 a4 4 0 1 0 0 -8 M12 6 a4 4 0 1 1 0 8 a4 4 0 1 1 0 -8',
    new: 'M10 2 L12 8 L18 10 L12 12 L10 18 L8 12 L2 10 L8 8 Z',
    popular: 'M3 17 V12 H7 V17 M8 17 V8 H12 V17 M13 17 V3 H17 V17 Z',
  }[aspect];
  return shape(
    'svg',
    { viewBox: '0 0 20 20', class: 'feed-sign', 'aria-hidden': 'true' },
    shape('path', { d: drawing, class: 'feed-sign-line' }),
  );
}

/** @param {Say} say @param {Mix} mix */
export function mixBar(say, mix) {
  const cells = ASPECTS.flatMap((aspect) => Array.from({ length: mix[aspect] }, () => aspect));
  return element(
    'div',
    { class: 'feed-mix' },
    element(
      'div',
      { class: 'feed-mix-bar', 'aria-hidden': 'true' },
      cells.map((aspect) =>
        element('span', { class: `feed-part-cell feed-part-${aspect}` }, signOf(aspect)),
      ),
    ),
    element(
      'p',
      { class: 'feed-mix-words' },
      ASPECTS.map((aspect) =>
        element(
          'span',
          { 'data-none': mix[aspect] === 0 },
          signOf(aspect),
          say('mix.part', { aspect: say(`aspect.${aspect}`), count: mix[aspect], of: PARTS }),
        ),
      ),
    ),
  );
}

/** @param {Say} say @param {Mix} mix */
export function mixPanel(say, mix) {
  return element(
    'section',
    { class: 'kit-panel feed-mixer', 'data-key': 'mixer' },
    element('h3', {}, say('mix.title')),
    mixBar(say, mix),
    element(
      'div',
      { class: 'kit-row' },
      ASPECTS.map((aspect) =>
        actionButton(say(`mix.more.${aspect}`), `shift:${aspect}`, {
          key: `shift-${aspect}`,
          isOff: mix[aspect] === PARTS,
          face: signOf(aspect),
        }),
      ),
    ),
  );
}
