/** The arithmetic of Eye and Ear: grids, distances, waves, peaks and rules. */

import assert from 'node:assert/strict';
import test from 'node:test';

import {
  FILTERS,
  applyFilter,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/filters.js';
import {
  cutGrid,
  listRuns,
  measureDistance,
  parseGrid,
  rankPatterns,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/grids.js';
import {
  PAINTINGS,
  STENCILS,
  STORED,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/patterns.js';
import {
  STRETCH,
  comesNearer,
  findPeaks,
  hasRisen,
  hasThreeEvenPeaks,
  readWave,
  sampleWave,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/eye-and-ear/signals.js';

const all = [...PAINTINGS, ...STENCILS, ...STORED];

test('every drawn picture is eight by eight and holds numbers from 0 to 9', () => {
  for (const { id, grid } of all) {
    assert.deepEqual([grid.width, grid.height, grid.cells.length], [8, 8, 64], id);
    assert.ok(
      grid.cells.every((tone) => Number.isInteger(tone) && tone >= 0 && tone <= 9),
      id,
    );
  }
});

test('a distance is 0 to itself, the same both ways, and never shorter by a detour', () => {
  for (const { grid: a } of all) {
    assert.equal(measureDistance(a.cells, a.cells), 0);
    for (const { grid: b } of all) {
      const there = measureDistance(a.cells, b.cells);
      assert.equal(there, measureDistance(b.cells, a.cells));
      for (const { grid: c } of all) {
        const detour = measureDistance(a.cells, c.cells) + measureDistance(c.cells, b.cells);
        assert.ok(there <= detour);
      }
    }
  }
});

test('each stored picture is nearest to itself, and by a clear margin', () => {
  for (const shelf of [PAINTINGS, STENCILS, STORED]) {
    for (const { id, grid } of shelf) {
      const [first, second] = rankPatterns(grid.cells, shelf);
      assert.deepEqual([first.id, first.distance], [id, 0]);
      assert.ok(second.distance > 60, `${second.id} is too near to ${id}`);
    }
  }
});

test('half a picture gets a label too: the recogniser never stays silent', () => {
  const half = PAINTINGS[0].grid.cells.map((tone, i) => (i < 32 ? tone : 0));
  const [nearest] = rankPatterns(half, PAINTINGS);
  assert.equal(nearest.id, 'boat');
  assert.ok(nearest.distance > 0);
});

test('the runs of a grid paint every square once, in its tone', () => {
  for (const { id, grid } of all) {
    const painted = Array(64).fill(-1);
    for (const [tone, runs] of listRuns(grid)) {
      for (const { x, y, n } of runs) {
        for (let i = 0; i < n; i += 1) {
          assert.equal(painted[y * 8 + x + i], -1, id);
          painted[y * 8 + x + i] = tone;
        }
      }
    }
    assert.deepEqual(painted, [...grid.cells], id);
  }
});

test('a piece cut from a grid keeps its numbers; outside is black', () => {
  const grid = parseGrid(`
    123
    456`);
  assert.deepEqual(cutGrid(grid, { x: 1, y: 0, width: 2, height: 2 }).cells, [2, 3, 5, 6]);
  assert.deepEqual(cutGrid(grid, { x: 2, y: 1, width: 2, height: 2 }).cells, [6, 0, 0, 0]);
});

test('a higher tone has more peaks, a louder one taller peaks and just as many', () => {
  const count = (sound) => findPeaks(sampleWave(sound, 240), 0.05).length;
  const height = (sound) => Math.max(...sampleWave(sound, 240));
  const low = { pitch: 200, loudness: 0.8 };
  assert.equal(count(low), Math.round(200 * STRETCH));
  assert.equal(count({ ...low, pitch: 560 }), Math.round(560 * STRETCH));
  const quiet = { ...low, loudness: 0.3 };
  assert.equal(count(quiet), count(low));
  assert.ok(height(quiet) < height(low) / 2);
});

test('a rush is the same each time, stays within its loudness and has no even peaks', () => {
  const rush = { pitch: 0, loudness: 0.9 };
  const heights = sampleWave(rush, 480);
  assert.deepEqual(heights, sampleWave(rush, 480));
  assert.ok(heights.every((height) => Math.abs(height) <= 0.9));
  const peaks = findPeaks(heights, 0.05);
  const gaps = new Set(peaks.slice(1).map((at, i) => at - peaks[i]));
  assert.ok(gaps.size > 3);
  assert.ok(readWave(rush, 0.5) !== readWave(rush, 0.51));
});

test('a peak is higher than its neighbours and reaches the bar', () => {
  assert.deepEqual(findPeaks([0, 9, 0, 5, 0, 7, 7, 0], 6), [1, 5]);
  assert.deepEqual(findPeaks([9, 0, 0, 9], 6), []);
});

test('the rules answer to the numbers alone', () => {
  assert.ok(hasThreeEvenPeaks([0, 8, 0, 0, 7, 0, 0, 9, 0]));
  assert.ok(!hasThreeEvenPeaks([0, 8, 0, 7, 0, 0, 0, 9, 0]), 'uneven');
  assert.ok(!hasThreeEvenPeaks([0, 8, 0, 0, 5, 0, 0, 9, 0]), 'one is too quiet');
  assert.ok(!hasThreeEvenPeaks([0, 8, 0, 8, 0, 8, 0, 8, 0]), 'four');
  assert.ok(hasRisen([20, 21, 25]) && !hasRisen([20, 21, 24]) && !hasRisen([25, 20]));
  assert.ok(comesNearer([200, 160, 120]) && !comesNearer([200, 160, 160]));
});

const flat = (tone) => ({ width: 5, height: 5, cells: Array(25).fill(tone) });
const byId = (id) => FILTERS.find((filter) => filter.id === id);

test('on an even wall edges are 0, and mean and sharpening leave it as it is', () => {
  for (const tone of [0, 4, 9]) {
    for (const id of ['sides', 'tops']) {
      assert.ok(applyFilter(flat(tone), byId(id)).cells.every((out) => out === 0));
    }
    for (const id of ['blur', 'crisp']) {
      assert.ok(applyFilter(flat(tone), byId(id)).cells.every((out) => out === tone));
    }
  }
});

test('an upright edge is found by one filter and not by the other; turned, the other way round', () => {
  const upright = parseGrid(`
    00999
    00999
    00999
    00999
    00999`);
  const level = { ...upright, cells: upright.cells.map((_, i) => (i < 10 ? 0 : 9)) };
  assert.deepEqual(applyFilter(upright, byId('sides')).cells.slice(0, 3), [9, 9, 0]);
  assert.ok(applyFilter(upright, byId('tops')).cells.every((out) => out === 0));
  assert.ok(applyFilter(level, byId('sides')).cells.every((out) => out === 0));
  assert.ok(applyFilter(level, byId('tops')).cells.some((out) => out === 9));
});

test('an edge counts the same from dark to bright as from bright to dark', () => {
  const one = parseGrid(`
    0099
    0099
    0099`);
  const other = { ...one, cells: one.cells.map((tone) => 9 - tone) };
  assert.deepEqual(applyFilter(one, byId('sides')).cells, applyFilter(other, byId('sides')).cells);
});
