/** The sorter itself: looks, distance, nearest examples, vote, counts. No document in here. */

/** @typedef {'lake' | 'forest'} Label */
/** @typedef {Readonly<Record<string, string>>} Look One value for every feature. */
/** @typedef {{number: number, breed: number, look: Look}} Creature */
/** @typedef {{creature: Creature, label: Label}} Example */
/** @typedef {{example: Example, differences: string[]}} Lean */
/** @typedef {{label: Label | 'none', leaned: Lean[], votes: Record<Label, number>}} Guess */
/** @typedef {{signs: readonly string[], need: number}} Rule Lake folk show `need` of the signs. */

/** @type {readonly Label[]} */
export const LABELS = Object.freeze(['lake', 'forest']);

/** Everything that is drawn is a feature, and every feature counts alike. */
export const FEATURES = Object.freeze({
  feet: Object.freeze(['paws', 'flippers']),
  tail: Object.freeze(['tuft', 'fan']),
  ears: Object.freeze(['pointed', 'none']),
  body: Object.freeze(['round', 'tall', 'wide']),
  legs: Object.freeze(['2', '4', '6']),
  coat: Object.freeze(['plain', 'spots', 'stripes']),
  eyes: Object.freeze(['1', '2', '3']),
});

/** @type {readonly string[]} */
export const FEATURE_NAMES = Object.freeze(Object.keys(FEATURES));

/** The value of each sign that speaks for the lake. */
export const LAKE_SIGNS = Object.freeze({ feet: 'flippers', tail: 'fan', ears: 'none' });

/**
 * The features in which two looks differ, in the order of FEATURES.
 * @param {Look} one
 * @param {Look} other
 * @returns {string[]}
 */
export function listDifferences(one, other) {
  return FEATURE_NAMES.filter((feature) => one[feature] !== other[feature]);
}

/**
 * How many of the rule's signs speak for the lake.
 * @param {Look} look
 * @param {Rule} rule
 * @returns {number}
 */
export function countLakeSigns(look, rule) {
  return rule.signs.filter((sign) => look[sign] === LAKE_SIGNS[/** @type {'feet'} */ (sign)])
    .length;
}

/**
 * The label that the guide gives.
 * @param {Look} look
 * @param {Rule} rule
 * @returns {Label}
 */
export function labelByRule(look, rule) {
  return countLakeSigns(look, rule) >= rule.need ? 'lake' : 'forest';
}

/**
 * The examples from nearest to farthest. Of two equally near ones the one shown first comes first.
 * @param {Look} look
 * @param {readonly Example[]} examples
 * @returns {Lean[]}
 */
export function rankExamples(look, examples) {
  return examples
    .map((example) => ({ example, differences: listDifferences(look, example.creature.look) }))
    .sort((a, b) => a.differences.length - b.differences.length);
}

/**
 * The label that most of the k nearest examples carry; of equal votes the nearest decides.
 * Without examples there is no guess: the label is 'none'.
 * @param {Look} look
 * @param {readonly Example[]} examples
 * @param {number} k
 * @returns {Guess}
 */
export function guessLabel(look, examples, k) {
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`k must be a whole number above 0, got ${k}`);
  const leaned = rankExamples(look, examples).slice(0, k);
  const votes = { lake: 0, forest: 0 };
  for (const lean of leaned) votes[lean.example.label] += 1;
  if (leaned.length === 0) return { label: 'none', leaned, votes };
  const nearest = leaned[0].example.label;
  const label =
    votes.lake === votes.forest ? nearest : votes.lake > votes.forest ? 'lake' : 'forest';
  return { label, leaned, votes };
}

/**
 * How many creatures of a test the sorter labels as the guide does, and each guess.
 * @param {readonly Example[]} examples
 * @param {readonly Creature[]} test
 * @param {{rule: Rule, k: number}} settings
 * @returns {{right: number, of: number, guesses: Guess[]}}
 */
export function runTest(examples, test, { rule, k }) {
  const guesses = test.map((creature) => guessLabel(creature.look, examples, k));
  const right = guesses.filter(
    (guess, i) => guess.label === labelByRule(test[i].look, rule),
  ).length;
  return { right, of: test.length, guesses };
}

/**
 * How many of its own examples the sorter gives back the label they were shown with.
 * @param {readonly Example[]} examples
 * @param {number} k
 * @returns {{right: number, of: number}}
 */
export function runOnOwnExamples(examples, k) {
  const right = examples.filter(
    (own) => guessLabel(own.creature.look, examples, k).label === own.label,
  );
  return { right: right.length, of: examples.length };
}

/**
 * The examples whose label is not the guide's.
 * @param {readonly Example[]} examples
 * @param {Rule} rule
 * @returns {Example[]}
 */
export function listOffRule(examples, rule) {
  return examples.filter((example) => labelByRule(example.creature.look, rule) !== example.label);
}

/**
 * The creatures labelled by the guide.
 * @param {readonly Creature[]} creatures
 * @param {Rule} rule
 * @returns {Example[]}
 */
export function labelAll(creatures, rule) {
  return creatures.map((creature) => ({ creature, label: labelByRule(creature.look, rule) }));
}
