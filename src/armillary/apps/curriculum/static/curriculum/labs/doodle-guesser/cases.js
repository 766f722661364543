/**
 * The case of a class: which drawings a seed brings, and what lots are drawn. No document in here.
 */

import { drawUntil, makeChance } from '../kit/chance.js';
import { WAYS, drawDoodle, kindOf } from './kinds.js';
import { findDistance, learnDoodle, readStrokes, runTest } from './model.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./model.js').Known} Known */
/**
 * @typedef {object} Level
 * @property {readonly string[]} kinds
 * @property {number} testSize
 * @property {readonly [number, number]} counts What the first envelope may give: never all, never next to nothing.
 * @property {readonly string[]} steps
 */

/** @type {Readonly<Record<string, Level>>} */
export const LEVELS = Object.freeze({
  starter: {
    kinds: ['cat', 'fish'],
    testSize: 6,
    counts: [2, 4],
    steps: ['meet', 'split', 'predict', 'test', 'explain'],
  },
  sealed: {
    kinds: ['cat', 'fish', 'house'],
    testSize: 10,
    counts: [5, 7],
    steps: ['meet', 'split', 'predict', 'test', 'mend', 'leak', 'explain'],
  },
  lots: {
    kinds: ['cat', 'fish', 'house'],
    testSize: 10,
    counts: [5, 7],
    steps: ['meet', 'split', 'predict', 'test', 'mend', 'lots', 'explain'],
  },
});

/** Of each kind so many are drawn in the common way and so many in each of the two rare ways. */
const COMMON = 6;
const RARE = 2;
/** Own drawings that a learner may bring along. */
export const MOST_OWN = 3;
export const PACK = 4;
export const LEAKED = 3;
export const LOTS = 20;
/** Numbers on the cards: the pile starts at 1, what comes later has numbers of its own. */
const FIRST_OWN = 31;
const FIRST_ADDED = 41;
const FIRST_FRESH = 51;
/**
 * So often a lot is drawn for a purpose before a plainer one must do: own drawings may be anything.
 */
const TRIES = 600;

/** @param {string} variant @param {number} number @param {Chance} chance @returns {Known} */
function makeDoodle(variant, number, chance) {
  const strokes = drawDoodle(variant, chance);
  return learnDoodle({ number, kind: kindOf(variant), variant, strokes });
}

/** @param {Level} level @returns {string[]} the ways that few pupils draw */
export const listRare = (level) =>
  level.kinds.flatMap((kind) => WAYS[/** @type {'cat'} */ (kind)].slice(1));

/**
 * Drawings of every kind, one kind after the other, as they were handed in.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Known[]}
 */
export function makePile(level, chance) {
  return listWays(level, chance).map((variant, i) =>
    makeDoodle(variant, 1 + i, chance.fork(`hand-${i}`)),
  );
}

/**
 * @param {Level} level
 * @param {Chance} chance
 * @returns {string[]} how each drawing of a pile is made
 */
function listWays(level, chance) {
  return level.kinds.flatMap((kind) => {
    const [common, ...rare] = WAYS[/** @type {'cat'} */ (kind)];
    const ways = [...Array(COMMON).fill(common), ...rare.flatMap((way) => Array(RARE).fill(way))];
    return chance.shuffle(ways);
  });
}

/**
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Known[]} three common drawings of each kind
 */
function makeStart(level, chance) {
  const variants = level.kinds.flatMap((kind) =>
    Array(3).fill(WAYS[/** @type {'cat'} */ (kind)][0]),
  );
  return variants.map((variant, i) => makeDoodle(variant, 1 + i, chance.fork(`start-${i}`)));
}

/**
 * @param {readonly {kind: string, code: string}[]} own
 * @returns {Known[]} what the learner drew and labelled
 */
export function listOwn(own) {
  return own.map(({ kind, code }, i) =>
    learnDoodle({ number: FIRST_OWN + i, kind, variant: 'own', strokes: readStrokes(code) }),
  );
}

/**
 * The training part and the test part, by the numbers in the envelope.
 * @param {readonly Known[]} pile
 * @param {readonly number[]} numbers
 * @returns {{training: Known[], test: Known[]}}
 */
export function splitPile(pile, numbers) {
  return {
    training: pile.filter((doodle) => !numbers.includes(doodle.number)),
    test: numbers.map((number) => /** @type {Known} */ (pile.find((one) => one.number === number))),
  };
}

/**
 * The ways of drawing that stand in the test, not in the training, and were all guessed wrong there.
 * @param {Level} level
 * @param {readonly Known[]} training
 * @param {readonly Known[]} test
 * @returns {string[]}
 */
