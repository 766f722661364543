/** Search by word on the reference shelf of Fact or Fable, in four languages. */

import assert from 'node:assert/strict';
import test from 'node:test';

const KIT = '../../src/armillary/apps/curriculum/static/curriculum/labs/kit';
const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/fact-or-fable';
const { LANGUAGES, makeSay } = await import(`${KIT}/texts.js`);
const { CARDS } = await import(`${LAB}/topics.js`);
const { findCards, holdsWord, readCards } = await import(`${LAB}/search.js`);

const shelfIn = async (language) =>
  readCards(makeSay(language, (await import(`${LAB}/texts.${language}.js`)).default));
const idsFor = async (language, query) =>
  findCards(await shelfIn(language), query).map(({ card }) => card.id);

test('the empty search shows the whole table of contents', async () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(await idsFor(language, '  '), Object.keys(CARDS));
    assert.deepEqual(await idsFor(language, '?!'), Object.keys(CARDS));
  }
});

test('every card is found by a word of its own title, and comes first', async () => {
  for (const language of LANGUAGES)
    for (const card of await shelfIn(language)) {
      const longest = card.title.match(/[\p{L}]+/gu).sort((a, b) => b.length - a.length)[0];
      const found = await idsFor(language, longest);
      assert.ok(found.includes(card.id), `${language} ${longest}: ${found}`);
    }
});

test('forms of a word are found where a language has forms', async () => {
  assert.equal((await idsFor('en', 'octopuses'))[0], 'octopus');
  assert.equal((await idsFor('en', 'Bats'))[0], 'bat');
  assert.equal((await idsFor('ru', 'осьминога'))[0], 'octopus');
  assert.equal((await idsFor('ru', 'пчёлы'))[0], 'bee');
  assert.equal((await idsFor('ru', 'мед'))[0], 'bee');
  assert.equal((await idsFor('be', 'кажаны'))[0], 'bat');
  assert.equal((await idsFor('be', 'маяка'))[0], 'lighthouse');
  assert.equal((await idsFor('zh-Hans', '章鱼'))[0], 'octopus');
});

test('two words have to stand on one card, and a number is taken as it is', async () => {
  assert.deepEqual(await idsFor('en', 'octopus hearts'), ['octopus']);
  assert.deepEqual(await idsFor('en', '34'), ['lighthouse']);
  assert.deepEqual(await idsFor('en', '43'), []);
  assert.deepEqual(await idsFor('en', 'unicorn'), []);
  assert.ok(!holdsWord('100 degrees', '10'));
});

test('the lines that hold the word are named', async () => {
  const [{ lines }] = findCards(await shelfIn('en'), 'hearts');
  assert.deepEqual(lines, [1]);
});
