/** The case of a class: which creatures a seed brings, and where. No document in here. */

import { drawUntil, makeChance } from '../kit/chance.js';
import { drawBreeds, makeNest } from './breeds.js';
import {
  LAKE_SIGNS,
  guessLabel,
  labelAll,
  labelByRule,
  listOffRule,
  rankExamples,
  runTest,
} from './model.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./model.js').Creature} Creature */
/** @typedef {import('./model.js').Example} Example */
/** @typedef {import('./model.js').Label} Label */
/** @typedef {import('./model.js').Rule} Rule */

/**
 * @typedef {object} Level
 * @property {Rule} rule
 * @property {readonly string[]} patterns Feet, tail and ears of each breed, 1 speaks for the lake. The
 *   breeds alternate lake, forest; the first two are the common ones that live near the gate.
 * @property {number} budget The most labels in the building step.
 * @property {number} equal Labels in each set of the first pair of diets.
 * @property {readonly [number, number]} unequal Labels in the narrow and in the varied set of the second pair.
 * @property {readonly string[]} steps
 */

/**
 * In the common pair of every level one sign alone tells lake from forest, so that a diet of these
 * two breeds misleads the sorter about the others.
 * @type {Readonly<Record<string, Level>>}
 */
export const LEVELS = Object.freeze({
  starter: {
    rule: { signs: ['feet'], need: 1 },
    patterns: ['111', '000', '100', '011'],
    budget: 8,
    equal: 4,
    unequal: [8, 4],
    steps: ['meet', 'predict', 'build', 'explain', 'limits'],
  },
  middle: {
    rule: { signs: ['feet', 'tail', 'ears'], need: 2 },
    patterns: ['110', '010', '101', '001', '011', '100'],
    budget: 12,
    equal: 8,
    unequal: [12, 6],
    steps: ['meet', 'predict', 'build', 'labels', 'explain', 'limits'],
  },
  full: {
    rule: { signs: ['feet', 'tail', 'ears'], need: 2 },
    patterns: ['110', '010', '101', '001', '011', '100'],
    budget: 12,
    equal: 8,
    unequal: [12, 6],
    steps: ['meet', 'predict', 'build', 'labels', 'vote', 'explain', 'limits'],
  },
});

export const TEST_SIZE = 10;
/** A round reaches the goal from this many right ones on: 80 %. */
export const GOAL = 8;

/** @param {number} n @param {readonly number[]} breeds @returns {number[]} n breeds, each as often as the others */
function spread(n, breeds) {
  return Array.from({ length: n }, (_, i) => breeds[i % breeds.length]);
}

/** @param {Level} level @returns {number[]} */
const allBreeds = (level) => level.patterns.map((_, breed) => breed);

/**
 * Ten new creatures in which every breed is met, as they come to the gate.
 * @param {Level} level
 * @param {(breed: number) => Creature} nest
 * @param {Chance} chance
 * @returns {Creature[]}
 */
function drawTest(level, nest, chance) {
  const breeds = chance.shuffle(allBreeds(level));
  return chance.shuffle(spread(TEST_SIZE, breeds)).map(nest);
}

/**
 * A narrow and a varied diet and one test for both, drawn without looking at the outcome.
 * @param {Level} level
 * @param {{narrow: number, varied: number}} sizes
 * @param {Chance} chance
 * @returns {{narrow: Example[], varied: Example[], test: Creature[]}}
 */
export function drawDiets(level, sizes, chance) {
  const nest = makeNest(drawBreeds(level, chance), chance, 1);
  const narrow = spread(sizes.narrow, [0, 1]).map(nest);
  const varied = spread(sizes.varied, allBreeds(level)).map(nest);
  const test = drawTest(level, nest, chance);
  return {
    narrow: labelAll(chance.shuffle(narrow), level.rule),
    varied: labelAll(chance.shuffle(varied), level.rule),
    test,
  };
}

/**
 * Two diets whose results lie so far apart that ten creatures show it.
 * @param {Level} level
 * @param {{narrow: number, varied: number}} sizes
 * @param {Chance} chance
 */
export function makeDiets(level, sizes, chance) {
  const settings = { rule: level.rule, k: 1 };
  return drawUntil(
    chance,
    (own) => drawDiets(level, sizes, own),
    ({ narrow, varied, test }) =>
      runTest(varied, test, settings).right >= GOAL &&
      runTest(narrow, test, settings).right < GOAL - 1,
  );
}

/**
 * The first five newcomers: two to begin with, a third that is guessed right, a fourth that is
 * guessed wrong, and its sibling that is guessed right once the fourth has its label.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Creature[]}
 */