export function listMissing(level, training, test) {
  const { guesses } = runTest(training, test);
  return listRare(level).filter((variant) => {
    const there = test.map((_, i) => i).filter((i) => test[i].variant === variant);
    const isTrained = training.some((doodle) => doodle.variant === variant);
    return there.length > 0 && !isTrained && there.every((i) => guesses[i].kind !== test[i].kind);
  });
}

/**
 * Numbers for the envelope, drawn without looking.
 * @param {Level} level
 * @param {readonly Known[]} pile
 * @param {Chance} chance
 * @returns {number[]}
 */
export function drawLot(level, pile, chance) {
  return chance
    .shuffle(pile)
    .slice(0, level.testSize)
    .map((doodle) => doodle.number);
}

/**
 * The first of many draws that serves, by the strictest purpose that any of them serves.
 * @template T
 * @param {Chance} chance
 * @param {(chance: Chance) => T} draw
 * @param {((drawn: T) => boolean)[]} purposes From the strictest to the plainest.
 * @returns {T}
 */
function drawBest(chance, draw, purposes) {
  const drawn = (/** @type {number} */ i) => draw(chance.fork(String(i)));
  for (const serves of purposes) {
    for (let i = 0; i < TRIES; i += 1) {
      const one = drawn(i);
      if (serves(one)) return one;
    }
  }
  return drawn(0);
}

/**
 * An envelope that shows what a test is for: some guesses are wrong, and a way of drawing is missing
 * in the training part. About one lot in four is like that.
 * @param {Level} level
 * @param {readonly Known[]} pile
 * @param {Chance} chance
 * @returns {number[]}
 */
export function sealLot(level, pile, chance) {
  const [least, most] = level.counts;
  const look = (/** @type {number[]} */ numbers) => {
    const { training, test } = splitPile(pile, numbers);
    return { training, test, right: runTest(training, test).right };
  };
  const isMissing = (/** @type {ReturnType<typeof look>} */ { training, test }) =>
    listMissing(level, training, test).length > 0;
  return drawBest(chance, (own) => drawLot(level, pile, own), [
    (numbers) => {
      const lot = look(numbers);
      return lot.right >= least && lot.right <= most && isMissing(lot);
    },
    (numbers) => isMissing(look(numbers)),
    (numbers) => look(numbers).right < level.testSize,
  ]);
}

/**
 * A new drawing and four of the training part, one of which is clearly the nearest of all.
 * @param {Level} level
 * @param {readonly Known[]} training
 * @param {Chance} chance
 * @returns {{newcomer: Known, options: Known[], nearest: number}}
 */
export function makeNearestQuestion(level, training, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const variant = own.pick(level.kinds.flatMap((kind) => WAYS[/** @type {'cat'} */ (kind)]));
    const newcomer = makeDoodle(variant, 0, own.fork('hand'));
    const near = training
      .map((doodle) => ({ doodle, distance: findDistance(newcomer.cells, doodle.cells) }))
      .sort((a, b) => a.distance - b.distance);
    const others = own.shuffle(near.slice(4)).slice(0, 3);
    const options = own.shuffle([near[0], ...others]);
    const gap = Math.min(...others.map((one) => one.distance)) - near[0].distance;
    return {
      newcomer,
      gap,
      options: options.map((one) => one.doodle),
      nearest: options.indexOf(near[0]),
    };
  };
  const { newcomer, options, nearest } = drawBest(chance, draw, [
    (drawn) => drawn.gap >= 14 && new Set(drawn.options.map((one) => one.kind)).size > 1,
    (drawn) => drawn.gap >= 6,
  ]);
  return { newcomer, options, nearest };
}

/**
 * The way of drawing that is missing, and others that the training part has, to choose from.
 * @param {Level} level
 * @param {{training: readonly Known[], test: readonly Known[]}} parts
 * @param {Chance} chance
 * @returns {{missing: string, options: {variant: string, isRight: boolean, trained: number, sample: Known}[]}}
 */
export function makeMissingQuestion(level, { training, test }, chance) {
  const found = listMissing(level, training, test);
  const trained = (/** @type {string} */ variant) =>
    training.filter((doodle) => doodle.variant === variant).length;
  const rare = [...listRare(level)].sort((a, b) => trained(a) - trained(b));
  const missing = found[0] ?? rare[0];
  const others = rare.filter((variant) => variant !== missing && !found.includes(variant));
  const shown = chance.shuffle([missing, ...others.slice(-3)]);
  const options = shown.map((variant) => ({
    variant,
    isRight: variant === missing,
    trained: trained(variant),
    sample: makeDoodle(variant, 0, chance.fork(`sample-${variant}`)),
  }));
  return { missing, options };
}

