/** What every seed of Fact or Fable brings: the planted errors, their kinds, tones and proofs. */

import assert from 'node:assert/strict';
import test from 'node:test';

const KIT = '../../src/armillary/apps/curriculum/static/curriculum/labs/kit';
const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/fact-or-fable';
const { LANGUAGES, makeSay } = await import(`${KIT}/texts.js`);
const { LEVELS, PHRASES, countTone, listErrors, makeCase } = await import(`${LAB}/cases.js`);
const { CARDS, TOPICS, pickVersion } = await import(`${LAB}/topics.js`);
const { sayPhrase, sayProof } = await import(`${LAB}/words.js`);

const SEEDS = Array.from({ length: 150 }, (_, i) => `seed-${i}`);
const sayIn = async (language) =>
  makeSay(language, (await import(`${LAB}/texts.${language}.js`)).default);
const count = (list, one) => list.filter((entry) => entry === one).length;

for (const [name, level] of Object.entries(LEVELS)) {
  test(`every seed of ${name} plants as many errors of each kind as the level says`, () => {
    for (const seed of SEEDS) {
      const { answers } = makeCase(seed, name);
      const errors = answers.flatMap(listErrors);
      assert.equal(errors.length, level.errors.reduce((sum, n) => sum + n, 0));
      for (const [kind, n] of Object.entries(level.kinds))
        assert.equal(count(errors.map((phrase) => phrase.kind), kind), n, `${seed} ${kind}`);
      assert.deepEqual(
        answers.map((answer) => listErrors(answer).length).sort(),
        [...level.errors].sort(),
      );
      assert.equal(new Set(answers.map((answer) => answer.topic)).size, answers.length);
      assert.ok(answers.every((answer) => answer.phrases.length === PHRASES));
    }
  });
}

test('the goal of the level for grade 5 is 7 of 10 with at most 2 false alarms', () => {
  const { errors, goal, alarms } = LEVELS.shelf;
  assert.deepEqual([errors.reduce((sum, n) => sum + n, 0), goal, alarms], [10, 7, 2]);
});

test('the tone says nothing: both tones hold the same share of false phrases, over all seeds and nearly in each', () => {
  const sums = { sure: { wrong: 0, of: 0 }, soft: { wrong: 0, of: 0 } };
  for (const seed of SEEDS) {
    const { answers } = makeCase(seed, 'shelf');
    for (const tone of ['sure', 'soft']) {
      const { wrong, of } = countTone(answers, tone);
      assert.ok(wrong > 0 && wrong < of, `${seed} ${tone}`);
      sums[tone].wrong += wrong;
      sums[tone].of += of;
    }
  }
  const share = ({ wrong, of }) => wrong / of;
  assert.ok(Math.abs(share(sums.sure) - share(sums.soft)) < 0.04);
});

test('the first error is not always in the same place: every phrase of every topic is false in some seed', () => {
  const seen = new Set(
    SEEDS.flatMap((seed) => makeCase(seed, 'shelf').answers)
      .flatMap(listErrors)
      .map(({ topic, id, version }) => `${topic}.${id}.${version}`),
  );
  for (const topic of TOPICS)
    for (const { id, versions } of topic.claims)
      for (let version = 1; version < versions; version += 1)
        assert.ok(seen.has(`${topic.id}.${id}.${version}`), `${topic.id}.${id}.${version}`);
});

test('the pair for the scale of tone is one true and one false phrase, each with the other side', () => {
  for (const seed of SEEDS) {
    const { pair } = makeCase(seed, 'shelf');
    assert.deepEqual(pair.map(({ claim }) => claim.version > 0).sort(), [false, true]);
    for (const { claim, other } of pair) assert.equal(claim.version > 0, other === 0);
  }
});

for (const language of LANGUAGES) {
  test(`in ${language} every phrase has its versions, all different, and its line on the shelf`, async () => {
    const say = await sayIn(language);
    for (const topic of TOPICS) {
      for (const { id, card, line, versions } of topic.claims) {
        const phrase = { topic: topic.id, id, card, line };
        const said = Array.from({ length: versions }, (_, version) =>
          sayPhrase(say, { ...phrase, version }),
        );
        assert.equal(new Set(said).size, versions, `${topic.id}.${id}`);
        assert.ok(said.every((text) => !/[{}|]/.test(text)), said.join('\n'));
        assert.throws(() => sayPhrase(say, { ...phrase, version: versions }), /no version/);
        assert.ok(line < CARDS[card]);
        assert.ok(sayProof(say, phrase));
      }
    }
  });

  test(`in ${language} the numbers of a true phrase stand in its line, those of a false one do not`, async () => {
    const say = await sayIn(language);
    for (const topic of TOPICS) {
      for (const { id, kind, card, line, versions } of topic.claims) {
        const proof = say(`card.${card}.${line}`).match(/\d+/g) ?? [];
        for (let version = 0; version < versions; version += 1) {
          const numbers = pickVersion(say(`claim.${topic.id}.${id}`), version).match(/\d+/g) ?? [];
          // What is out of date did stand there once; its line says that it no longer holds.
          const isBacked = version === 0 || kind === 'old';
          if (numbers.length > 0)
            assert.equal(numbers.every((n) => proof.includes(n)), isBacked, `${topic.id}.${id} ${version}`);
        }
      }
    }
  });

  test(`in ${language} true titles and quotes stand on the shelf letter by letter, invented ones nowhere`, async () => {
    const say = await sayIn(language);
    const shelf = Object.entries(CARDS)
      .flatMap(([id, n]) => Array.from({ length: n }, (_, i) => say(`card.${id}.${i}`)))
      .join('\n');
    for (const topic of TOPICS) {
      for (const { id, kind, card, line } of topic.claims) {
        if (kind !== 'source' && kind !== 'quote') continue;
        const [, all] = say(`claim.${topic.id}.${id}`).match(/\{(.*\|.*)\}/);
        const [real, invented] = all.split('|');
        assert.ok(say(`card.${card}.${line}`).includes(real), real);
        assert.ok(!shelf.includes(invented), invented);
      }
    }
  });

  test(`in ${language} all languages plant the same numbers`, async () => {
    const [english, say] = [await sayIn('en'), await sayIn(language)];
    const numbers = (text) => (text.match(/\d+/g) ?? []).sort().join(' ');
    for (const topic of TOPICS)
      for (const { id } of topic.claims) {
        const key = `claim.${topic.id}.${id}`;
        assert.equal(numbers(say(key)), numbers(english(key)), key);
      }
    for (const [id, n] of Object.entries(CARDS))
      for (let i = 0; i < n; i += 1) {
        const key = `card.${id}.${i}`;
        assert.equal(numbers(say(key)), numbers(english(key)), key);
      }
  });
}
