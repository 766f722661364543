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

/**
 * A drag moves the nearer of the two borders. The bar asks for its action itself, so that a drag,
 * like a button, goes through the stage; keys have the buttons.
 * @param {HTMLElement} bar Its `data-mix` is the mix as it stands, or missing when it may not move.
 */
function listenToDrags(bar) {
  let held = -1;
  const borders = () => {
    const [similar, fresh] = (bar.dataset.mix ?? '').split(':').map(Number);
    return [similar, similar + fresh];
  };
  const place = (/** @type {PointerEvent} */ event) => {
    const { left, width } = bar.getBoundingClientRect();
    return Math.min(Math.max(((event.clientX - left) / width) * PARTS, 0), PARTS);
  };
  bar.addEventListener('pointerdown', (event) => {
    if (bar.dataset.mix === undefined) return;
    const at = place(event);
    const [first, second] = borders();
    const isFirst = first === second ? at < first : Math.abs(at - first) < Math.abs(at - second);
    held = isFirst ? 0 : 1;
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener('pointermove', (event) => {
    if (held < 0 || bar.dataset.mix === undefined) return;
    const [first, second] = borders();
    const at = Math.round(place(event));
    const moved = held === 0 ? [Math.min(at, second), second] : [first, Math.max(at, first)];
    if (moved[0] === first && moved[1] === second) return;
    bar.dataset.act = `mix:${moved[0]}:${moved[1] - moved[0]}:${PARTS - moved[1]}`;
    bar.click();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    bar.addEventListener(end, () => {
      held = -1;
    });
  }
}

/** @param {Mix} mix @param {boolean} canMove */
function barView(mix, canMove) {
  const cells = ASPECTS.flatMap((aspect) => Array.from({ length: mix[aspect] }, () => aspect));
  const bar = element(
    'div',
    {
      class: 'feed-mix-bar',
      'aria-hidden': 'true',
      'data-key': canMove ? 'slide' : 'still',
      'data-mix': canMove && ASPECTS.map((aspect) => mix[aspect]).join(':'),
    },
    cells.map((aspect, i) =>
      element(
        'span',
        {
          class: `feed-part-cell feed-part-${aspect}`,
          'data-border': canMove && i > 0 && cells[i - 1] !== aspect,
        },
        signOf(aspect),
      ),
    ),
  );
  if (canMove) listenToDrags(bar);
  return bar;
}

/** @param {Say} say @param {Mix} mix @param {boolean} [canMove] */
export function mixBar(say, mix, canMove = false) {
  return element(
    'div',
    { class: 'feed-mix' },
    barView(mix, canMove),
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

/** @param {Say} say @param {Mix} mix @param {boolean} isLocked */
export function mixPanel(say, mix, isLocked) {
  return element(
    'section',
    { class: 'kit-panel feed-mixer', 'data-key': 'mixer' },
    element('h3', {}, say('mix.title')),
    mixBar(say, mix, !isLocked),
    element(
      'div',
      { class: 'kit-row' },
      ASPECTS.map((aspect) =>
        actionButton(say(`mix.more.${aspect}`), `shift:${aspect}`, {
          key: `shift-${aspect}`,
          isOff: isLocked || mix[aspect] === PARTS,
          face: signOf(aspect),
        }),
      ),
    ),
  );
}
