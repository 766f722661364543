import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  COLUMNS,
  KINDS,
  MEASURED,
  WAYS,
  findFaultAt,
  judgeFlag,
  mendTable,
  scoreHunt,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/faults.js';
import {
  BEDS,
  MOST_LEAVES,
  PLANTS,
  drawGarden,
  makeGarden,
  makeLittleGarden,
  mendCarefully,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/garden.js';
import {
  findMiss,
  guessHeight,
  listGroups,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/guess.js';
import {
  beginHunt,
  countFinds,
  findHint,
  flagCell,
  mendPicked,
  missNow,
  scoreOf,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/data-detective/hunting.js';

const SEEDS = Array.from({ length: 200 }, (_, i) => `seed ${i}`);
const gardens = SEEDS.map(makeGarden);

/** What the notebook of the class states about a row, by itself. */
const isPlausible = (row) =>
  PLANTS.includes(row.plant) &&
  BEDS.includes(row.bed) &&
  row.sown >= 0 &&
  row.sown < 31 &&
  row.leaves !== null &&
  row.leaves >= 0 &&
  row.leaves <= MOST_LEAVES &&
  Number.isInteger(row.height) &&
  row.height > 0 &&
  row.height < 250;

test('every garden has 24 rows and exactly ten faults of all seven kinds', () => {
  for (const { rows, faults } of gardens) {
    assert.equal(rows.length, 24);
    assert.equal(faults.length, 10);
    assert.deepEqual(new Set(faults.map((fault) => fault.kind)), new Set(KINDS));
  }
});

test('the notebook alone tells which rows are faulty, and no other', () => {
  for (const { rows, faults } of gardens) {
    const faulty = new Set(faults.flatMap((fault) => fault.rows));
    rows.forEach((row, i) => {
      const isTwice = rows.some((other, j) => j !== i && other.no === row.no);
      assert.equal(faulty.has(i), isTwice || !isPlausible(row), JSON.stringify(row));
    });
  }
});

test('faults lie in rows of their own, away from the strange values that are true', () => {
  for (const { faults, notes } of gardens) {
    const places = [...faults, ...notes].flatMap((one) => one.rows);
    assert.equal(new Set(places).size, places.length);
  }
});

test('careful mending never invents: each value is as measured or left empty', () => {
  for (const garden of gardens) {
    const mended = mendCarefully(garden).filter((row) => row !== null);
    assert.equal(mended.length, garden.clean.length);
    for (const row of mended) {
      const truth = garden.clean[row.no - 1];
      for (const column of COLUMNS)
        assert.ok(row[column] === null || row[column] === truth[column], `${column} of ${row.no}`);
    }
  }
});

test('the strange values that are true stay strange: the tallest, the bare, the smallest, the twins', () => {
  for (const { rows, notes, clean } of gardens) {
    const at = (name) => notes.find((note) => note.name === name).rows;
    const heights = clean.map((row) => row.height);
    assert.equal(rows[at('tall')[0]].height, Math.max(...heights));
    assert.equal(rows[at('small')[0]].height, Math.min(...heights));
    assert.equal(rows[at('snail')[0]].leaves, 0);
    const [one, other] = at('twins').map((i) => rows[i]);
    assert.deepEqual({ ...one, no: 0 }, { ...other, no: 0 });
    assert.notEqual(one.no, other.no);
  }
});

test('cleaning helps the guesser on draws that nobody chose', () => {
  const drawn = SEEDS.map((seed) => drawGarden(makeChance(seed))).filter((one) => one !== null);
  const misses = drawn.map((garden) => ({
    dirty: findMiss(garden.rows, garden.newcomers),
    clean: findMiss(mendCarefully(garden), garden.newcomers),
  }));
  const mean = (name) => misses.reduce((sum, one) => sum + one[name], 0) / misses.length;
  // Heights in millimetres stand ten times too high, so a single one among three neighbours is enough.
  assert.ok(mean('dirty') > 2.5 * mean('clean'), `${mean('dirty')} against ${mean('clean')}`);
  assert.ok(misses.filter((one) => one.dirty > one.clean).length > 0.95 * misses.length);
});

test('a flag is judged by place and kind', () => {
  const { faults, rows } = gardens[0];
  faults.forEach(({ kind, rows: [row], columns }) => {
    const cell = { row, column: columns[0] ?? 'plant' };
    assert.equal(judgeFlag(faults, cell, kind), 'found');
    assert.equal(judgeFlag(faults, { row, column: 'no' }, kind), 'found');
    const other = kind === 'double' ? 'unit' : 'double';
    assert.equal(judgeFlag(faults, cell, other), 'other');
  });
  const swapped = faults.find((fault) => fault.kind === 'swapped');
  assert.equal(
    judgeFlag(faults, { row: swapped.rows[0], column: 'leaves' }, 'impossible'),
    'closer',
  );
  const good = rows.findIndex((_, i) => findFaultAt(faults, i, 'no') < 0);
  for (const kind of KINDS)
    assert.equal(judgeFlag(faults, { row: good, column: 'height' }, kind), 'false');
});

test('mending one fault leaves every other row as it was', () => {
  for (const garden of gardens.slice(0, 20)) {
    garden.faults.forEach(({ kind, rows }, i) => {
      for (const way of WAYS[kind]) {
        const mended = mendTable(garden, { [i]: way });
        garden.rows.forEach((row, at) => {
          if (!rows.includes(at)) assert.equal(mended[at], row);
        });
      }
    });
  }
});

test('the guess is the mean of the three nearest rows of the same name', () => {
  const row = (plant, sown, height) => ({ no: 1, plant, bed: 'A', sown, height, leaves: 1 });
  const table = [
    row('bean', 10, 40),
    row('bean', 12, 50),
    null,
    row('bean', 13, 60),
    row('bean', 30, 900),
    row('beans', 11, 900),
    row('bean', null, 900),
    row('bean', 11, null),
  ];
  // (40 + 50 + 60) / 3 = 50: the far one, the misspelled one and the unusable ones do not count.
  assert.equal(guessHeight(table, { plant: 'bean', sown: 11 }), 50);
  // No row of that name: the mean of all six usable heights, 40 + 50 + 60 + 900 + 900 over 5.
  assert.equal(guessHeight(table, { plant: 'pea', sown: 11 }), 390);
});

test('a name in other letters is a group of its own, and an empty height joins none', () => {
  const row = (plant, height) => ({ no: 1, plant, bed: 'A', sown: 1, height, leaves: 1 });
  const table = [row('tomato', 40), row('tomato2', 60), row('tomato', 50), row('bean', null), null];
  assert.deepEqual(listGroups(table, 'plant', PLANTS), [
    { name: 'tomato', mean: 45, n: 2 },
    { name: 'tomato2', mean: 60, n: 1 },
  ]);
});

test('the score asks for eight finds and takes one away for each false flag', () => {
  assert.equal(scoreHunt({ first: 8, later: 0, falseFlags: 0 }), 1);
  assert.equal(scoreHunt({ first: 10, later: 0, falseFlags: 2 }), 1);
  assert.equal(scoreHunt({ first: 4, later: 4, falseFlags: 0 }), 0.75);
  assert.equal(scoreHunt({ first: 6, later: 0, falseFlags: 2 }), 0.5);
  assert.equal(scoreHunt({ first: 1, later: 0, falseFlags: 9 }), 0);
});

test('a hunt played through ends with a full score, a small state and a better guesser', () => {
  for (const garden of gardens.slice(0, 40)) {
    const state = beginHunt();
    const before = missNow(garden, state);
    garden.faults.forEach(({ kind, rows, columns }) => {
      state.picked = [rows[0], columns[0] ?? 'no'];
      flagCell(garden, state, kind);
      mendPicked(garden, state, WAYS[kind][1]);
      assert.equal(state.outcome.type, 'poor');
      mendPicked(garden, state, WAYS[kind][0]);
      assert.equal(state.outcome.type, 'mended');
    });
    assert.deepEqual(countFinds(state), { found: 10, mended: 10 });
    assert.equal(scoreOf(state), 1);
    assert.equal(findHint(garden, state), null);
    assert.ok(missNow(garden, state) < before);
    assert.ok(JSON.stringify(state).length < 2000);
  }
});

test('flagging every cell with every kind does not pay', () => {
  const garden = gardens[0];
  const state = beginHunt();
  garden.rows.forEach((_, row) => {
    for (const column of COLUMNS) {
      for (const kind of KINDS) {
        state.picked = [row, column];
        const i = findFaultAt(garden.faults, row, column);
        const isChecked = state.checked.includes(`${row}.${column}`);
        if (!isChecked && !state.found[i]) flagCell(garden, state, kind);
      }
    }
  });
  assert.equal(countFinds(state).found, 10);
  assert.equal(scoreOf(state), 0);
  assert.ok(JSON.stringify(state).length < 4000);
});

test('the little garden shows one bar too high and one bar too many', () => {
  for (const seed of SEEDS) {
    const { rows, clean, faults } = makeLittleGarden(seed);
    assert.equal(rows.length, 6);
    assert.deepEqual(faults.map((fault) => fault.kind).sort(), ['spelling', 'unit']);
    assert.equal(listGroups(rows, 'plant', PLANTS).length, 3);
    const most = (table) => Math.max(...listGroups(table, 'plant', PLANTS).map((one) => one.mean));
    assert.ok(most(rows) > 2 * most(clean));
  }
});

test('the same seed gives the same garden, and the measuring day is the twentieth of June', () => {
  assert.deepEqual(makeGarden('5a'), makeGarden('5a'));
  assert.notDeepEqual(makeGarden('5a').rows, makeGarden('5b').rows);
  // 31 days of May, then 20 June is the 20th: 31 + 20 - 1 days after the first of May.
  assert.equal(MEASURED, 50);
});