/**
 * @param {string} variant
 * @param {Chance} chance
 * @returns {Known[]} more drawings made in one way
 */
export function makePack(variant, chance) {
  return Array.from({ length: PACK }, (_, i) =>
    makeDoodle(variant, FIRST_ADDED + i, chance.fork(`pack-${i}`)),
  );
}

/**
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Known[]} as many new drawings as an envelope holds
 */
export function drawFresh(level, chance) {
  const ways = chance.shuffle(listWays(level, chance.fork('pile'))).slice(0, level.testSize);
  return ways.map((variant, i) => makeDoodle(variant, FIRST_FRESH + i, chance.fork(`hand-${i}`)));
}

/**
 * A fresh envelope in which the way that was missing is met again.
 * @param {Level} level
 * @param {{before: readonly Known[], after: readonly Known[], variant: string}} training
 * @param {Chance} chance
 * @returns {Known[]}
 */
export function sealFresh(level, { before, after, variant }, chance) {
  const gain = (/** @type {Known[]} */ test) =>
    runTest(after, test).right - runTest(before, test).right;
  const isMet = (/** @type {Known[]} */ test) => test.some((doodle) => doodle.variant === variant);
  return drawBest(chance, (own) => drawFresh(level, own), [
    (test) => {
      const { right, of } = runTest(after, test);
      return isMet(test) && gain(test) > 0 && right >= level.counts[1] && right < of;
    },
    isMet,
  ]);
}

/**
 * Three drawings of the opened envelope that slip into the training part, and ten new ones beside it.
 * @param {Level} level
 * @param {{training: readonly Known[], test: readonly Known[]}} parts
 * @param {Chance} chance
 * @returns {{leaked: Known[], fresh: Known[]}}
 */
export function makeLeak(level, { training, test }, chance) {
  const before = runTest(training, test).right;
  const leaked = drawBest(chance.fork('leaked'), (own) => own.shuffle(test).slice(0, LEAKED), [
    (some) => runTest([...training, ...some], test).right - before >= 2,
    (some) => runTest([...training, ...some], test).right > before,
  ]);
  const leaky = [...training, ...leaked];
  const fresh = drawBest(chance.fork('fresh'), (own) => drawFresh(level, own), [
    (some) => {
      const { right, of } = runTest(training, some);
      return right < of && runTest(leaky, some).right === right;
    },
  ]);
  return { leaked, fresh };
}

/**
 * The counts of many lots of the same pile, none of them chosen.
 * @param {Level} level
 * @param {readonly Known[]} pile
 * @param {Chance} chance
 * @returns {number[]}
 */
export function countLots(level, pile, chance) {
  return Array.from({ length: LOTS }, (_, i) => {
    const { training, test } = splitPile(pile, drawLot(level, pile, chance.fork(String(i))));
    return runTest(training, test).right;
  });
}

/**
 * Everything that one seed brings on one level.
 * @param {string | number} seed
 * @param {string} levelName
 */
export function makeCase(seed, levelName) {
  const level = LEVELS[levelName];
  if (!level) throw new RangeError(`level must be one of ${Object.keys(LEVELS)}, got ${levelName}`);
  const chance = makeChance(seed).fork(levelName);
  const pile = drawUntil(
    chance.fork('pile'),
    (own) => makePile(level, own),
    (one) => sealsWell(level, one, chance.fork('lot-0')),
  );
  /** @type {Map<string, any>} any: each part is what its maker returns */
  const made = new Map();
  const keep = (/** @type {string} */ key, /** @type {() => any} */ make) => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key);
  };
  return {
    level,
    chance,
    pile,
    start: () =>
      /** @type {Known[]} */ (keep('start', () => makeStart(level, chance.fork('start')))),
    /** Ready sketches for those who do not draw: one of each kind. */
    sketches: () =>
      /** @type {Known[]} */ (
        keep('sketches', () =>
          level.kinds.map((kind, i) =>
            makeDoodle(WAYS[/** @type {'cat'} */ (kind)][i % 2], 0, chance.fork(`sketch-${i}`)),
          ),
        )
      ),
    /** @template T @param {string} key @param {() => T} make @returns {T} made once for each key */
    keep: (key, make) => keep(key, make),
  };
}

/** @param {Level} level @param {readonly Known[]} pile @param {Chance} chance */
function sealsWell(level, pile, chance) {
  const { training, test } = splitPile(pile, sealLot(level, pile, chance));
  const { right } = runTest(training, test);
  const isWithin = right >= level.counts[0] && right <= level.counts[1];
  return isWithin && listMissing(level, training, test).length > 0;
}