export function makeMeeting(level, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const nest = makeNest(drawBreeds(level, own), own, 1);
    const rare = 2 + own.below(level.patterns.length - 2);
    return [0, 1, own.below(2), rare, rare].map(nest);
  };
  return drawUntil(chance, draw, (creatures) => {
    const examples = labelAll(creatures, level.rule);
    const isRight = (/** @type {number} */ i) =>
      guessLabel(creatures[i].look, examples.slice(0, i), 1).label === examples[i].label;
    return isRight(2) && !isRight(3) && isRight(4);
  });
}

/**
 * Four examples and a newcomer with one clear nearest, which is not the one with the same coat.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {{examples: Example[], newcomer: Creature, nearest: number}}
 */
export function makeNearestQuestion(level, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const nest = makeNest(drawBreeds(level, own), own, 1);
    const examples = labelAll(own.shuffle([0, 1, 2, 3]).map(nest), level.rule);
    const newcomer = nest(own.below(4));
    const ranked = rankExamples(newcomer.look, examples);
    return { examples, newcomer, ranked };
  };
  const { examples, newcomer, ranked } = drawUntil(chance, draw, (drawn) => {
    const [nearest, next] = drawn.ranked;
    const coats = drawn.ranked.slice(1).map((lean) => lean.example.creature.look.coat);
    const isClear = next.differences.length - nearest.differences.length >= 2;
    return (
      isClear && nearest.differences.includes('coat') && coats.includes(drawn.newcomer.look.coat)
    );
  });
  return { examples, newcomer, nearest: examples.indexOf(ranked[0].example) };
}

export const ENVELOPES = 6;

/**
 * The creatures near the gate and farther off, and the sealed envelopes, none of which holds a
 * creature that looks like another of this case.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {{near: Creature[], far: Creature[], envelopes: Creature[][]}}
 */
export function makeMeadow(level, chance) {
  const rare = allBreeds(level).slice(2);
  const draw = (/** @type {Chance} */ own) => {
    const nest = makeNest(drawBreeds(level, own), own, 1);
    const near = own.shuffle(spread(level.budget, [0, 1])).map(nest);
    const far = own.shuffle(spread(level.budget, rare)).map(nest);
    const envelopes = Array.from({ length: ENVELOPES }, () => drawTest(level, nest, own));
    return { near, far, envelopes };
  };
  return drawUntil(chance, draw, ({ near, far, envelopes }) => {
    const varied = labelAll(pickVaried(level, [...near, ...far]), level.rule);
    const counts = envelopes.map((test) => runTest(varied, test, { rule: level.rule, k: 1 }).right);
    const lazy = runTest(labelAll(near, level.rule), envelopes[0], {
      rule: level.rule,
      k: 1,
    }).right;
    return lazy < GOAL && Math.min(...counts) >= GOAL;
  });
}

/**
 * As many creatures as the level allows labels, each breed as often as the others.
 * @param {Level} level
 * @param {readonly Creature[]} creatures
 * @returns {Creature[]}
 */
export function pickVaried(level, creatures) {
  const each = level.budget / level.patterns.length;
  return allBreeds(level).flatMap((breed) =>
    creatures.filter((one) => one.breed === breed).slice(0, each),
  );
}

/**
 * The label that follows from looking at one sign only.
 * @param {Creature} creature
 * @param {'feet' | 'tail' | 'ears'} sign
 * @returns {Label}
 */
export function labelByOneSign(creature, sign) {
  return creature.look[sign] === LAKE_SIGNS[sign] ? 'lake' : 'forest';
}

/**
 * Twelve examples with labels by two people: one looks at the feet only, the other at the tail only.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {{examples: (Example & {by: 'mia' | 'leo'})[], tests: Creature[][]}}
 */
export function makeTwoLabellers(level, chance) {
  const settings = { rule: level.rule, k: 1 };
  const draw = (/** @type {Chance} */ own) => {
    const nest = makeNest(drawBreeds(level, own), own, 1);
    const mia = allBreeds(level)
      .map(nest)
      .map((creature) => {
        return {
          creature,
          label: labelByOneSign(creature, 'feet'),
          by: /** @type {const} */ ('mia'),
        };
      });
    const leo = allBreeds(level)
      .map(nest)
      .map((creature) => {
        return {
          creature,
          label: labelByOneSign(creature, 'tail'),
          by: /** @type {const} */ ('leo'),
        };
      });
    const tests = [drawTest(level, nest, own), drawTest(level, nest, own)];
    return { examples: own.shuffle([...mia, ...leo]), tests };
  };
  return drawUntil(chance, draw, ({ examples, tests }) => {
    const repaired = labelAll(
      examples.map((example) => example.creature),
      level.rule,
    );
    return (
      runTest(examples, tests[0], settings).right < GOAL &&
      runTest(repaired, tests[1], settings).right > GOAL
    );
  });
}

