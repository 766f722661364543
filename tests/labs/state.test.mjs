import assert from 'node:assert/strict';
import test from 'node:test';

import {
  makeStopwatch,
  reportResult,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/moments.js';
import {
  makeKeeper,
  readState,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/state.js';

const stamp = { lab: 'one', version: 1, seed: '5', level: 'full' };

/** A place to dispatch from, and what was heard there. */
function listen(type) {
  const root = new EventTarget();
  const heard = [];
  root.addEventListener(type, (event) => heard.push(event.detail));
  return { root, heard };
}

test('a kept state comes back', () => {
  const kept = { ...stamp, step: 'build', parts: { build: { at: { labels: [[3, 'lake']] } } } };
  assert.deepEqual(readState(JSON.stringify(kept), stamp), kept);
});

test('a state of another seed, level, version or lab is not taken up', () => {
  for (const other of [{ seed: '6' }, { level: 'starter' }, { version: 2 }, { lab: 'two' }]) {
    assert.equal(readState(JSON.stringify({ ...stamp, ...other }), stamp), undefined);
  }
});

test('a state that cannot be read starts the lab afresh', () => {
  for (const text of [undefined, '', '{', 'null', '7', '"text"', '[]', '{}']) {
    assert.equal(readState(text, stamp), undefined, String(text));
  }
});

test('a burst of changes is sent once, as it stands at the end', async () => {
  const { root, heard } = listen('lab-state');
  const state = { n: 0 };
  const sent = new Promise((resolve) => root.addEventListener('lab-state', resolve));
  const keeper = makeKeeper(root, () => state, 5);
  for (state.n = 1; state.n < 5; state.n += 1) keeper.save();
  await sent;
  assert.deepEqual(heard, [{ n: 5 }]);
});

test('leaving the page sends what waits, and only once', () => {
  const { root, heard } = listen('lab-state');
  const keeper = makeKeeper(root, () => ({ n: 1 }), 60_000);
  keeper.flush();
  assert.deepEqual(heard, []);
  keeper.save();
  keeper.flush();
  keeper.flush();
  assert.deepEqual(heard, [{ n: 1 }]);
});

test('what was sent does not change with the lab', () => {
  const { root, heard } = listen('lab-state');
  const state = { labels: [1] };
  const keeper = makeKeeper(root, () => state, 60_000);
  keeper.save();
  keeper.flush();
  state.labels.push(2);
  assert.deepEqual(heard, [{ labels: [1] }]);
});

test('the stopwatch counts only while it runs', () => {
  let ms = 0;
  const watch = makeStopwatch(() => ms, 10);
  ms = 4000;
  assert.equal(watch.read(), 10);
  watch.run();
  ms = 7000;
  assert.equal(watch.read(), 13);
  watch.rest();
  ms = 60_000;
  assert.equal(watch.read(), 13);
  watch.run();
  watch.run();
  ms = 61_000;
  assert.equal(watch.read(), 14);
});

test('each moment is told once', () => {
  const { root, heard } = listen('lab-result');
  const told = {};
  const result = { moment: 'do', score: 0.5, raw: { rounds: 2 }, seconds: 12.4 };
  assert.equal(reportResult(root, told, result), true);
  assert.equal(reportResult(root, told, { ...result, score: 1 }), false);
  assert.deepEqual(heard, [{ moment: 'do', score: 0.5, raw: { rounds: 2 }, seconds: 12 }]);
  assert.deepEqual(told, { do: { score: 0.5 } });
});

test('a score outside 0 to 1 is refused', () => {
  for (const score of [-0.1, 1.1, NaN]) {
    const result = { moment: 'do', score, raw: {}, seconds: 1 };
    assert.throws(() => reportResult(new EventTarget(), {}, result), RangeError);
  }
});
