import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  correlate,
  findMean,
  fitLine,
  listTicks,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/numbers.js';
import {
  SENTENCES,
  scoreVerdicts,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/steps/prove.js';
import {
  PATTERNS,
  scoreStories,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/steps/story.js';
import {
  CUT,
  FITTING,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/story-charts.js';
import {
  FEW,
  MANY,
  WARM,
  drawDays,
  findTogether,
  heightsOf,
  makeStories,
  pickDays,
  takePlants,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/stories.js';

const SEEDS = Array.from({ length: 200 }, (_, i) => `seed ${i}`);
const all = SEEDS.map(makeStories);

/** Points drawn evenly from a square. */
function drawPoints(n) {
  const chance = makeChance('points');
  return Array.from({ length: n }, () => ({ x: 10 * chance.next(), y: 10 * chance.next() }));
}

test('moving together is 1 on a rising line, -1 on a falling one, 0 on a flat one', () => {
  const line = (slope) => [0, 1, 2, 5].map((x) => ({ x, y: 3 + slope * x }));
  assert.ok(Math.abs(correlate(line(2)) - 1) < 1e-12);
  assert.ok(Math.abs(correlate(line(-0.5)) + 1) < 1e-12);
  assert.equal(correlate(line(0)), 0);
});

test('moving together does not depend on units or on which column comes first', () => {
  const points = drawPoints(30);
  const r = correlate(points);
  assert.ok(Math.abs(correlate(points.map(({ x, y }) => ({ x: y, y: x }))) - r) < 1e-12);
  const inOtherUnits = points.map(({ x, y }) => ({ x: 100 * x + 7, y: y / 3 - 1 }));
  assert.ok(Math.abs(correlate(inOtherUnits) - r) < 1e-9);
});

test('no other line near the fitted one misses by less', () => {
  const points = drawPoints(25);
  const { slope, start } = fitLine(points);
  const miss = (s, b) => points.reduce((sum, { x, y }) => sum + (y - b - s * x) ** 2, 0);
  for (const ds of [-0.1, 0, 0.1])
    for (const db of [-0.2, 0, 0.2])
      assert.ok(miss(slope, start) <= miss(slope + ds, start + db) + 1e-9);
});

test('the marks of an axis are even, round and reach around all values', () => {
  for (const [least, greatest] of [
    [0, 7],
    [-61, 188],
    [0, 600],
    [40, 54],
    [0.42, 3],
    [0, 1],
  ]) {
    const ticks = listTicks(least, greatest, 4);
    const step = ticks[1] - ticks[0];
    assert.ok(ticks[0] <= least && ticks[ticks.length - 1] >= greatest);
    assert.ok(ticks.length >= 2 && ticks.length <= 8, String(ticks));
    ticks.forEach((tick, i) => assert.ok(Math.abs(tick - ticks[0] - i * step) < 1e-9));
    const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    assert.ok(
      [1, 2, 5].some((unit) => Math.abs(unit - lead) < 1e-6),
      String(step),
    );
  }
});

test('the sunny bed is higher on average, though not every plant of it', () => {
  for (const { beds } of all) {
    const [sunny, shady] = ['sunny', 'shady'].map((bed) => heightsOf(beds.rows, bed));
    assert.equal(beds.sunny, Math.round(findMean(sunny)));
    assert.equal(beds.shady, Math.round(findMean(shady)));
    assert.ok(beds.sunny > beds.shady && Math.min(...sunny) < Math.max(...shady));
    assert.ok(beds.shady > CUT, 'the cut axis must leave something of both bars');
  }
});

test('the sunflower never shrinks and has one fastest week, neither the first nor the last', () => {
  for (const { weeks } of all) {
    const { rows, gains, from } = weeks;
    gains.forEach((gain, i) => assert.equal(gain, rows[i + 1].height - rows[i].height));
    assert.ok(gains.every((gain) => gain >= 0));
    assert.equal(gains.filter((gain) => gain === Math.max(...gains)).length, 1);
    assert.equal(gains[from - 1], Math.max(...gains));
    assert.ok(from > 1 && from < gains.length);
    assert.ok(
      weeks.last < 2 * rows[rows.length - 2].height,
      'week 20 at twice the height is a leap',
    );
  }
});

test('hats and butterflies move together over all days and hardly within warm or cool days', () => {
  for (const { days } of all) {
    assert.ok(findTogether(days, 'all') > 0.85);
    for (const part of ['warm', 'cool']) {
      assert.equal(pickDays(days, part).length, 8);
      assert.ok(Math.abs(findTogether(days, part)) < 0.2);
    }
    assert.ok(days.every((day) => day.hats > 0 && day.butterflies > 0));
    const hats = (part) => pickDays(days, part).map((day) => day.hats);
    assert.ok(Math.min(...hats('warm')) > Math.max(...hats('cool')), 'hats tell warm from cool');
    assert.ok(pickDays(days, 'warm').every((day) => day.degrees >= WARM));
  }
});

test('on days that nobody chose, the pattern within warm or cool days is nothing on average', () => {
  const drawn = Array.from({ length: 400 }, (_, i) => drawDays(makeChance(`days ${i}`)));
  for (const part of ['warm', 'cool']) {
    const mean = findMean(drawn.map((days) => findTogether(days, part)));
    // 8 days: r scatters by about 0.38, so the mean of 400 by about 0.02; four of these are allowed.
    assert.ok(Math.abs(mean) < 0.08, String(mean));
  }
  assert.ok(findMean(drawn.map((days) => findTogether(days, 'all'))) > 0.85);
});

test('both beds of the field are alike, and many plants show it better than few', () => {
  const spread = (field, n) => {
    const chance = makeChance('take');
    const gaps = Array.from({ length: 300 }, (_, i) => {
      const { a, b } = takePlants(field, n, chance.fork(String(i)));
      return (a - b) ** 2;
    });
    return Math.sqrt(findMean(gaps));
  };
  for (const { field, tries } of all.slice(0, 20)) {
    assert.ok(Math.abs(findMean(field.a) - findMean(field.b)) < 1);
    // Without putting back, 10 of 20 scatter sqrt(10 / 18 * 2 / 10) as much as 2 of 20: a third.
    assert.ok(spread(field, FEW) > 2 * spread(field, MANY));
    const wins = tries.filter(({ a, b }) => a > b).length;
    assert.ok(wins >= 4 && wins <= 7 && tries[0].a > tries[0].b);
  }
});

test('stories: only a fitting chart at the first try and the right pattern count', () => {
  const tried = Object.fromEntries(Object.entries(FITTING).map(([story, kind]) => [story, [kind]]));
  const patterns = Object.fromEntries(
    Object.entries(PATTERNS).map(([story, ids]) => [story, ids[0]]),
  );
  assert.equal(scoreStories({ tried, patterns }), 1);
  assert.equal(scoreStories({ tried: { ...tried, beds: ['line', 'bars'] }, patterns }), 5 / 6);
  assert.equal(scoreStories({ tried, patterns: { ...patterns, days: 'nothing' } }), 5 / 6);
  assert.equal(scoreStories({ tried: {}, patterns: {} }), 0);
});

test('verdicts: believing a cause names the misconception, and saying one thing to all is no way', () => {
  const give = (choose) =>
    Object.fromEntries(
      Object.entries(SENTENCES).flatMap(([story, sentences]) =>
        Object.entries(sentences).map(([id, { truth }]) => [`${story}.${id}`, choose(truth)]),
      ),
    );
  assert.deepEqual(scoreVerdicts(give((truth) => truth)), { score: 1, misconceptions: [] });
  const believer = scoreVerdicts(give(() => 'yes'));
  assert.ok(believer.score < 0.6);
  assert.deepEqual(believer.misconceptions, ['C07-m1', 'C07-m5']);
  assert.ok(scoreVerdicts(give(() => 'no')).score < 0.6);
});
