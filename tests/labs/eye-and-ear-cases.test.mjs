/** What a seed brings to Eye and Ear. */

import assert from 'node:assert/strict';
import test from 'node:test';

import {
  FILTERS,
  applyFilter,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/filters.js';
import { measureDistance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/grids.js';
import {
  LEVELS,
  MEANINGS,
  SENSORS,
  cutNight,
  makeCase,
  readCamera,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/cases.js';
import {
  COLUMNS,
  LAMP,
  MOON,
  NIGHT,
  ROWS,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/night.js';
import {
  findPeaks,
  sampleWave,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/signals.js';
import { sharePainted } from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/steps/paint.js';

const seeds = Array.from({ length: 200 }, (_, i) => `class-${i}`);

test('moon and lamp are the same 64 numbers, and what stands around them is not', () => {
  assert.deepEqual(cutNight(MOON, 8).cells, cutNight(LAMP, 8).cells);
  assert.notDeepEqual(cutNight(MOON, 24).cells, cutNight(LAMP, 24).cells);
});

test('the picture is made of numbers from 0 to 9, and the glass stays inside of it', () => {
  assert.equal(NIGHT.cells.length, NIGHT.width * NIGHT.height);
  assert.ok(NIGHT.cells.every((tone) => Number.isInteger(tone) && tone >= 0 && tone <= 9));
  for (const side of [8, 16, 32]) {
    for (let i = 0; i < COLUMNS * ROWS; i += 1) {
      const place = { column: i % COLUMNS, row: Math.floor(i / COLUMNS) };
      assert.equal(cutNight(place, side).cells.length, side * side);
    }
  }
});

test('the recogniser gives the round label at the moon and the lamp and nowhere else', () => {
  const round = Array.from({ length: COLUMNS * ROWS }, (_, i) => ({
    column: i % COLUMNS,
    row: Math.floor(i / COLUMNS),
  })).filter((place) => readCamera(place, 'moon').label === 'moon');
  assert.deepEqual(round, [{ ...MOON }, { ...LAMP }]);
});

test('for every seed each rule fires, and its label is one of the two meanings', () => {
  for (const seed of seeds) {
    const { readings } = makeCase(seed, 'meaning');
    for (const sensor of SENSORS) {
      assert.ok(MEANINGS[sensor].includes(readings[sensor].label), `${seed}: ${sensor}`);
    }
  }
});

test('over many seeds each meaning is the label about half of the time', () => {
  for (const sensor of SENSORS) {
    const [one] = MEANINGS[sensor];
    const n = seeds.filter((seed) => makeCase(seed, 'meaning').readings[sensor].label === one);
    assert.ok(n.length > 70 && n.length < 130, `${sensor}: ${n.length} of ${seeds.length}`);
  }
});

test('the same seed brings the same case; seeds differ', () => {
  const tell = (seed) => {
    const { painting, waves, readings, cards } = makeCase(seed, 'meaning');
    return JSON.stringify([painting.id, waves, readings, cards]);
  };
  assert.equal(tell('a'), tell('a'));
  assert.ok(new Set(seeds.map(tell)).size > 190);
});

test('the five waves of every seed can be told apart by peaks and height', () => {
  for (const seed of seeds) {
    const { sounds, waves } = makeCase(seed, 'meaning');
    assert.deepEqual([...waves].sort(), [0, 1, 2, 3, 4]);
    const looks = sounds.map(({ sound }) => {
      const heights = sampleWave(sound, 240);
      return `${findPeaks(heights, 0.05).length}/${Math.round(Math.max(...heights) * 4)}`;
    });
    assert.equal(new Set(looks).size, 5, `${seed}: ${looks}`);
  }
});

test('readings stay in the range that people live in', () => {
  for (const seed of seeds) {
    const { microphone, thermometer, distance } = makeCase(seed, 'meaning').readings;
    assert.ok(microphone.values.every((value) => value >= 0 && value <= 9));
    assert.equal(microphone.values.length, 15);
    assert.ok(Math.min(...thermometer.values) >= 15 && Math.max(...thermometer.values) <= 32);
    assert.ok(Math.min(...distance.values) >= 20);
  }
});

test('painting nothing scores 0, all of it 1, and a spot too many costs', () => {
  for (const { grid } of LEVELS.meaning.pictures) {
    const target = [...grid.cells];
    const none = target.map(() => 0);
    assert.equal(sharePainted(none, target), 0);
    assert.equal(sharePainted(target, target), 1);
    const blot = target.with(target.indexOf(0), 9);
    assert.ok(sharePainted(blot, target) < 1);
  }
});

test('a level that does not exist is an error', () => {
  assert.throws(() => makeCase('a', 'expert'), /no level/);
});

test('the four filtered pieces of every seed are clearly different', () => {
  for (const seed of seeds.slice(0, 40)) {
    const play = makeCase(seed, 'filter');
    const source = cutNight(play.filtered, 16);
    const results = play.results.map((i) => applyFilter(source, FILTERS[i]).cells);
    results.forEach((one, i) =>
      results.slice(0, i).forEach((other) => assert.ok(measureDistance(one, other) > 80, seed)),
    );
  }
});
