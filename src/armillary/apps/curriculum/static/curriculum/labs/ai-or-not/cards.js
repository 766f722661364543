/** The 24 cards and what is true of each. No document in here. */

/**
 * @typedef {'learned' | 'tries' | 'average' | 'closest' | 'fixed' | 'stored' | 'none'} Way
 *   How the output comes about: computed from what was learned from data; by trying many moves; by
 *   one average of a few days; by the closest word of a list; by a fixed rule; taken from where
 *   people stored it; not at all.
 * @typedef {object} Card
 * @property {string} id
 * @property {boolean} electric
 * @property {boolean} body It moves by itself, like a robot.
 * @property {boolean} face It talks or looks like somebody.
 * @property {string} takes The kind of input, `none` where nothing goes in.
 * @property {Way} how
 * @property {string} gives The kind of output, `none` where nothing comes out.
 * @property {'people' | 'own'} goal Made by people for a goal of theirs, or following its own.
 * @property {'one' | 'any'} tasks One kind of task, or any task whatever: the latter only in films.
 */

/** @param {string} facts Letters: e runs on electricity, b moves by itself, f talks or has a face. */
const traits = (facts) => ({
  electric: facts.includes('e'),
  body: facts.includes('b'),
  face: facts.includes('f'),
});

/** @param {string} id @param {string} facts @param {string} takes @param {string} gives @returns {Card} */
const learner = (id, facts, takes, gives) => ({
  id,
  ...traits(facts),
  takes,
  how: 'learned',
  gives,
  goal: 'people',
  tasks: 'one',
});

/** @param {string} id @param {string} facts @param {string} takes @param {Way} how @param {string} gives @returns {Card} */
const machine = (id, facts, takes, how, gives) => ({
  ...learner(id, facts, takes, gives),
  how,
});

/** @param {string} id @param {string} facts @returns {Card} */
const film = (id, facts) => ({ ...learner(id, facts, 'any', 'any'), goal: 'own', tasks: 'any' });

/** @type {readonly Card[]} */
export const CARDS = Object.freeze([
  learner('bird', 'e', 'sound', 'bird'),
  learner('mail', 'e', 'text', 'pile'),
  learner('apple', 'e', 'photo', 'quality'),
  learner('speech', 'e', 'sound', 'words'),
  learner('translate', 'e', 'text', 'translation'),
  learner('bus', 'e', 'numbers', 'delay'),
  learner('weeds', 'eb', 'photo', 'plant'),
  learner('digits', 'e', 'photo', 'digits'),
  machine('kettle', 'e', 'button', 'fixed', 'heat'),
  machine('calculator', 'e', 'numbers', 'fixed', 'sum'),
  machine('lift', 'e', 'button', 'fixed', 'ride'),
  machine('robot', 'ebf', 'none', 'stored', 'recording'),
  machine('clock', 'e', 'time', 'fixed', 'ring'),
  machine('lamp', 'e', 'light', 'fixed', 'shine'),
  machine('washer', 'e', 'button', 'fixed', 'wash'),
  machine('till', 'ef', 'code', 'stored', 'price'),
  machine('bike', '', 'none', 'none', 'none'),
  { ...learner('dog', 'bf', 'sound', 'bark'), goal: 'own' },
  machine('chess', 'e', 'position', 'tries', 'move'),
  machine('heating', 'e', 'times', 'average', 'start'),
  machine('spelling', 'e', 'text', 'closest', 'hint'),
  film('android', 'ebf'),
  film('ship', 'ef'),
  film('cloud', 'e'),
]);

/** @param {string} id @returns {Card} */
export function findCard(id) {
  const card = CARDS.find((one) => one.id === id);
  if (!card) throw new RangeError(`no card ${id}`);
  return card;
}
