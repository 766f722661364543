import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import { drawBreeds } from '../../src/armillary/apps/curriculum/static/curriculum/labs/teach-the-sorter/breeds.js';
import {
  GOAL,
  LEVELS,
  TEST_SIZE,
  drawDiets,
  makeCase,
  pickVaried,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/teach-the-sorter/cases.js';
import {
  guessLabel,
  labelAll,
  labelByRule,
  listDifferences,
  listOffRule,
  runOnOwnExamples,
  runTest,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/teach-the-sorter/model.js';

/** The seed of the shipped lesson and many others: a school may give each class its own. */
const SEEDS = ['20260901', ...Array.from({ length: 80 }, (_, i) => String(i))];
const keyOf = (creature) => JSON.stringify(creature.look);

/** Call with every case of a level. */
function onEachCase(levelName, check) {
  for (const seed of SEEDS) check(makeCase(seed, levelName), seed);
}

for (const [name, level] of Object.entries(LEVELS)) {
  const settings = { rule: level.rule, k: 1 };

  test(`${name}: the same seed brings the same case, another seed another`, () => {
    const look = (seed) => JSON.stringify(makeCase(seed, name).meadow());
    assert.equal(look('20260901'), look('20260901'));
    assert.notEqual(look('20260901'), look('20260902'));
  });

  test(`${name}: as many breeds of the lake as of the forest, far apart from each other`, () => {
    for (const seed of SEEDS) {
      const breeds = drawBreeds(level, makeChance(seed));
      const labels = breeds.map((look) => labelByRule(look, level.rule));
      assert.deepEqual(
        labels,
        breeds.map((_, i) => (i % 2 === 0 ? 'lake' : 'forest')),
      );
      // The tetracode keeps any two breeds three features apart, and their signs differ as well.
      for (const [i, one] of breeds.entries()) {
        for (const other of breeds.slice(i + 1)) assert.ok(listDifferences(one, other).length >= 4);
      }
    }
  });

  test(`${name}: the goal is within reach in every envelope with a varied set of labels`, () => {
    onEachCase(name, (play, seed) => {
      const { near, far, envelopes } = play.meadow();
      const varied = labelAll(pickVaried(level, [...near, ...far]), level.rule);
      assert.equal(varied.length, level.budget);
      for (const test of envelopes) {
        assert.equal(test.length, TEST_SIZE);
        assert.ok(runTest(varied, test, settings).right >= GOAL, `seed ${seed}`);
      }
    });
  });

  test(`${name}: labelling only what stands nearest to the gate misses the goal`, () => {
    onEachCase(name, (play, seed) => {
      const { near, envelopes } = play.meadow();
      assert.equal(near.length, level.budget);
      assert.ok(
        runTest(labelAll(near, level.rule), envelopes[0], settings).right < GOAL,
        `seed ${seed}`,
      );
    });
  });

  test(`${name}: no creature of an envelope looks like one that can be shown`, () => {
    onEachCase(name, (play) => {
      const { near, far, envelopes } = play.meadow();
      const all = [...near, ...far, ...envelopes.flat()];
      assert.equal(new Set(all.map(keyOf)).size, all.length);
      assert.equal(new Set(all.map((one) => one.number)).size, all.length);
    });
  });

  test(`${name}: a narrow diet does worse on draws that nobody chose`, () => {
    // 400 draws each. The count of one draw has an sd below 1.5 of 10, so a mean has one below 0.08.
    for (const [narrow, varied] of [[level.equal, level.equal], level.unequal]) {
      const sums = { narrow: 0, varied: 0 };
      for (let seed = 0; seed < 400; seed += 1) {
        const drawn = drawDiets(level, { narrow, varied }, makeChance(`any ${seed}`));
        sums.narrow += runTest(drawn.narrow, drawn.test, settings).right / 400;
        sums.varied += runTest(drawn.varied, drawn.test, settings).right / 400;
      }
      assert.ok(sums.varied - sums.narrow > 1.5, JSON.stringify({ narrow, varied, sums }));
      assert.ok(sums.varied > 8.5, JSON.stringify(sums));
    }
  });

  test(`${name}: the two pairs of diets show it in every class`, () => {
    onEachCase(name, (play, seed) => {
      const equal = play.equal();
      assert.equal(equal.narrow.length, equal.varied.length);
      const unequal = play.unequal();
      assert.equal(unequal.narrow.length, 2 * unequal.varied.length);
      for (const { narrow, varied, test } of [equal, unequal]) {
        const worse = runTest(narrow, test, settings).right;
        const better = runTest(varied, test, settings).right;
        assert.ok(better >= GOAL && better - worse >= 2, `seed ${seed}: ${worse} and ${better}`);
        assert.deepEqual(listOffRule([...narrow, ...varied], level.rule), []);
      }
    });
  });

  test(`${name}: the first newcomers show an error and its repair`, () => {
    onEachCase(name, (play) => {
      const newcomers = play.meeting();
      const examples = labelAll(newcomers, level.rule);
      const isRight = (i) =>
        guessLabel(newcomers[i].look, examples.slice(0, i), 1).label === examples[i].label;
      assert.deepEqual([2, 3, 4].map(isRight), [true, false, true]);
    });
  });

  test(`${name}: the nearest example is clear and is not the one with the same coat`, () => {
    onEachCase(name, (play) => {
      const { examples, newcomer, nearest } = play.nearest();
      const distances = examples.map(
        (one) => listDifferences(newcomer.look, one.creature.look).length,
      );
      const others = distances.filter((_, i) => i !== nearest);
      assert.ok(distances[nearest] + 2 <= Math.min(...others), String(distances));
      assert.notEqual(examples[nearest].creature.look.coat, newcomer.look.coat);
      assert.ok(examples.some((one) => one.creature.look.coat === newcomer.look.coat));
    });
  });

  test(`${name}: the errors to explain are errors of the kind that is asked about`, () => {
    onEachCase(name, (play) => {
      const { narrow, slipped } = play.errors();
      assert.notEqual(narrow.guess.label, labelByRule(narrow.newcomer.look, level.rule));
      assert.ok(narrow.guess.leaned[0].differences.length >= 3);
      assert.deepEqual(listOffRule(narrow.examples, level.rule), []);
      const own = runOnOwnExamples(narrow.examples, 1);
      assert.equal(own.right, own.of);
      assert.ok(narrow.right < GOAL);
      assert.notEqual(slipped.guess.label, labelByRule(slipped.newcomer.look, level.rule));
      assert.ok(slipped.guess.leaned[0].differences.length <= 1);
      assert.ok(
        listOffRule(slipped.examples, level.rule).includes(slipped.guess.leaned[0].example),
      );
    });
  });
}

for (const name of ['middle', 'full']) {
  const level = LEVELS[name];
  const settings = { rule: level.rule, k: 1 };

  test(`${name}: two rules of labelling cost the goal and one rule wins it`, () => {
    onEachCase(name, (play, seed) => {
      const { examples, tests } = play.labellers();
      const repaired = labelAll(
        examples.map((one) => one.creature),
        level.rule,
      );
      assert.ok(runTest(examples, tests[0], settings).right < GOAL, `seed ${seed}`);
      assert.ok(runTest(repaired, tests[1], settings).right >= GOAL, `seed ${seed}`);
      // Each of the two rules is wrong on two of the six breeds, of which each labelled one creature.
      assert.equal(listOffRule(examples, level.rule).length, 4);
      assert.equal(examples.filter((one) => one.by === 'mia').length, 6);
    });
  });
}

test('full: the vote of three mends what slipped labels spoil', () => {
  const { rule } = LEVELS.full;
  onEachCase('full', (play, seed) => {
    const { examples, test, shown } = play.vote();
    assert.equal(listOffRule(examples, rule).length, 3);
    const one = runTest(examples, test, { rule, k: 1 });
    const three = runTest(examples, test, { rule, k: 3 });
    assert.ok(three.right - one.right >= 2, `seed ${seed}`);
    const truth = labelByRule(test[shown].look, rule);
    assert.notEqual(one.guesses[shown].label, truth);
    assert.equal(three.guesses[shown].label, truth);
  });
});

test('an unknown level is refused by name', () => {
  assert.throws(() => makeCase(1, 'expert'), /starter,middle,full, got expert/);
});
