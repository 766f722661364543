import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  LEAKED,
  LEVELS,
  LOTS,
  PACK,
  countLots,
  drawFresh,
  drawLot,
  listMissing,
  listOwn,
  listRare,
  makeCase,
  makeLeak,
  makeMissingQuestion,
  makeNearestQuestion,
  makePack,
  makePile,
  sealFresh,
  sealLot,
  splitPile,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/doodle-guesser/cases.js';
import {
  rankDoodles,
  runTest,
  writeStrokes,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/doodle-guesser/model.js';

/** The seed of the shipped lesson and many others: a school may give each class its own. */
const SEEDS = ['20260901', ...Array.from({ length: 40 }, (_, i) => String(i))];
const numbersOf = (doodles) => doodles.map((doodle) => doodle.number);
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

/** A seed's pile, its sealed lot and the two parts. */
function open(seed, name, mix = 0) {
  const play = makeCase(seed, name);
  const sealed = sealLot(play.level, play.pile, play.chance.fork(`lot-${mix}`));
  return { play, sealed, ...splitPile(play.pile, sealed) };
}

test('the same seed brings the same pile and lot, another seed others', () => {
  const look = (seed) =>
    JSON.stringify([makeCase(seed, 'sealed').pile, open(seed, 'sealed').sealed]);
  assert.equal(look('20260901'), look('20260901'));
  assert.notEqual(look('20260901'), look('20260902'));
});

test('thirty drawings of three kinds make the pile of grade 5', () => {
  const { pile } = makeCase('20260901', 'sealed');
  assert.equal(pile.length, 30);
  assert.deepEqual(
    numbersOf(pile),
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  for (const kind of LEVELS.sealed.kinds) {
    assert.equal(pile.filter((doodle) => doodle.kind === kind).length, 10);
  }
});

test('an unmixed pile would seal drawings of one kind only', () => {
  for (const seed of SEEDS) {
    const { pile, level } = makeCase(seed, 'sealed');
    const top = pile.slice(0, level.testSize);
    assert.equal(new Set(top.map((doodle) => doodle.kind)).size, 1);
    const { training, test: testPart } = splitPile(pile, numbersOf(top));
    assert.equal(runTest(training, testPart).right, 0);
  }
});

for (const [name, level] of Object.entries(LEVELS)) {
  test(`${name}: a lot splits the pile, nothing is lost and nothing is in both parts`, () => {
    for (const seed of SEEDS) {
      const { play, sealed, training, test: testPart } = open(seed, name);
      assert.equal(testPart.length, level.testSize);
      assert.equal(new Set(sealed).size, level.testSize);
      const all = [...numbersOf(training), ...numbersOf(testPart)].sort((a, b) => a - b);
      assert.deepEqual(all, numbersOf(play.pile));
    }
  });

  test(`${name}: every first envelope has wrong guesses that point to a missing way`, () => {
    for (const seed of SEEDS) {
      const { training, test: testPart } = open(seed, name);
      const { right } = runTest(training, testPart);
      assert.ok(right >= level.counts[0] && right <= level.counts[1], `seed ${seed}: ${right}`);
      assert.ok(listMissing(level, training, testPart).length > 0, `seed ${seed}`);
      assert.equal(runTest(training, training).right, training.length);
    }
  });

  test(`${name}: one drawing to choose from is clearly the nearest of the whole training part`, () => {
    for (const seed of SEEDS) {
      const { play, training } = open(seed, name);
      const { newcomer, options, nearest } = makeNearestQuestion(level, training, play.chance);
      assert.equal(new Set(numbersOf(options)).size, 4);
      const [first, second] = rankDoodles(newcomer.cells, options);
      assert.equal(first.doodle.number, options[nearest].number);
      assert.ok(second.distance - first.distance >= 6);
      assert.equal(rankDoodles(newcomer.cells, training)[0].doodle.number, first.doodle.number);
    }
  });
}

test('lots that nobody chose: about one in three shows a missing way, the mean count is over 7 of 10', () => {
  const level = LEVELS.sealed;
  const drawn = Array.from({ length: 300 }, (_, i) => {
    const chance = makeChance(`plain-${i}`);
    const pile = makePile(level, chance);
    const { training, test: testPart } = splitPile(pile, drawLot(level, pile, chance));
    const { right } = runTest(training, testPart);
    const isMissing = listMissing(level, training, testPart).length > 0;
    return { right, serves: isMissing && right >= level.counts[0] && right <= level.counts[1] };
  });
  const share = drawn.filter((one) => one.serves).length / drawn.length;
  assert.ok(share > 0.2 && share < 0.45, String(share));
  const average = mean(drawn.map((one) => one.right));
  assert.ok(average > 7 && average < 8.2, String(average));
});

test('only one way to choose is missing; the training part has each of the others', () => {
  for (const seed of SEEDS) {
    const { play, training, test: testPart } = open(seed, 'sealed');
    const { missing, options } = makeMissingQuestion(
      play.level,
      { training, test: testPart },
      play.chance,
    );
    assert.equal(options.length, 4);
    assert.ok(listRare(play.level).includes(missing));
    for (const option of options) {
      assert.equal(option.isRight, option.variant === missing);
      assert.equal(option.trained > 0, !option.isRight, `seed ${seed}: ${option.variant}`);
    }
  }
});

test('the missing drawings help on a fresh envelope, which holds nothing that was seen', () => {
  for (const seed of SEEDS) {
    const { play, training, test: testPart } = open(seed, 'sealed');
    const missing = listMissing(play.level, training, testPart)[0];
    const pack = makePack(missing, play.chance.fork('pack'));
    assert.equal(pack.length, PACK);
    const after = [...training, ...pack];
    const fresh = sealFresh(play.level, { before: training, after, variant: missing }, play.chance);
    assert.equal(fresh.length, play.level.testSize);
    assert.ok(runTest(after, fresh).right > runTest(training, fresh).right, `seed ${seed}`);
    const code = (doodle) => writeStrokes(doodle.strokes);
    const seen = new Set([...play.pile, ...pack].map(code));
    assert.ok(fresh.every((doodle) => !seen.has(code(doodle))));
  }
});

test('the leak raises the count of its envelope by two or three and not that of other drawings', () => {
  for (const seed of SEEDS) {
    const { play, training, test: testPart } = open(seed, 'sealed');
    const { leaked, fresh } = makeLeak(
      play.level,
      { training, test: testPart },
      play.chance.fork('leak'),
    );
    assert.equal(leaked.length, LEAKED);
    assert.ok(leaked.every((doodle) => testPart.includes(doodle)));
    const gain = (on) => runTest([...training, ...leaked], on).right - runTest(training, on).right;
    assert.ok(gain(testPart) >= 2, `seed ${seed}`);
    assert.equal(gain(fresh), 0, `seed ${seed}`);
  }
});

test('leaks that nobody chose raise the count of their envelope far more than that of other drawings', () => {
  const gains = SEEDS.map((seed) => {
    const { play, training, test: testPart } = open(seed, 'sealed');
    const leaked = play.chance.fork('plain').shuffle(testPart).slice(0, LEAKED);
    const fresh = drawFresh(play.level, play.chance.fork('fresh'));
    const gain = (on) => runTest([...training, ...leaked], on).right - runTest(training, on).right;
    return [gain(testPart), gain(fresh)];
  });
  const old = mean(gains.map(([one]) => one));
  const fresh = mean(gains.map(([, other]) => other));
  assert.ok(old > 1 && fresh < 0.6 && old > 2 * fresh, `${old} ${fresh}`);
});

test('drawings of the learner join the pile, whatever they are, and a lot is still drawn', () => {
  const { level, pile, chance } = makeCase('20260901', 'sealed');
  const own = listOwn([
    { kind: 'cat', code: writeStrokes([[50, 50]]) },
    { kind: 'house', code: writeStrokes([[0, 0, 99, 99]]) },
  ]);
  assert.deepEqual(numbersOf(own), [31, 32]);
  const mixed = [...pile, ...own];
  const { training, test: testPart } = splitPile(mixed, sealLot(level, mixed, chance));
  assert.equal(training.length, 22);
  assert.equal(testPart.length, 10);
});

test('twenty lots of one pile do not all give the same count', () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const { level, pile, chance } = makeCase(seed, 'lots');
    const counts = countLots(level, pile, chance);
    assert.equal(counts.length, LOTS);
    assert.ok(Math.max(...counts) > Math.min(...counts));
    assert.ok(counts.every((count) => count >= 0 && count <= level.testSize));
  }
});

test('an unknown level is refused', () => {
  assert.throws(() => makeCase('1', 'none'), /level must be one of/);
});
