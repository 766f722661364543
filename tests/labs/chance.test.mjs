import assert from 'node:assert/strict';
import test from 'node:test';

import {
  drawUntil,
  makeChance,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';

const draw = (chance, n) => Array.from({ length: n }, () => chance.next());

test('the same seed gives the same draws, as a number or as a text', () => {
  assert.deepEqual(draw(makeChance(7), 20), draw(makeChance('7'), 20));
});

test('draws are those of a second program written from the two papers', () => {
  // FNV-1a of '20260901', then mulberry32, in Python with unbounded integers cut to 32 bits.
  const expected = [1756054442, 3589091583, 2822497953, 968070882];
  const got = draw(makeChance('20260901'), 4).map((x) => x * 2 ** 32);
  assert.deepEqual(got, expected);
});

test('draws fill the unit interval evenly', () => {
  // 10,000 draws in 10 bins: sd of a bin is sqrt(10000 * 0.1 * 0.9) = 30, so 150 is five of them.
  const bins = Array(10).fill(0);
  for (const x of draw(makeChance('even'), 10_000)) bins[Math.floor(x * 10)] += 1;
  for (const bin of bins) assert.ok(Math.abs(bin - 1000) < 150, String(bins));
});

test('every order of three is as likely as the others', () => {
  const chance = makeChance('orders');
  const counts = new Map();
  for (let i = 0; i < 6000; i += 1) {
    const order = chance.shuffle(['a', 'b', 'c']).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  // 6,000 in six orders: sd is sqrt(6000 / 6 * 5 / 6) = 29.
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 145);
});

test('shuffling leaves the list it was given as it was', () => {
  const list = [1, 2, 3, 4];
  const shuffled = makeChance(3).shuffle(list);
  assert.deepEqual(list, [1, 2, 3, 4]);
  assert.deepEqual([...shuffled].sort(), list);
});

test('a fork does not depend on what was drawn before it', () => {
  const early = makeChance(5);
  const late = makeChance(5);
  draw(late, 9);
  assert.deepEqual(draw(early.fork('part'), 5), draw(late.fork('part'), 5));
  assert.notDeepEqual(draw(makeChance(5).fork('part'), 5), draw(makeChance(5).fork('other'), 5));
});

test('a draw below something that is no count is refused', () => {
  for (const n of [0, -1, 1.5, NaN]) assert.throws(() => makeChance(1).below(n), RangeError);
});

test('a draw is repeated until it serves, the same way for the same seed', () => {
  const draw = () =>
    drawUntil(
      makeChance(8),
      (own) => own.below(100),
      (n) => n >= 90,
    );
  assert.ok(draw() >= 90);
  assert.equal(draw(), draw());
});

test('a purpose that no draw serves is an error, not an endless loop', () => {
  const never = () => false;
  assert.throws(() => drawUntil(makeChance(8), (own) => own.below(2), never), /asks for too much/);
});
