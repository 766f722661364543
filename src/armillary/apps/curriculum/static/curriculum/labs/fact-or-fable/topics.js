/** What the stored answers speak of, and which line of the reference shelf each phrase stands or falls by. */

/** @typedef {'fact' | 'old' | 'source' | 'quote'} Kind What sort of error can be planted in the phrase. */
/**
 * @typedef {object} Claim
 * @property {string} id Its text is `claim.<topic>.<id>`, with the versions in braces: `{34|43|54}`; the first is true.
 * @property {Kind} kind
 * @property {string} card The card of the shelf that settles it.
 * @property {number} line The line of that card.
 * @property {number} versions
 */
/** @typedef {{id: string, isMadeUp: boolean, claims: readonly Claim[]}} Topic */

/** @returns {Claim} */
const claim = (
  /** @type {string} */ id,
  /** @type {Kind} */ kind,
  /** @type {string} */ card,
  /** @type {number} */ line,
  /** @type {number} */ versions = 2,
) => Object.freeze({ id, kind, card, line, versions });

/** @type {readonly Topic[]} */
export const TOPICS = Object.freeze([
  {
    id: 'island',
    isMadeUp: true,
    claims: [
      claim('villages', 'fact', 'island', 1, 3),
      claim('hill', 'fact', 'island', 2, 3),
      claim('people', 'old', 'island', 3),
      claim('book', 'source', 'books', 1),
    ],
  },
  {
    id: 'lighthouse',
    isMadeUp: true,
    claims: [
      claim('height', 'fact', 'lighthouse', 0, 3),
      claim('flash', 'fact', 'lighthouse', 1, 3),
      claim('lamp', 'old', 'lighthouse', 2),
      claim('mara', 'quote', 'notes', 0),
    ],
  },
  {
    id: 'ferry',
    isMadeUp: true,
    claims: [
      claim('name', 'fact', 'ferry', 0, 3),
      claim('minutes', 'fact', 'ferry', 1, 3),
      claim('trips', 'old', 'ferry', 2),
      claim('ino', 'quote', 'notes', 1),
    ],
  },
  {
    id: 'bridge',
    isMadeUp: true,
    claims: [
      claim('arches', 'fact', 'bridge', 0, 3),
      claim('stone', 'fact', 'bridge', 1, 3),
      claim('cars', 'old', 'bridge', 2),
      claim('book', 'source', 'books', 2),
    ],
  },
  {
    id: 'octopus',
    isMadeUp: false,
    claims: [
      claim('arms', 'fact', 'octopus', 0, 3),
      claim('hearts', 'fact', 'octopus', 1, 3),
      claim('blood', 'fact', 'octopus', 2, 3),
      claim('book', 'source', 'books', 3),
    ],
  },
  {
    id: 'planets',
    isMadeUp: false,
    claims: [
      claim('number', 'old', 'planets', 0),
      claim('largest', 'fact', 'planets', 1, 3),
      claim('nearest', 'fact', 'planets', 2, 3),
      claim('book', 'source', 'books', 4),
    ],
  },
  {
    id: 'bee',
    isMadeUp: false,
    claims: [
      claim('legs', 'fact', 'bee', 0, 3),
      claim('wings', 'fact', 'bee', 1, 3),
      claim('honey', 'fact', 'bee', 2, 3),
      claim('book', 'source', 'books', 5),
    ],
  },
  {
    id: 'bat',
    isMadeUp: false,
    claims: [
      claim('group', 'fact', 'bat', 0, 3),
      claim('sight', 'fact', 'bat', 1),
      claim('echo', 'fact', 'bat', 2, 3),
      claim('oda', 'quote', 'notes', 2),
    ],
  },
  {
    id: 'water',
    isMadeUp: false,
    claims: [
      claim('boils', 'fact', 'water', 0, 3),
      claim('freezes', 'fact', 'water', 1, 3),
      claim('ice', 'fact', 'water', 2),
      claim('peta', 'quote', 'notes', 3),
    ],
  },
]);

/** The cards of the shelf in the order of its table of contents, and how many lines each has. */
export const CARDS = Object.freeze({
  bat: 3,
  bee: 4,
  bird: 2,
  books: 7,
  bridge: 3,
  crab: 2,
  ferry: 3,
  island: 4,
  lighthouse: 3,
  notes: 5,
  octopus: 4,
  planets: 3,
  water: 3,
});

/**
 * A text with one of its versions: `The tower is {34|43} metres high.`
 * @param {string} text
 * @param {number} version 0 is the true one.
 * @returns {string}
 */
export const pickVersion = (text, version) =>
  text.replace(/\{([^{}]*\|[^{}]*)\}/g, (_, all) => {
    const said = all.split('|')[version];
    if (said === undefined) throw new RangeError(`no version ${version} in ${text}`);
    return said;
  });
