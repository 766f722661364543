import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  FEATURES,
  FEATURE_NAMES,
  guessLabel,
  labelByRule,
  listDifferences,
  listOffRule,
  rankExamples,
  runOnOwnExamples,
  runTest,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/teach-the-sorter/model.js';

const PLAIN = {
  feet: 'paws',
  tail: 'tuft',
  ears: 'pointed',
  body: 'round',
  legs: '2',
  coat: 'plain',
  eyes: '1',
};
const TWO_OF_THREE = { signs: ['feet', 'tail', 'ears'], need: 2 };
const look = (changes) => ({ ...PLAIN, ...changes });
const creature = (number, changes) => ({ number, breed: 0, look: look(changes) });
const example = (number, label, changes) => ({ creature: creature(number, changes), label });

/** Looks drawn evenly from all that can be drawn. */
function drawLooks(n) {
  const chance = makeChance('looks');
  const one = () =>
    Object.fromEntries(FEATURE_NAMES.map((name) => [name, chance.pick(FEATURES[name])]));
  return Array.from({ length: n }, one);
}

test('the distance is zero only to the same look, the same both ways, and no detour is shorter', () => {
  const looks = drawLooks(40);
  const distance = (a, b) => listDifferences(a, b).length;
  for (const a of looks) {
    assert.equal(distance(a, { ...a }), 0);
    for (const b of looks) {
      assert.equal(distance(a, b), distance(b, a));
      for (const c of looks) assert.ok(distance(a, c) <= distance(a, b) + distance(b, c));
    }
  }
});

test('differences are named in the order of the features', () => {
  assert.deepEqual(listDifferences(PLAIN, look({ eyes: '3', feet: 'flippers' })), ['feet', 'eyes']);
});

test('the guide asks for two of three signs', () => {
  assert.equal(labelByRule(PLAIN, TWO_OF_THREE), 'forest');
  assert.equal(labelByRule(look({ feet: 'flippers' }), TWO_OF_THREE), 'forest');
  assert.equal(labelByRule(look({ feet: 'flippers', ears: 'none' }), TWO_OF_THREE), 'lake');
  assert.equal(
    labelByRule(look({ feet: 'flippers', tail: 'fan', ears: 'none' }), TWO_OF_THREE),
    'lake',
  );
});

test('without examples there is no guess', () => {
  const guess = guessLabel(PLAIN, [], 1);
  assert.deepEqual(guess, { label: 'none', leaned: [], votes: { lake: 0, forest: 0 } });
});

test('the nearest example gives its label and is named with the differing features', () => {
  const far = example(1, 'lake', { body: 'tall', coat: 'spots', eyes: '3' });
  const near = example(2, 'forest', { coat: 'stripes' });
  const guess = guessLabel(PLAIN, [far, near], 1);
  assert.equal(guess.label, 'forest');
  assert.deepEqual(guess.leaned, [{ example: near, differences: ['coat'] }]);
});

test('of two equally near examples the one shown first decides', () => {
  const first = example(1, 'lake', { eyes: '2' });
  const second = example(2, 'forest', { eyes: '3' });
  assert.equal(guessLabel(PLAIN, [first, second], 1).label, 'lake');
  assert.equal(guessLabel(PLAIN, [second, first], 1).label, 'forest');
});

test('a wrong label next door is outvoted by two others', () => {
  const wrong = example(1, 'lake', {});
  const others = [example(2, 'forest', { eyes: '2' }), example(3, 'forest', { body: 'wide' })];
  const distant = example(4, 'lake', { body: 'wide', eyes: '3', legs: '6', coat: 'spots' });
  const examples = [distant, wrong, ...others];
  assert.equal(guessLabel(PLAIN, examples, 1).label, 'lake');
  const vote = guessLabel(PLAIN, examples, 3);
  assert.equal(vote.label, 'forest');
  assert.deepEqual(vote.votes, { lake: 1, forest: 2 });
  assert.deepEqual(
    vote.leaned.map((lean) => lean.example.creature.number),
    [1, 2, 3],
  );
});

test('an even vote goes to the nearest', () => {
  const examples = [
    example(1, 'lake', { eyes: '2', body: 'tall' }),
    example(2, 'forest', { eyes: '2' }),
  ];
  assert.equal(guessLabel(PLAIN, examples, 3).label, 'forest');
});

test('ranking leaves the examples as they were', () => {
  const examples = [example(1, 'lake', { eyes: '2', legs: '4' }), example(2, 'forest', {})];
  rankExamples(PLAIN, examples);
  assert.deepEqual(
    examples.map((one) => one.creature.number),
    [1, 2],
  );
});

test('the order of the features in a look does not matter', () => {
  const reversed = Object.fromEntries(Object.entries(PLAIN).reverse());
  assert.deepEqual(listDifferences(PLAIN, reversed), []);
});

test('on its own examples one neighbour is always right, even with wrong labels', () => {
  const looks = drawLooks(200).filter(
    (one, i, all) => all.findIndex((other) => listDifferences(one, other).length === 0) === i,
  );
  const chance = makeChance('labels');
  const examples = looks.map((one, i) => ({
    creature: { number: i, breed: 0, look: one },
    label: chance.pick(['lake', 'forest']),
  }));
  assert.deepEqual(runOnOwnExamples(examples, 1), { right: examples.length, of: examples.length });
});

test('a test counts the guesses that agree with the guide', () => {
  // All examples say lake, so the sorter is right exactly on the lake creatures: two of three.
  const lake = { feet: 'flippers', tail: 'fan' };
  const examples = [example(1, 'lake', {})];
  const counted = runTest(
    examples,
    [creature(2, lake), creature(3, {}), creature(4, { ...lake, eyes: '3' })],
    { rule: TWO_OF_THREE, k: 1 },
  );
  assert.equal(counted.right, 2);
  assert.equal(counted.of, 3);
  assert.equal(counted.guesses.length, 3);
});

test('labels against the guide are found', () => {
  const examples = [example(1, 'lake', {}), example(2, 'forest', {})];
  assert.deepEqual(
    listOffRule(examples, TWO_OF_THREE).map((one) => one.creature.number),
    [1],
  );
});

test('a vote of no neighbours is refused', () => {
  for (const k of [0, -1, 1.5]) assert.throws(() => guessLabel(PLAIN, [], k), RangeError);
});
