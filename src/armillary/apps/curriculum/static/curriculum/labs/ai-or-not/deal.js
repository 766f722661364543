/** What a seed deals: open and sealed cards, definitions to predict, the tasks of the film. */

import { makeChance } from '../kit/chance.js';
import { CARDS, findCard } from './cards.js';
import { judge, sortCards, widthOf } from './definition.js';
import { drawReasons } from './reasons.js';
import { SCHEMES } from './schemes.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Definition} Definition */
/** @typedef {import('./schemes.js').Scheme} Scheme */

export const SEALED = 10;
/** The sorting reaches its goal from this many right ones on. */
export const GOAL = 8;

/**
 * The table, the cards on it that all agree about, and the envelope.
 * @param {Scheme} scheme
 * @param {Chance} chance
 * @returns {{open: Card[], agreed: Card[], sealed: Card[]}}
 */
export function dealCards(scheme, chance) {
  const sealed = chance.shuffle(
    Object.entries(scheme.envelope).flatMap(([bin, n]) => {
      const of = scheme.cards.filter(
        (card) => scheme.judge(card) === bin && !scheme.shown.includes(card.id),
      );
      return chance.shuffle(of).slice(0, n);
    }),
  );
  const open = chance.shuffle(scheme.cards.filter((card) => !sealed.includes(card)));
  const isPlain = (/** @type {Card} */ card) =>
    scheme.id === 'ai' && judge(card) === 'not' && !scheme.shown.includes(card.id);
  const agreed = open.filter((card) => scheme.side(card) !== 'open' && !isPlain(card));
  return { open, agreed, sealed };
}

/** @typedef {{id: string, claim: Definition, kind: 'in' | 'out' | 'width', options: string[], right: string}} Forecast */

/**
 * Three definitions of other people and what to foretell of each: which card slips in, which is left
 * outside, and whether it is too wide, too narrow or both.
 * @param {Scheme} scheme
 * @param {readonly Card[]} open
 * @param {Chance} chance
 * @returns {Forecast[]}
 */
export function makeForecasts(scheme, open, chance) {
  const { wide, narrow, judged } = scheme.claims;
  const claim = chance.fork('judged').pick(judged);
  const isOther = (/** @type {Definition} */ one) => one.parts.join() !== claim.parts.join();
  const tooWide = chance.fork('wide').pick(wide.filter(isOther));
  const tooNarrow = chance.fork('narrow').pick(narrow.filter(isOther));
  return [
    askCard('in', scheme, open, { claim: tooWide, chance: chance.fork('in') }),
    askCard('out', scheme, open, { claim: tooNarrow, chance: chance.fork('out') }),
    {
      id: 'width',
      claim,
      kind: 'width',
      options: ['wide', 'narrow', 'both'],
      right: widthOf(open, claim, scheme.side),
    },
  ];
}

/**
 * A card that the claim puts on the wrong side, among three that it does not.
 * @param {'in' | 'out'} kind
 * @param {Scheme} scheme
 * @param {readonly Card[]} open
 * @param {{claim: Definition, chance: Chance}} draw
 * @returns {Forecast}
 */
function askCard(kind, scheme, open, { claim, chance }) {
  const { inside, outside, slippedIn, leftOut } = sortCards(open, claim, scheme.side);
  const wrong = kind === 'in' ? slippedIn : leftOut;
  const right = chance.pick(wrong).id;
  const isClear = (/** @type {Card} */ card) =>
    scheme.side(card) !== 'open' && !wrong.includes(card);
  const lured = chance.shuffle((kind === 'in' ? inside : outside).filter(isClear)).slice(0, 2);
  const rest = chance.shuffle((kind === 'in' ? outside : inside).filter(isClear));
  const others = [...lured, ...rest, ...chance.shuffle(open.filter(isClear))].map((one) => one.id);
  const options = [right, ...new Set(others)].slice(0, 4);
  return { id: kind, claim, kind, options: chance.shuffle(options), right };
}

/** Tasks of the film robot that no AI of today covers. */
export const FILM_ONLY = Object.freeze(['anything', 'home']);
/** How many of its tasks some narrow AI of today covers. */
const COVERED = 4;

/**
 * What the film robot does in its film: some tasks of narrow AI, and two of no AI.
 * @param {Chance} chance
 * @returns {string[]} the ids of narrow AI cards, each for its task, and of the film-only tasks
 */
export function dealTasks(chance) {
  const narrow = CARDS.filter((card) => judge(card) === 'ai').map((card) => card.id);
  return chance.shuffle([...chance.shuffle(narrow).slice(0, COVERED), ...FILM_ONLY]);
}

/**
 * Whether a narrow AI covers a task of the film robot, and if not, where it stops.
 * @param {Card} card
 * @param {string} task
 * @returns {'covers' | 'input' | 'output' | 'any'} `input`: the task brings another kind of input
 */
export function tryTask(card, task) {
  if (FILM_ONLY.includes(task)) return 'any';
  const asked = findCard(task);
  if (card.takes !== asked.takes) return 'input';
  return card.gives === asked.gives ? 'covers' : 'output';
}

/**
 * Everything that one seed brings on one level.
 * @param {string | number} seed
 * @param {string} level
 */
export function makePlay(seed, level) {
  const scheme = SCHEMES[level];
  if (!scheme) throw new RangeError(`level must be one of ${Object.keys(SCHEMES)}, got ${level}`);
  const chance = makeChance(seed).fork(level);
  const { open, agreed, sealed } = dealCards(scheme, chance.fork('cards'));
  return {
    scheme,
    open,
    agreed,
    sealed,
    all: [...open, ...sealed],
    forecasts: makeForecasts(scheme, open, chance.fork('forecasts')),
    reasons: sealed.map((card) => drawReasons(scheme, card, chance.fork(`reasons/${card.id}`))),
    tasks: dealTasks(chance.fork('tasks')),
    orders: chance.fork('orders'),
  };
}
/** @typedef {ReturnType<typeof makePlay>} Play */
