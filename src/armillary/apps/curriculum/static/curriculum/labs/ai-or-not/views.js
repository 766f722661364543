/** What several steps show: a card, its chain of four parts, the trays of a definition. */

import { element } from '../kit/dom.js';
import { OURS, fits, measure } from './definition.js';
import { picture } from './pictures/pictures.js';
import { gradeOf, nameOf, tellFact } from './words.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Definition} Definition */
/** @typedef {import('./schemes.js').Scheme} Scheme */
/** @typedef {{act?: string, isPressed?: boolean, mark?: 'in' | 'out' | 'ok' | 'slipped' | 'left' | '', key?: string}} CardLook */

const MARKS = Object.freeze({ in: '↑', out: '↓', ok: '✓', slipped: '!', left: '!' });

/**
 * A small card: a button where it can be picked, a figure elsewhere. A mark speaks in the corner.
 * @param {Say} say
 * @param {Card} card
 * @param {CardLook} [look]
 */
export function smallCard(say, card, { act, isPressed, mark, key } = {}) {
  const name = nameOf(say, card.id);
  const label = mark ? say('card.marked', { name, mark: say(`mark.${mark}`) }) : name;
  return element(
    act ? 'button' : 'span',
    {
      type: act && 'button',
      role: act ? undefined : 'img',
      class: 'aion-card',
      'data-act': act,
      'data-key': key ?? `card-${card.id}`,
      'data-mark': mark || undefined,
      'aria-pressed': act && String(Boolean(isPressed)),
      'aria-label': label,
      title: name,
    },
    element('span', { class: 'aion-card-picture' }, picture(card.id)),
    element('span', { class: 'aion-card-name', 'aria-hidden': 'true' }, name),
    mark && element('span', { class: 'aion-card-mark', 'aria-hidden': 'true' }, MARKS[mark]),
  );
}

/**
 * The card that is looked at: drawing, name and what it does.
 * @param {Say} say
 * @param {Card} card
 * @param {...Child} more
 */
export function bigCard(say, card, ...more) {
  return element(
    'article',
    { class: 'aion-big', 'data-key': `big-${card.id}` },
    element('span', { class: 'aion-big-picture' }, picture(card.id)),
    element(
      'div',
      { class: 'aion-big-words' },
      element('h3', {}, nameOf(say, card.id)),
      element('p', {}, say(`about.${card.id}`)),
      more,
    ),
  );
}

/**
 * The four parts of our definition, as they are in a card.
 * @param {Say} say
 * @param {Card} card
 */
export function chainView(say, card) {
  return element(
    'ol',
    { class: 'aion-chain', 'aria-label': say('chain') },
    OURS.map((part) => {
      const grade = gradeOf(measure(card, part));
      return element(
        'li',
        { class: 'aion-link', 'data-grade': grade },
        element('span', { class: 'aion-lamp', 'aria-hidden': 'true' }, say(`lamp.${grade}`)),
        element('strong', {}, say(`short.${part}`)),
        element('span', { class: 'kit-hidden' }, say(`mark.${grade}`)),
        element('span', { class: 'aion-fact' }, tellFact(say, card, part)),
      );
    }),
  );
}

/** @param {Say} say @param {Scheme} scheme @param {Card} card @returns {string} where it belongs, and why */
export function tellVerdict(say, scheme, card) {
  const verdict = scheme.judge(card);
  if (verdict !== 'not') return say(`verdict.${verdict}`);
  const missing = OURS.filter((part) => measure(card, part) === 0);
  const first = missing.includes('inference') ? 'inference' : missing[0];
  return say(`verdict.not.${first}`);
}

/**
 * The two trays of a definition: what it calls AI, and what stays outside.
 * @param {Say} say
 * @param {Scheme} scheme
 * @param {{cards: readonly Card[], definition: Definition}} table
 * @param {(card: Card, isInside: boolean) => CardLook} lookOf
 */
export function traysView(say, scheme, { cards, definition }, lookOf) {
  const inside = cards.filter((card) => fits(card, definition));
  const outside = cards.filter((card) => !fits(card, definition));
  const tray = (/** @type {'in' | 'out'} */ side, /** @type {Card[]} */ list) =>
    element(
      'section',
      { class: `aion-tray aion-tray-${side}`, 'data-key': `tray-${side}` },
      element('h4', {}, say(`tray.${side}.${scheme.id}`, { n: list.length })),
      element(
        'div',
        { class: 'aion-cards', 'data-grid': true },
        list.map((card) => smallCard(say, card, lookOf(card, side === 'in'))),
      ),
    );
  return element(
    'div',
    { class: 'aion-trays', 'data-key': 'trays' },
    tray('in', inside),
    tray('out', outside),
  );
}
