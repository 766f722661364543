import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  KINDS,
  VARIANTS,
  WAYS,
  drawDoodle,
  kindOf,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/doodle-guesser/kinds.js';
import {
  MOST_POINTS,
  SIDE,
  findBox,
  findCells,
  findDistance,
  fitInto,
  guessKind,
  learnDoodle,
  rankDoodles,
  readStrokes,
  runTest,
  thinStrokes,
  writeStrokes,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/doodle-guesser/model.js';

const near = (one, other, slack = 1e-9) =>
  assert.ok(Math.abs(one - other) <= slack, `${one} ${other}`);
const draw = (variant, seed) => drawDoodle(variant, makeChance(seed));
const learn = (variant, seed) =>
  learnDoodle({ number: 1, kind: kindOf(variant), variant, strokes: draw(variant, seed) });

test('cells have the length 1, whatever is drawn', () => {
  for (const variant of VARIANTS) near(Math.hypot(...findCells(draw(variant, 'a'))), 1);
});

test('a blank sheet has no ink and makes no guess without training', () => {
  assert.ok(findCells([]).every((value) => value === 0));
  assert.deepEqual(guessKind(findCells([]), []), { kind: 'none', near: [] });
});

test('where on the sheet and how large a drawing is makes no difference', () => {
  const strokes = draw('cat-face', 'b');
  const moved = strokes.map((stroke) =>
    stroke.map((value, i) => 0.4 * value + (i % 2 === 0 ? 11 : 37)),
  );
  near(findDistance(findCells(strokes), findCells(moved)), 0, 1e-4);
});

test('the distance is 0 to itself, the same both ways, and at most 100', () => {
  const cells = VARIANTS.map((variant) => findCells(draw(variant, 'c')));
  for (const one of cells) {
    near(findDistance(one, one), 0);
    for (const other of cells) {
      near(findDistance(one, other), findDistance(other, one));
      assert.ok(findDistance(one, other) <= 100);
    }
  }
});

test('two drawings without a common cell are 100 apart', () => {
  const one = new Float64Array(SIDE * SIDE);
  const other = new Float64Array(SIDE * SIDE);
  one[3] = 1;
  other[200] = 1;
  near(findDistance(one, other), 100);
});

test('a line in the middle of the grid spreads over the cells that it crosses', () => {
  // A flat line 13 cells long at height 8: rows 7 and 8 share it, the blur adds two rows on each side.
  const cells = findCells([[0, 50, 100, 50]]);
  const rows = Array.from({ length: SIDE }, (_, row) =>
    cells.slice(row * SIDE, (row + 1) * SIDE).reduce((sum, value) => sum + value, 0),
  );
  near(rows[7], rows[8], 1e-9);
  near(rows[6], rows[9], 1e-9);
  assert.ok(rows[7] > rows[6] && rows[6] > rows[5] && rows[5] > 0);
  assert.ok(rows.slice(0, 5).every((sum) => sum === 0));
});

test('the longer side of a fitted drawing fills the sheet and the other one is in the middle', () => {
  const box = findBox(fitInto([[10, 10, 30, 20]], 100, 8));
  near(box.left, 8);
  near(box.width, 84);
  near(box.height, 42);
  near(box.top + box.height / 2, 50);
});

test('the nearest drawing gives its label, and of equally near ones the earlier', () => {
  const training = KINDS.map((kind) => learn(WAYS[kind][0], 'd'));
  for (const known of training) assert.equal(guessKind(known.cells, training).kind, known.kind);
  const twin = { ...training[0], kind: 'other' };
  assert.equal(guessKind(training[0].cells, [twin, training[0]]).kind, 'other');
  assert.equal(guessKind(training[0].cells, [training[0], twin]).kind, training[0].kind);
});

test('drawings are ranked from near to far', () => {
  const training = VARIANTS.map((variant) => learn(variant, 'e'));
  const distances = rankDoodles(training[0].cells, training).map((one) => one.distance);
  assert.deepEqual(
    distances,
    [...distances].sort((a, b) => a - b),
  );
  assert.equal(distances.length, training.length);
});

test('every guesser is right on all its own training drawings', () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const training = VARIANTS.map((variant) => learn(variant, `own-${seed}`));
    assert.equal(runTest(training, training).right, training.length);
  }
});

test('a test counts the guesses that agree with the label', () => {
  const training = [learn('cat-face', 'f')];
  const testPart = [learn('cat-face', 'g'), learn('house-gable', 'g')];
  assert.deepEqual(
    { right: runTest(training, testPart).right, of: runTest(training, testPart).of },
    { right: 1, of: 2 },
  );
});

test('no two hands draw alike, and the same seed draws the same', () => {
  for (const variant of VARIANTS) {
    assert.deepEqual(draw(variant, 'h'), draw(variant, 'h'));
    const distances = Array.from({ length: 12 }, (_, i) =>
      findDistance(findCells(draw(variant, `i-${i}`)), findCells(draw(variant, `j-${i}`))),
    );
    assert.ok(Math.min(...distances) > 2, `${variant}: ${distances}`);
  }
});

test('drawings made in one way lie nearer to each other than to other kinds, on average', () => {
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  for (const variant of VARIANTS) {
    const ten = Array.from({ length: 10 }, (_, i) => learn(variant, `k-${i}`));
    const others = VARIANTS.filter((one) => kindOf(one) !== kindOf(variant)).map((one) =>
      learn(one, 'l'),
    );
    const same = ten.slice(1).map((one) => findDistance(ten[0].cells, one.cells));
    const away = ten.flatMap((one) => others.map((other) => findDistance(one.cells, other.cells)));
    assert.ok(mean(same) < mean(away), variant);
  }
});

test('strokes are kept as text and come back within a twentieth', () => {
  const strokes = [
    [0, 0, 99.9, 50.04, 12.3, 7],
    [5.55, 60],
  ];
  const back = readStrokes(writeStrokes(strokes));
  assert.deepEqual(
    back.map((stroke) => stroke.length),
    [6, 2],
  );
  back.flat().forEach((value, i) => near(value, strokes.flat()[i], 0.0501));
  assert.deepEqual(readStrokes(''), []);
  assert.match(writeStrokes(strokes), /^[0-9a-z.]+$/);
});

test('a thinned drawing is small enough to keep and still looks the same to the guesser', () => {
  const long = Array.from({ length: 3000 }, (_, i) => {
    const turn = i / 60;
    return [50 + (40 - i / 100) * Math.cos(turn), 50 + (40 - i / 100) * Math.sin(turn)];
  }).flat();
  for (const strokes of [[long], draw('fish-side', 'm'), draw('house-tower', 'm')]) {
    const thin = thinStrokes(strokes);
    const points = thin.reduce((sum, stroke) => sum + stroke.length / 2, 0);
    assert.ok(points <= MOST_POINTS, String(points));
    assert.ok(findDistance(findCells(strokes), findCells(thin)) < 12);
    assert.deepEqual(
      thin.map((stroke) => stroke.slice(0, 2)),
      strokes.map((stroke) => stroke.slice(0, 2)),
    );
  }
});

test('a corner stays a corner when points are left out', () => {
  const corner = [...Array(20).keys()].flatMap((i) => [10 + i, 10]).concat([29, 10, 29, 40]);
  assert.deepEqual(thinStrokes([corner]), [[10, 10, 29, 10, 29, 40]]);
});
