/** The drawing box: finger, mouse, or a pen moved by the arrow keys. */

import { element, shape } from '../kit/dom.js';
import { writeStrokes } from './model.js';
import { tracePath } from './picture.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Strokes} Strokes */

/** How far an arrow key moves the pen, on a sheet of 100 by 100; with Shift a smaller way. */
const STEP = 4;
const FINE = 1;
const ARROWS = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

/**
 * A box to draw in. Every finished stroke is told as the action `stroke:<code>`, one taken back as `undo`.
 * What the box keeps between redraws is the pen: where it stands and the stroke it is drawing.
 */
export function makePad() {
  /** @type {{x: number, y: number, isDown: boolean, isShown: boolean, stroke: number[]}} */
  const pen = { x: 50, y: 50, isDown: false, isShown: false, stroke: [] };

  /** @param {HTMLElement} box */
  const show = (box) => {
    box.querySelector('.doodle-live')?.setAttribute('d', tracePath([pen.stroke]));
    const cross = box.querySelector('.doodle-pen');
    cross?.setAttribute('transform', `translate(${pen.x} ${pen.y})`);
    cross?.setAttribute('data-down', String(pen.isDown));
    cross?.setAttribute('data-shown', String(pen.isShown));
  };

  /** @param {HTMLElement} box @param {string} action */
  const tell = (box, action) => {
    const voice = /** @type {HTMLElement} */ (box.querySelector('[data-voice]'));
    voice.setAttribute('data-act', action);
    voice.click();
  };

  /** @param {HTMLElement} box */
  const lift = (box) => {
    const { stroke } = pen;
    Object.assign(pen, { stroke: [], isDown: false });
    if (stroke.length > 0) tell(box, `stroke:${writeStrokes([stroke])}`);
    show(box);
  };

  /** @param {HTMLElement} box @param {PointerEvent} event @returns {[number, number]} */
  const place = (box, event) => {
    const sheet = /** @type {Element} */ (box.querySelector('svg')).getBoundingClientRect();
    const cut = (/** @type {number} */ value) => Math.max(0, Math.min(99.9, value));
    return [
      cut(((event.clientX - sheet.left) / sheet.width) * 100),
      cut(((event.clientY - sheet.top) / sheet.height) * 100),
    ];
  };

  /** @param {HTMLElement} box */
  const listenToPointer = (box) => {
    box.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      if (pen.isDown) lift(box);
      box.setPointerCapture(event.pointerId);
      Object.assign(pen, { isDown: true, isShown: false, stroke: place(box, event) });
      show(box);
    });
    box.addEventListener('pointermove', (event) => {
      if (!pen.isDown || !event.isPrimary || !box.hasPointerCapture(event.pointerId)) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) addPoint(pen, place(box, part));
      show(box);
    });
    for (const name of ['pointerup', 'pointercancel']) {
      box.addEventListener(name, (event) => {
        const { pointerId } = /** @type {PointerEvent} */ (event);
        if (pen.isDown && box.hasPointerCapture(pointerId)) lift(box);
      });
    }
  };

  /** @param {HTMLElement} box */
  const listenToKeys = (box) => {
    box.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const way = ARROWS.get(event.key);
      if (way) movePen(pen, way, event.shiftKey ? FINE : STEP);
      else if (event.key === ' ' || event.key === 'Enter') {
        if (pen.isDown) lift(box);
        else Object.assign(pen, { isDown: true, isShown: true, stroke: [pen.x, pen.y] });
      } else if (event.key === 'Backspace') tell(box, 'undo');
      else return;
      event.preventDefault();
      pen.isShown = true;
      show(box);
    });
    box.addEventListener('blur', () => {
      if (pen.isDown) lift(box);
      pen.isShown = false;
      show(box);
    });
  };

  /** @param {Say} say @param {Strokes} strokes */
  return (say, strokes) => {
    const sheet = shape(
      'svg',
      { viewBox: '0 0 100 100', 'aria-hidden': 'true' },
      shape('path', { d: gridLines(), class: 'doodle-grid' }),
      shape('path', { d: tracePath(strokes), class: 'doodle-line doodle-line-ink' }),
      shape('path', { d: tracePath([pen.stroke]), class: 'doodle-line doodle-live' }),
      shape(
        'g',
        {
          class: 'doodle-pen',
          transform: `translate(${pen.x} ${pen.y})`,
          'data-down': String(pen.isDown),
          'data-shown': String(pen.isShown),
        },
        shape('path', { d: 'M-5 0 H5 M0 -5 V5', class: 'doodle-pen-cross' }),
        shape('circle', { r: 2.6, class: 'doodle-pen-point' }),
      ),
    );
    const box = element(
      'div',
      {
        class: 'doodle-pad',
        'data-key': 'pad',
        role: 'application',
        tabindex: '0',
        'aria-label': say('pad.label'),
        'aria-describedby': 'doodle-pad-keys',
      },
      sheet,
      strokes.length === 0 && element('p', { class: 'doodle-pad-hint' }, say('pad.hint')),
      element('span', { 'data-voice': true, hidden: true }),
    );
    listenToPointer(box);
    listenToKeys(box);
    return box;
  };
}

/**
 * @param {{x: number, y: number, isDown: boolean, stroke: number[]}} pen
 * @param {number[]} way
 * @param {number} step
 */
function movePen(pen, [dx, dy], step) {
  pen.x = Math.max(2, Math.min(98, pen.x + dx * step));
  pen.y = Math.max(2, Math.min(98, pen.y + dy * step));
  if (pen.isDown) addPoint(pen, [pen.x, pen.y]);
}

/** @param {{stroke: number[]}} pen @param {[number, number]} point */
function addPoint(pen, [x, y]) {
  const [lastX, lastY] = pen.stroke.slice(-2);
  if (Math.hypot(x - lastX, y - lastY) >= 0.8) pen.stroke.push(x, y);
}

/** @returns {string} the ticks along the edges of the sheet, as on a plotting table */
function gridLines() {
  const at = Array.from({ length: 15 }, (_, i) => (i + 1) * 6.25);
  return at
    .map((x, i) => {
      const length = i % 4 === 3 ? 3 : 1.6;
      return `M${x} 0 v${length} M${x} 100 v-${length} M0 ${x} h${length} M100 ${x} h-${length}`;
    })
    .join('');
}
