/** What a seed deals: open and sealed cards, definitions to predict, the tasks of the film. */

import { makeChance } from '../kit/chance.js';
import { CARDS, findCard } from './cards.js';
import { OURS, judge, sortCards, widthOf } from './definition.js';
import { drawReasons } from './reasons.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./cards.js').Card} Card */
/** @typedef {import('./definition.js').Definition} Definition */
/** @typedef {import('./definition.js').Part} Part */
/** @typedef {import('./definition.js').Verdict} Verdict */

export const SEALED = 10;
/** The sorting reaches its goal from this many right ones on. */
export const GOAL = 8;
/** Always on the table: each shows another way to be no AI. */
const SHOWN = Object.freeze(['kettle', 'robot', 'dog', 'bike']);
/** How many cards of each verdict lie in the sealed envelope. */
const IN_ENVELOPE = Object.freeze({ ai: 4, not: 4, edge: 1, film: 1 });

/** @param {Part[]} parts @returns {Definition} */
const define = (...parts) => ({ parts, strict: false });
/** What somebody might say AI is, by what is wrong with it. */
export const CLAIMS = Object.freeze({
  wide: [
    define('electric'),
    define('input', 'output'),
    define('input', 'output', 'goal'),
    define('input', 'inference', 'output'),
  ],
  narrow: [define('body', ...OURS), define('face', ...OURS)],
  both: [define('body'), define('face'), define('electric', 'body')],
});

/**
 * The table, the agreed cards on it, and the envelope.
 * @param {Chance} chance
 * @returns {{open: Card[], agreed: Card[], sealed: Card[]}}
 */
export function dealCards(chance) {
  const sealed = chance.shuffle(
    Object.entries(IN_ENVELOPE).flatMap(([verdict, n]) => {
      const of = CARDS.filter((card) => judge(card) === verdict && !SHOWN.includes(card.id));
      return chance.shuffle(of).slice(0, n);
    }),
  );
  const open = chance.shuffle(CARDS.filter((card) => !sealed.includes(card)));
  const agreed = open.filter(
    (card) => ['ai', 'film'].includes(judge(card)) || SHOWN.includes(card.id),
  );
  return { open, agreed, sealed };
}

/** @typedef {{id: string, claim: Definition, kind: 'in' | 'out' | 'width', options: string[], right: string}} Forecast */

/**
 * Three definitions of other people and what to foretell of each: which card slips in, which AI stays
 * outside, and whether it is too wide, too narrow or both.
 * @param {readonly Card[]} open
 * @param {Chance} chance
 * @returns {Forecast[]}
 */
export function makeForecasts(open, chance) {
  const { both, wide, narrow } = CLAIMS;
  const judged = chance.fork('judged').pick([...both, wide[3], narrow[0]]);
  const isOther = (/** @type {Definition} */ one) => one !== judged;
  const tooWide = chance.fork('wide').pick(wide.filter(isOther));
  const tooNarrow = chance.fork('narrow').pick(narrow.filter(isOther));
  return [
    askCard('in', open, tooWide, chance.fork('in')),
    askCard('out', open, tooNarrow, chance.fork('out')),
    {
      id: 'width',
      claim: judged,
      kind: 'width',
      options: ['wide', 'narrow', 'both'],
      right: widthOf(open, judged),
    },
  ];
}

/**
 * A card that the claim puts on the wrong side, among three that it does not.
 * @param {'in' | 'out'} kind
 * @param {readonly Card[]} open
 * @param {Definition} claim
 * @param {Chance} chance
 * @returns {Forecast}
 */
function askCard(kind, open, claim, chance) {
  const { inside, outside, slippedIn, leftOut } = sortCards(open, claim);
  const wrong = kind === 'in' ? slippedIn : leftOut;
  const right = chance.pick(wrong).id;
  const isClear = (/** @type {Card} */ card) => judge(card) !== 'edge' && !wrong.includes(card);
  const lured = chance.shuffle((kind === 'in' ? inside : outside).filter(isClear)).slice(0, 2);
  const rest = chance.shuffle((kind === 'in' ? outside : inside).filter(isClear));
  const others = [...lured, ...rest, ...chance.shuffle(open.filter(isClear))].map((card) => card.id);
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

/** @param {string | number} seed */
export function makePlay(seed) {
  const chance = makeChance(seed).fork('definition');
  const { open, agreed, sealed } = dealCards(chance.fork('cards'));
  const all = [...open, ...sealed];
  return {
    open,
    agreed,
    sealed,
    all,
    forecasts: makeForecasts(open, chance.fork('forecasts')),
    reasons: sealed.map((card) => drawReasons(card, chance.fork(`reasons/${card.id}`))),
    tasks: dealTasks(chance.fork('tasks')),
    orders: chance.fork('orders'),
  };
}
/** @typedef {ReturnType<typeof makePlay>} Play */
