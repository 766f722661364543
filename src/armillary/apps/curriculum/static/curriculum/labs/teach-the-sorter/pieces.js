/** What the steps of the sorter are put together from. */

import { element, shape } from '../kit/dom.js';
import { creaturePicture } from './creature.js';
import { FEATURE_NAMES, LABELS, LAKE_SIGNS, labelByRule } from './model.js';
import { describe, nameDifferences, nameLabel, nameValue, tellGuess } from './words.js';

/** @typedef {import('../kit/dom.js').Child} Child */
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
      shape('path', { d: 'M2 9 q3 -4 6 0 t6 0 t6 0', class: 'sign-line' }),
      shape('path', { d: 'M2 15 q3 -4 6 0 t6 0 t6 0', class: 'sign-line' }),
    ],
    forest: [shape('path', { d: 'M11 2 L18 13 H13 V20 H9 V13 H4 Z', class: 'sign-fill' })],
    none: [shape('path', { d: 'M4 11 H18', class: 'sign-line' })],
  }[label];
  return shape('svg', { viewBox: '0 0 22 22', class: `sign sign-${label}`, 'aria-hidden': 'true' }, drawing);
}

/** @param {Say} say @param {Label | 'none'} label */
export function labelTag(say, label) {
  return element('span', { class: `tag tag-${label}` }, labelSign(label), nameLabel(say, label));
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
  const said = [describe(say, creature)];
  if (label) said.push(say(isRight === undefined ? 'card.label' : 'card.guess', { label: nameLabel(say, label) }));
  if (isRight !== undefined) said.push(say(isRight ? 'card.right' : 'card.wrong'));
  if (isLeaned) said.push(say('card.leaned'));
  if (note) said.push(note);
  const attributes = {
    class: 'card',
    'data-key': key ?? `card-${creature.number}`,
    'data-leaned': isLeaned,
    'aria-label': said.join(say('semicolon')),
    ...(act
      ? { type: 'button', 'data-act': act, 'aria-pressed': isPressed === undefined ? null : String(isPressed) }
      : { role: 'img' }),
  };
  return element(
    act ? 'button' : 'span',
    attributes,
    creaturePicture(creature.look),
    element('span', { class: 'card-number', 'aria-hidden': 'true' }, String(creature.number)),
    label && element('span', { class: `card-label tag-${label}`, 'aria-hidden': 'true' }, labelSign(label)),
    isRight !== undefined && element('span', { class: 'card-mark', 'data-right': isRight, 'aria-hidden': 'true' }, isRight ? '✓' : '✗'),
  );
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
    { class: 'baskets' },
    LABELS.map((label) => {
      const inside = examples.filter((example) => example.label === label);
      return element(
        'div',
        { class: `basket basket-${label}`, 'data-key': `basket-${label}` },
        element('h4', { class: 'basket-title' }, labelTag(say, label), ' ', String(inside.length)),
        element(
          'div',
          { class: 'cards', 'data-grid': Boolean(act) },
          inside.map((example) =>
            creatureCard(say, example.creature, {
              act: act?.(example),
              key: `example-${example.creature.number}`,
              isLeaned: leaned.some((lean) => lean.example.creature.number === example.creature.number),
              note: note?.(example),
            }),
          ),
        ),
      );
    }),
  );
}

/**
 * The comparator: the newcomer in the large lens, beside it the examples that the sorter leans on.
 * @param {Say} say
 * @param {Creature} creature
 * @param {Guess} guess
 * @param {{picture?: SVGElement, name?: string}} [newcomer] How to show a newcomer that is no creature.
 */
export function comparator(say, creature, guess, newcomer = {}) {
  const { number } = creature;
  const name = newcomer.name ?? describe(say, creature);
  return element(
    'div',
    { class: 'comparator', 'data-leans': guess.leaned.length, role: 'group', 'aria-label': say('compare.title') },
    element(
      'figure',
      { class: 'lens lens-new', 'data-key': `lens-${number}` },
      element('div', { class: 'lens-glass', role: 'img', 'aria-label': name }, newcomer.picture ?? creaturePicture(creature.look)),
      element('figcaption', {}, newcomer.name ?? say('creature.number', { number })),
    ),
    guess.label === 'none' ? emptyLens(say) : element('div', { class: 'leans' }, guess.leaned.map((lean) => leanView(say, creature, lean))),
    element('p', { class: 'verdict' }, say('guess.says'), ' ', labelTag(say, guess.label)),
  );
}

/** @param {Say} say */
function emptyLens(say) {
  return element('div', { class: 'leans' }, element('p', { class: 'lens-empty' }, say('compare.empty')));
}

/** @param {Say} say @param {Creature} creature @param {Lean} lean */
function leanView(say, creature, { example, differences }) {
  const { number, look } = example.creature;
  const n = differences.length;
  return element(
    'div',
    { class: 'lean', 'data-key': `lean-${creature.number}-${number}` },
    element('div', { class: 'line' }, differenceScale(differences)),
    element(
      'figure',
      { class: 'lens' },
      element('div', { class: 'lens-glass', role: 'img', 'aria-label': describe(say, example.creature) }, creaturePicture(look)),
      element('figcaption', {}, say('creature.number', { number }), ' ', labelTag(say, example.label)),
    ),
    element(
      'p',
      { class: 'lean-words' },
      element('strong', {}, say('differ.count', { n, of: FEATURE_NAMES.length })),
      ' ',
      n > 0 && nameDifferences(say, creature.look, look, differences),
    ),
  );
}

