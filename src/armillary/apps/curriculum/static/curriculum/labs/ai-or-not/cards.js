/** The cards of all levels and what is true of each. No document in here. */

/**
 * @typedef {'learned' | 'tries' | 'average' | 'closest' | 'fixed' | 'stored' | 'none'} Way
 *   How the output comes about: computed from what was learned from data; by trying many moves; by
 *   one average of a few days; by the closest word of a list; by a fixed rule; taken from where
 *   people stored it; not at all.
 * @typedef {object} Card
 * @property {string} id
 * @property {boolean} electric
 * @property {boolean} alive
 * @property {boolean} body It moves about by itself.
 * @property {boolean} face It talks or looks like somebody.
 * @property {string} takes The kind of input, `none` where nothing goes in.
 * @property {Way} how
 * @property {string} gives The kind of output, `none` where nothing comes out.
 * @property {'people' | 'own'} goal Made by people for a goal of theirs, or following its own.
 * @property {'one' | 'any'} tasks One kind of task, or any task whatever: the latter only in films.
 */

/** @param {string} facts Letters: e runs on electricity, b moves about by itself, f talks or has a face. */
const traits = (facts) => ({
  electric: facts.includes('e'),
  body: facts.includes('b'),
  face: facts.includes('f'),
});

/** @param {string} id @param {string} facts @param {string} takes @param {string} gives @returns {Card} */
const learner = (id, facts, takes, gives) => ({
  id,
  alive: false,
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

/** @param {string} id @param {string} facts @returns {Card} */
const living = (id, facts) => ({
  ...learner(id, facts, 'any', 'any'),
  alive: true,
  how: 'none',
  goal: 'own',
});

/** The 24 cards of the definition of AI. @type {readonly Card[]} */
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
  { ...learner('dog', 'bf', 'sound', 'bark'), alive: true, goal: 'own' },
  machine('chess', 'e', 'position', 'tries', 'move'),
  machine('heating', 'e', 'times', 'average', 'start'),
  machine('spelling', 'e', 'text', 'closest', 'hint'),
  film('android', 'ebf'),
  film('ship', 'ef'),
  film('cloud', 'e'),
]);

/** Cards that only younger classes meet. @type {readonly Card[]} */
const MORE = Object.freeze([
  learner('leaf', 'e', 'photo', 'leaf'),
  learner('tune', 'e', 'sound', 'tune'),
  learner('rain', 'e', 'numbers', 'rain'),
  machine('lights', 'e', 'time', 'fixed', 'colour'),
  machine('drinks', 'e', 'button', 'fixed', 'drink'),
  machine('bell', 'e', 'button', 'fixed', 'ring'),
  machine('door', 'e', 'light', 'fixed', 'way'),
  living('cat', 'bf'),
  living('fish', 'bf'),
  living('hen', 'bf'),
  living('snail', 'bf'),
  living('bee', 'bf'),
  living('tree', ''),
  living('flower', ''),
]);
const ALL = Object.freeze([...CARDS, ...MORE]);

/** @param {string} ids @returns {readonly Card[]} */
const pool = (ids) => Object.freeze(ids.split(' ').map(findCard));
const NARROW = 'bird mail apple speech translate bus weeds digits';
/** The 24 cards of "rules or learned?". */
export const PROGRAMS = pool(
  `${NARROW} leaf tune rain kettle calculator lift robot clock lamp washer till chess lights drinks bell door`,
);
/** The 24 cards of "alive, machine or smart machine?". */
export const THINGS = pool(
  `${NARROW} kettle calculator robot clock lamp bike lights drinks dog cat fish hen snail bee tree flower`,
);

/** @param {string} id @returns {Card} */
export function findCard(id) {
  const card = ALL.find((one) => one.id === id);
  if (!card) throw new RangeError(`no card ${id}`);
  return card;
}
