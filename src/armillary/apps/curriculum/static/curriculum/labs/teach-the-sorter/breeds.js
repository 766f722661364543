/** Breeds and the creatures drawn from them. No document in here. */

import { FEATURES } from './model.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./model.js').Creature} Creature */
/** @typedef {import('./model.js').Look} Look */
/** @typedef {import('./cases.js').Level} Level */

const SIGNS = ['feet', 'tail', 'ears'];
const OTHERS = ['body', 'legs', 'coat', 'eyes'];
/** The ternary tetracode: nine words of four digits, any two of them differ in exactly three places. */
const TETRACODE = ['0000', '0111', '0222', '1012', '1120', '1201', '2021', '2102', '2210'];
/** How many of the other features a creature changes against its breed. */
const CHANGES = [0, 0, 1, 1, 1, 2];
/** A breed has 33 looks, so this many draws without a new one mean that there is none. */
const MOST_DRAWS = 2000;

/**
 * One look for each breed: the signs from the level's pattern, the rest far apart from each other.
 * @param {Level} level
 * @param {Chance} chance
 * @returns {Look[]}
 */
export function drawBreeds(level, chance) {
  const words = chance.shuffle(TETRACODE);
  const digits = OTHERS.map((feature) => chance.shuffle(FEATURES[/** @type {'body'} */ (feature)]));
  const order = level.rule.signs.length > 1 ? chance.shuffle(SIGNS) : SIGNS;
  return level.patterns.map((pattern, breed) => {
    /** @type {Record<string, string>} */
    const look = {};
    order.forEach((sign, i) => {
      look[sign] = FEATURES[/** @type {'feet'} */ (sign)][Number(pattern[i])];
    });
    OTHERS.forEach((feature, i) => {
      look[feature] = digits[i][Number(words[breed][i])];
    });
    return look;
  });
}

/**
 * A source of creatures of which no two look the same.
 * @param {readonly Look[]} breeds
 * @param {Chance} chance
 * @param {number} first The number on the first creature.
 * @param {Set<string>} [seen] Looks that must not come; the source adds its own.
 * @returns {(breed: number) => Creature}
 */
export function makeNest(breeds, chance, first, seen = new Set()) {
  let number = first;
  return (breed) => {
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const look = changeLook(breeds[breed], chance);
      const key = JSON.stringify(look);
      if (seen.has(key)) continue;
      seen.add(key);
      number += 1;
      return { number: number - 1, breed, look };
    }
    throw new RangeError(`breed ${breed} has no unseen looks left`);
  };
}

/** @param {Look} look @param {Chance} chance @returns {Look} */
function changeLook(look, chance) {
  const changed = { ...look };
  for (const feature of chance.shuffle(OTHERS).slice(0, chance.pick(CHANGES))) {
    const values = FEATURES[/** @type {'body'} */ (feature)].filter(
      (value) => value !== look[feature],
    );
    changed[feature] = chance.pick(values);
  }
  return changed;
}
