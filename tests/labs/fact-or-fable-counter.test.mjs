/** The word counter of Fact or Fable: counts, draws, and what comes of true examples. */

import assert from 'node:assert/strict';
import test from 'node:test';

const KIT = '../../src/armillary/apps/curriculum/static/curriculum/labs/kit';
const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/fact-or-fable';
const { makeChance } = await import(`${KIT}/chance.js`);
const { LANGUAGES, makeSay } = await import(`${KIT}/texts.js`);
const { END, EXAMPLES, START, countPairs, drawNext, findExample, listNext, readExamples, writeSentence } =
  await import(`${LAB}/counter.js`);

const sayIn = async (language) =>
  makeSay(language, (await import(`${LAB}/texts.${language}.js`)).default);

test('pairs are counted as they stand, with the start and the end of a sentence', () => {
  const table = countPairs([
    ['a', 'b'],
    ['a', 'c'],
    ['a', 'b', 'c'],
  ]);
  assert.deepEqual(listNext(table, START), [{ word: 'a', n: 3 }]);
  assert.deepEqual(listNext(table, 'a'), [
    { word: 'b', n: 2 },
    { word: 'c', n: 1 },
  ]);
  assert.deepEqual(listNext(table, 'c'), [{ word: END, n: 2 }]);
  assert.throws(() => listNext(table, 'z'), /nothing was counted after z/);
});

test('a word that came twice as often is drawn twice as often', () => {
  const table = countPairs([['b'], ['b'], ['c']]);
  const chance = makeChance('draw');
  const drawn = Array.from({ length: 6000 }, () => drawNext(chance, table, START));
  const share = drawn.filter((word) => word === 'b').length / drawn.length;
  assert.ok(Math.abs(share - 2 / 3) < 0.02, String(share));
});

for (const language of LANGUAGES) {
  test(`in ${language} every pair that is written was counted, and one sentence in four stands in the examples`, async () => {
    const examples = readExamples(await sayIn(language));
    assert.equal(new Set(examples.map(String)).size, EXAMPLES.length);
    const table = countPairs(examples);
    const chance = makeChance('share');
    const sentences = Array.from({ length: 4000 }, () => writeSentence(chance, table));
    for (const words of sentences.slice(0, 200)) {
      [START, ...words].forEach((word, i) =>
        assert.ok(table.get(word).has(words[i] ?? END), words.join(' ')),
      );
    }
    const share = sentences.filter((words) => findExample(examples, words) >= 0).length / 4000;
    assert.ok(Math.abs(share - 1 / 4) < 0.03, String(share));
  });

  test(`in ${language} every place, number of legs and product belongs to one animal, so other sentences are false`, async () => {
    const examples = readExamples(await sayIn(language));
    const ends = examples.map((words) => words.slice(-2).join(' '));
    assert.equal(new Set(ends).size, ends.length);
  });
}
