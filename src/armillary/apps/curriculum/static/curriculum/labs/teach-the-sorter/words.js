/** How the lab names creatures, labels and differences in the reader's language. */

import { FEATURE_NAMES } from './model.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Creature} Creature */
/** @typedef {import('./model.js').Guess} Guess */
/** @typedef {import('./model.js').Label} Label */
/** @typedef {import('./model.js').Look} Look */

/** @param {Say} say @param {Look} look @param {string} feature @returns {string} */
export function nameValue(say, look, feature) {
  return say(`value.${feature}.${look[feature]}`);
}

/** @param {Say} say @param {Label | 'none'} label @returns {string} */
export function nameLabel(say, label) {
  return say(`label.${label}`);
}

/** @param {Say} say @param {Creature} creature @returns {string} its number and every feature */
export function describe(say, creature) {
  const values = FEATURE_NAMES.map((feature) => nameValue(say, creature.look, feature));
  return say('creature.full', { number: creature.number, features: values.join(say('comma')) });
}

/**
 * The differing features of one look against another: "flippers, not paws; fan tail, not tuft tail".
 * @param {Say} say
 * @param {Look} look
 * @param {Look} against
 * @param {readonly string[]} differences
 * @returns {string}
 */
export function nameDifferences(say, look, against, differences) {
  if (differences.length === 0) return say('differ.none');
  return differences
    .map((feature) =>
      say('differ.pair', {
        one: nameValue(say, look, feature),
        other: nameValue(say, against, feature),
      }),
    )
    .join(say('kit.semicolon'));
}

/**
 * What the sorter guesses for a creature and which examples it leans on, in one or two sentences.
 * @param {Say} say
 * @param {Creature} creature
 * @param {Guess} guess
 * @returns {string}
 */
export function tellGuess(say, creature, guess) {
  const { number } = creature;
  if (guess.label === 'none') return say('guess.none', { number });
  const label = nameLabel(say, guess.label);
  if (guess.leaned.length === 1) {
    const [{ example, differences }] = guess.leaned;
    const n = differences.length;
    return say('guess.one', { number, label, example: example.creature.number, n });
  }
  const numbers = guess.leaned.map((lean) => lean.example.creature.number).join(say('comma'));
  return say('guess.vote', {
    number,
    label,
    examples: numbers,
    lake: guess.votes.lake,
    forest: guess.votes.forest,
  });
}
