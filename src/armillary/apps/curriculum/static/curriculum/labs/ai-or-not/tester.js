/** The definition tester: switches that make a definition, and two trays that it sorts cards into. */

import { element } from '../kit/dom.js';
import { fits, listMissing, measure } from './definition.js';
import { glide } from './glide.js';
import { picture } from './pictures/pictures.js';
import { traysView } from './views.js';
import { gradeOf, list, nameAll, nameOf, tellDefinition } from './words.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/stage.js').Bench} Bench */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Part} Part */
/** @typedef {{parts: Part[], strict: boolean, picked: string | null, turns: number}} Setting */
/** @typedef {import('./schemes.js').Scheme} Scheme */
/** @typedef {{scheme: Scheme, cards: readonly Card[], agreed: readonly Card[], hasBorder: boolean}} Table */

/** @param {readonly Part[]} parts @returns {Setting} */
export const beginSetting = (parts) => ({ parts: [...parts], strict: false, picked: null, turns: 0 });

/** @param {Table} table @param {Setting} setting @returns {Card[]} the agreed cards on the wrong side */
export function listMisplaced({ scheme, agreed }, setting) {
  return agreed.filter((card) => fits(card, setting) !== (scheme.side(card) === 'in'));
}

/**
 * Turn a switch and tell which cards it moved.
 * @param {Say} say
 * @param {Table} table
 * @param {Setting} setting
 * @param {string} part A part, or `strict`.
 * @returns {string}
 */
export function turnSwitch(say, table, setting, part) {
  const before = table.cards.filter((card) => fits(card, setting));
  glide();
  if (part === 'strict') setting.strict = !setting.strict;
  else {
    const wanted = new Set(setting.parts);
    if (!wanted.delete(/** @type {Part} */ (part))) wanted.add(/** @type {Part} */ (part));
    setting.parts = table.scheme.parts.filter((one) => wanted.has(one));
  }
  setting.turns += 1;
  const after = table.cards.filter((card) => fits(card, setting));
  const came = after.filter((card) => !before.includes(card));
  const went = before.filter((card) => !after.includes(card));
  const moved =
    came.length + went.length === 0
      ? say('turn.nothing')
      : came.length > 0
        ? say('turn.in', { names: nameAll(say, came) })
        : say('turn.out', { names: nameAll(say, went) });
  return tellDefinition(say, table.scheme, setting) + say('kit.gap') + moved;
}

/**
 * Look at one card: where it lies and what keeps it out.
 * @param {Say} say
 * @param {Table} table
 * @param {Setting} setting
 * @param {string} id
 * @returns {string}
 */
export function pickCard(say, table, setting, id) {
  setting.picked = setting.picked === id ? null : id;
  const card = /** @type {Card} */ (table.cards.find((one) => one.id === id));
  return say(`about.${id}`) + say('kit.gap') + tellPlace(say, card, setting);
}

/** @param {Say} say @param {Card} card @param {Setting} setting */
function tellPlace(say, card, setting) {
  const missing = listMissing(card, setting);
  if (missing.length === 0) return say('place.in');
  return say('place.out', {
    parts: list(
      say,
      missing.map((part) => say('quote', { text: say(`short.${part}`) })),
    ),
  });
}

/**
 * @param {Bench} bench
 * @param {Table} table
 * @param {Setting} setting
 * @param {{gauge?: Child, more?: Child}} parts The gauge stands in the panel, more under it.
 */
export function testerView({ say }, table, setting, { gauge, more }) {
  const picked = table.cards.find((card) => card.id === setting.picked);
  const trays = traysView(say, table.scheme, { cards: table.cards, definition: setting }, (card, isInside) => ({
    act: `pick:${card.id}`,
    isPressed: card === picked,
    mark: markOf(table, card, isInside),
  }));
  const panel = element(
    'section',
    { class: 'kit-panel aion-panel', 'data-key': 'panel', 'aria-label': say('panel.title') },
    element('p', { class: 'aion-definition' }, tellDefinition(say, table.scheme, setting)),
    picked && pickedView(say, picked, setting),
    element(
      'div',
      { class: 'aion-switches', role: 'group', 'aria-label': say('panel.title') },
      table.scheme.parts.map((part, i) => switchView(say, { part, digit: i + 1, setting, picked })),
      table.hasBorder && strictView(say, setting, table.scheme.parts.length + 1),
    ),
    gauge,
  );
  return element(
    'div',
    { class: 'aion-tester', 'data-key': 'tester' },
    trays,
    element(
      'div',
      { class: 'aion-side' },
      panel,
      more && element('div', { class: 'aion-more' }, more),
    ),
  );
}

/** @param {Table} table @param {Card} card @param {boolean} isInside */
function markOf(table, card, isInside) {
  if (!table.agreed.includes(card)) return '';
  if ((table.scheme.side(card) === 'in') === isInside) return 'ok';
  return isInside ? 'out' : 'in';
}

/** @param {Say} say @param {Card} card @param {Setting} setting */
function pickedView(say, card, setting) {
  return element(
    'p',
    { class: 'aion-picked', 'data-inside': fits(card, setting) },
    element('span', { class: 'aion-picked-picture' }, picture(card.id)),
    element('span', {}, element('strong', {}, nameOf(say, card.id)), element('br'), tellPlace(say, card, setting)),
  );
}

/** @param {Say} say @param {{part: Part, digit: number, setting: Setting, picked: Card | undefined}} place */
function switchView(say, { part, digit, setting, picked }) {
  const grade = picked && gradeOf(measure(picked, part));
  return element(
    'button',
    {
      type: 'button',
      class: 'aion-switch',
      'data-act': `switch:${part}`,
      'data-key': `switch-${part}`,
      'data-digit': digit,
      'aria-pressed': String(setting.parts.includes(part)),
    },
    element('span', { class: 'aion-knob', 'aria-hidden': 'true' }),
    element('span', { class: 'aion-switch-word' }, say(`switch.${part}`)),
    grade &&
      element(
        'span',
        { class: 'aion-grade', 'data-grade': grade },
        element('span', { 'aria-hidden': 'true' }, say(`lamp.${grade}`)),
        element('span', { class: 'kit-hidden' }, say(`mark.${grade}`)),
      ),
  );
}

/** @param {Say} say @param {Setting} setting @param {number} digit */
function strictView(say, setting, digit) {
  return element(
    'button',
    {
      type: 'button',
      class: 'aion-switch aion-switch-strict',
      'data-act': 'switch:strict',
      'data-key': 'switch-strict',
      'data-digit': digit,
      'aria-pressed': String(setting.strict),
      'aria-disabled': !setting.parts.includes('inference') && 'true',
    },
    element('span', { class: 'aion-knob', 'aria-hidden': 'true' }),
    element('span', { class: 'aion-switch-word' }, say('switch.strict')),
  );
}

/**
 * How many of the agreed cards lie where everybody says, as beads on a rod.
 * @param {Say} say
 * @param {Table} table
 * @param {Setting} setting
 */
export function beadsView(say, table, setting) {
  const of = table.agreed.length;
  const right = of - listMisplaced(table, setting).length;
  return element(
    'p',
    { class: 'aion-score', 'data-key': 'beads' },
    element(
      'span',
      { class: 'aion-beads', 'aria-hidden': 'true' },
      Array.from({ length: of }, (_, i) =>
        element('span', { class: 'aion-bead', 'data-on': i < right }),
      ),
    ),
    element('span', {}, say('build.count', { right, of })),
  );
}