/**
 * The line from newcomer to example: one mark for each feature, filled where the two differ.
 * @param {readonly string[]} differences
 */
function differenceScale(differences) {
  const marks = FEATURE_NAMES.map((feature, i) => {
    const x = 8 + i * 14;
    const isSame = !differences.includes(feature);
    return isSame
      ? shape('path', { d: `M${x} 8 V16`, class: 'scale-same' })
      : shape('path', { d: `M${x} 4 l6 8 l-6 8 l-6 -8 Z`, class: 'scale-differs' });
  });
  return shape('svg', { viewBox: '0 0 100 24', class: 'scale', 'aria-hidden': 'true' }, marks);
}

/**
 * Every feature of a newcomer beside the same feature of an example.
 * @param {Say} say
 * @param {Creature} creature
 * @param {Lean} lean
 */
export function featureTable(say, creature, { example, differences }) {
  const row = (/** @type {string} */ feature) => {
    const isSame = !differences.includes(feature);
    return element(
      'tr',
      { 'data-differs': !isSame },
      element('th', { scope: 'row' }, say(`feature.${feature}`)),
      element('td', {}, nameValue(say, creature.look, feature)),
      element('td', {}, element('span', { 'aria-hidden': 'true' }, isSame ? '=' : '≠'), element('span', { class: 'lab-hidden' }, say(isSame ? 'same' : 'differs'))),
      element('td', {}, nameValue(say, example.creature.look, feature)),
    );
  };
  const number = (/** @type {Creature} */ one) => say('creature.number', { number: one.number });
  const head = [say('feature'), number(creature), say('differ'), number(example.creature)];
  return element(
    'table',
    { class: 'features' },
    element('thead', {}, element('tr', {}, head.map((text) => element('th', { scope: 'col' }, text)))),
    element('tbody', {}, FEATURE_NAMES.map(row)),
  );
}

/**
 * The field guide: the signs by which a person tells lake from forest.
 * @param {Say} say
 * @param {Rule} rule
 * @param {{isOpen: boolean}} start On a narrow page it starts folded where it is not needed at once.
 */
export function guide(say, rule, { isOpen }) {
  const plain = { body: 'round', legs: '2', coat: 'plain', eyes: '2', feet: 'paws', tail: 'tuft', ears: 'pointed' };
  const sign = (/** @type {string} */ name, /** @type {string} */ value) =>
    element('li', {}, element('span', { class: `guide-part guide-${name}` }, creaturePicture({ ...plain, [name]: value })), say(`value.${name}.${value}`));
  const other = { feet: 'paws', tail: 'tuft', ears: 'pointed' };
  const column = (/** @type {Label} */ label, /** @type {Record<string, string>} */ values) =>
    element('div', { class: 'guide-column' }, labelTag(say, label), element('ul', {}, rule.signs.map((name) => sign(name, values[name]))));
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
    const point = (/** @type {number} */ at, /** @type {number} */ r) => `${50 + r * Math.cos(turn(at))} ${50 + r * Math.sin(turn(at))}`;
    const d = `M${point(i + 0.08, 42)} A42 42 0 0 1 ${point(i + 0.92, 42)}`;
    const notch = goal === i + 1 && shape('path', { d: `M${point(goal, 33)} L${point(goal, 49)}`, class: 'dial-goal' });
    return [shape('path', { d, class: i < right ? 'dial-right' : 'dial-rest' }), notch];
  };
  return element(
    'figure',
    { class: 'dial' },
    element(
      'div',
      { class: 'dial-face' },
      shape('svg', { viewBox: '0 0 100 100', 'aria-hidden': 'true' }, Array.from({ length: of }, (_, i) => arc(i))),
      element('p', { class: 'dial-count' }, say('count', { right, of })),
    ),
    element('figcaption', {}, caption),
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
    { class: 'cards strip', 'data-grid': Boolean(act) },
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

/** @param {boolean} isOpen @returns {SVGElement} */
export function envelopePicture(isOpen) {
  const path = (/** @type {string} */ d, /** @type {string} */ look) => shape('path', { d, class: look });
  return shape(
    'svg',
    { viewBox: '0 0 64 48', class: 'envelope', 'aria-hidden': 'true' },
    isOpen && path('M6 18 L32 2 L58 18 Z', 'envelope-flap'),
    path('M6 16 H58 V44 H6 Z', 'envelope-paper'),
    isOpen ? path('M6 44 L32 28 L58 44', 'envelope-fold') : path('M6 16 L32 34 L58 16', 'envelope-fold'),
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
  return element('section', { class: 'panel', 'data-key': `panel-${title}` }, element('h3', {}, say(title)), children);
}

export { tellGuess };
