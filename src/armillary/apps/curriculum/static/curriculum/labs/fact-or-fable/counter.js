/** The word counter: which word followed which in a few examples, and sentences drawn from the counts. */

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {Map<string, Map<string, number>>} Table After a word: each next word and how often it came. */

/** What stands before the first word of a sentence. */
export const START = '^';
/** What stands after the last one. */
export const END = '$';

/**
 * The examples: who, and which of the frames "lives", "walks", "makes" is filled in. All are true, and
 * an ending given to another animal of its frame makes a false sentence.
 */
export const EXAMPLES = Object.freeze([
  'cow.lives',
  'bee.lives',
  'octopus.lives',
  'frog.lives',
  'ant.lives',
  'cow.walks',
  'bee.walks',
  'hen.walks',
  'spider.walks',
  'cow.makes',
  'bee.makes',
  'spider.makes',
]);

/**
 * The words of the examples in the reader's language. Words are parted by blanks in every language
 * here; where a language writes none, the page leaves them out again.
 * @param {import('../kit/texts.js').Say} say
 * @returns {string[][]}
 */
export const readExamples = (say) => EXAMPLES.map((id) => say(`example.${id}`).split(' '));

/**
 * Count for every word what came right after it.
 * @param {readonly (readonly string[])[]} sentences
 * @returns {Table}
 */
export function countPairs(sentences) {
  /** @type {Table} */
  const table = new Map();
  for (const words of sentences) {
    [START, ...words].forEach((word, i) => {
      const next = words[i] ?? END;
      const row = table.get(word) ?? new Map();
      row.set(next, (row.get(next) ?? 0) + 1);
      table.set(word, row);
    });
  }
  return table;
}

/**
 * What came after a word, the most frequent first, and of equally frequent ones the one met first.
 * @param {Table} table
 * @param {string} word
 * @returns {{word: string, n: number}[]}
 */
export function listNext(table, word) {
  const row = table.get(word);
  if (!row) throw new RangeError(`nothing was counted after ${word}`);
  return [...row].map(([next, n]) => ({ word: next, n })).sort((a, b) => b.n - a.n);
}

/**
 * Draw the next word: one that came twice as often is drawn twice as often.
 * @param {Chance} chance
 * @param {Table} table
 * @param {string} word
 * @returns {string}
 */
export function drawNext(chance, table, word) {
  const rows = listNext(table, word);
  let left = chance.below(rows.reduce((sum, { n }) => sum + n, 0));
  for (const { word: next, n } of rows) {
    if (left < n) return next;
    left -= n;
  }
  throw new Error('the counts do not add up');
}

/**
 * A sentence, drawn word by word from the counts.
 * @param {Chance} chance
 * @param {Table} table
 * @returns {string[]}
 */
export function writeSentence(chance, table) {
  const words = [];
  let word = drawNext(chance, table, START);
  while (word !== END) {
    words.push(word);
    word = drawNext(chance, table, word);
  }
  return words;
}

/**
 * Does the sentence stand among the examples?
 * @param {readonly (readonly string[])[]} examples
 * @param {readonly string[]} words
 * @returns {number} which one it is, or -1
 */
export const findExample = (examples, words) =>
  examples.findIndex((one) => one.join(' ') === words.join(' '));