/**
 * Three examples of every breed; in three breeds one label slipped. The newcomer of the test at
 * `shown` is guessed wrong by its nearest example and right by the vote of three.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {{examples: Example[], test: Creature[], shown: number}}
 */
export function makeVote(level, chance) {
  const draw = (/** @type {Chance} */ own) => {
    const nest = makeNest(drawBreeds(level, own), own, 1);
    const slips = own.shuffle(allBreeds(level)).slice(0, 3);
    const creatures = spread(3 * level.patterns.length, allBreeds(level)).map(nest);
    const examples = labelAll(creatures, level.rule).map((example, i) =>
      i < level.patterns.length && slips.includes(example.creature.breed) ? slip(example) : example,
    );
    return countVotes(level, own.shuffle(examples), drawTest(level, nest, own));
  };
  const { examples, test, shown } = drawUntil(chance, draw, (drawn) => {
    return drawn.three >= GOAL + 1 && drawn.three - drawn.one >= 2 && drawn.shown >= 0;
  });
  return { examples, test, shown };
}

/** @param {Level} level @param {Example[]} examples @param {Creature[]} test */
function countVotes(level, examples, test) {
  const one = runTest(examples, test, { rule: level.rule, k: 1 });
  const three = runTest(examples, test, { rule: level.rule, k: 3 });
  const truth = test.map((creature) => labelByRule(creature.look, level.rule));
  const shown = truth.findIndex(
    (label, i) => one.guesses[i].label !== label && three.guesses[i].label === label,
  );
  return { examples, test, shown, one: one.right, three: three.right };
}

/** @param {Example} example @returns {Example} the example with the other label */
export function slip(example) {
  return { ...example, label: example.label === 'lake' ? 'forest' : 'lake' };
}

/**
 * Two errors to explain: one for want of a like example, one from a slipped label nearby.
 * @param {Level} level
 * @param {Chance} chance
 */
export function makeErrors(level, chance) {
  const settings = { rule: level.rule, k: 1 };
  const narrow = drawUntil(
    chance.fork('narrow'),
    (own) => {
      const { narrow: examples, test } = drawDiets(level, { narrow: level.budget, varied: 0 }, own);
      const { right, guesses } = runTest(examples, test, settings);
      const wrong = test.findIndex(
        (one, i) => guesses[i].label !== labelByRule(one.look, level.rule),
      );
      return { examples, test, right, newcomer: test[wrong], guess: guesses[wrong] };
    },
    ({ right, guess }) => right < GOAL - 1 && guess.leaned[0].differences.length >= 3,
  );
  const slipped = drawUntil(
    chance.fork('slipped'),
    (own) => {
      const { varied, test } = drawDiets(level, { narrow: 0, varied: level.patterns.length }, own);
      const newcomer = test[0];
      const examples = varied.map((one) =>
        one.creature.breed === newcomer.breed ? slip(one) : one,
      );
      return { examples, newcomer, guess: guessLabel(newcomer.look, examples, 1) };
    },
    ({ guess }) => {
      const [{ example, differences }] = guess.leaned;
      return differences.length <= 1 && listOffRule([example], level.rule).length === 1;
    },
  );
  return { narrow, slipped };
}

/** Something that is neither of the lake nor of the forest, as the sorter's seven features read it. */
export const TEAPOT = Object.freeze({
  number: 0,
  breed: -1,
  look: Object.freeze({
    feet: 'paws',
    tail: 'tuft',
    ears: 'none',
    body: 'round',
    legs: '4',
    coat: 'stripes',
    eyes: '1',
  }),
});

/**
 * Everything that one seed brings on one level.
 * @param {string | number} seed
 * @param {string} levelName
 */
export function makeCase(seed, levelName) {
  const level = LEVELS[levelName];
  if (!level) throw new RangeError(`level must be one of ${Object.keys(LEVELS)}, got ${levelName}`);
  const chance = makeChance(seed).fork(levelName);
  const [narrow, varied] = level.unequal;
  return {
    level,
    meeting: () => makeMeeting(level, chance.fork('meet')),
    nearest: () => makeNearestQuestion(level, chance.fork('nearest')),
    equal: () =>
      makeDiets(level, { narrow: level.equal, varied: level.equal }, chance.fork('equal')),
    unequal: () => makeDiets(level, { narrow, varied }, chance.fork('unequal')),
    meadow: () => makeMeadow(level, chance.fork('meadow')),
    labellers: () => makeTwoLabellers(level, chance.fork('labels')),
    vote: () => makeVote(level, chance.fork('vote')),
    errors: () => makeErrors(level, chance.fork('errors')),
  };
}
