/** AI or Not: what a seed deals, and how the moments are scored. */

import assert from 'node:assert/strict';
import test from 'node:test';

const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/ai-or-not/';
const { CARDS, findCard } = await import(`${LAB}cards.js`);
const { OURS, fits, judge, sortCards, widthOf } = await import(`${LAB}definition.js`);
const { FILM_ONLY, GOAL, SEALED, makePlay, tryTask } = await import(`${LAB}deal.js`);
const { isRightReason, findReason } = await import(`${LAB}reasons.js`);
const predict = await import(`${LAB}steps/predict.js`);
const sort = await import(`${LAB}steps/sort.js`);
const border = await import(`${LAB}steps/border.js`);

const SEEDS = Array.from({ length: 300 }, (_, i) => `class-${i}`);

test('the same seed deals the same, and another seed deals other cards', () => {
  assert.equal(JSON.stringify(makePlay('5b').sealed), JSON.stringify(makePlay('5b').sealed));
  const envelopes = new Set(
    SEEDS.map((seed) => makePlay(seed).sealed.map((card) => card.id).sort().join()),
  );
  assert.ok(envelopes.size > 150);
});

test('ten cards are sealed that nobody has met before, with every bin among them', () => {
  const ever = new Set();
  for (const seed of SEEDS) {
    const { open, sealed, all } = makePlay(seed);
    assert.equal(sealed.length, SEALED);
    assert.equal(new Set([...open, ...sealed]).size, CARDS.length);
    assert.equal(all.length, CARDS.length);
    assert.deepEqual([...new Set(sealed.map(judge))].sort(), ['ai', 'edge', 'film', 'not']);
    for (const card of sealed) ever.add(card.id);
  }
  assert.equal(ever.size, CARDS.length - 4);
});

test('our definition puts every agreed card right, and no definition without inference does', () => {
  for (const seed of SEEDS.slice(0, 60)) {
    const { agreed } = makePlay(seed);
    const isRight = (definition) =>
      agreed.every((card) => fits(card, definition) === (judge(card) === 'ai'));
    assert.ok(isRight({ parts: OURS, strict: false }));
    assert.ok(!isRight({ parts: ['electric', 'input', 'output', 'goal'], strict: false }));
    assert.ok(!isRight({ parts: ['input', 'inference', 'output'], strict: false }));
    assert.ok(!isRight({ parts: ['electric'], strict: false }));
  }
});

test('each forecast has exactly one right answer among its options', () => {
  const widths = new Map();
  for (const seed of SEEDS) {
    const { open, forecasts } = makePlay(seed);
    const [slips, stays, width] = forecasts;
    const wrongIn = sortCards(open, slips.claim).slippedIn.map((card) => card.id);
    const wrongOut = sortCards(open, stays.claim).leftOut.map((card) => card.id);
    assert.deepEqual(slips.options.filter((id) => wrongIn.includes(id)), [slips.right]);
    assert.deepEqual(stays.options.filter((id) => wrongOut.includes(id)), [stays.right]);
    for (const page of [slips, stays]) assert.equal(new Set(page.options).size, 4);
    assert.equal(width.right, widthOf(open, width.claim));
    assert.ok(width.options.includes(width.right));
    widths.set(width.right, (widths.get(width.right) ?? 0) + 1);
  }
  for (const width of ['wide', 'narrow', 'both']) assert.ok(widths.get(width) > 30, width);
});

test('the film robot has four tasks of today and two of no AI, each covered by one card only', () => {
  const narrow = CARDS.filter((card) => judge(card) === 'ai');
  for (const seed of SEEDS.slice(0, 60)) {
    const { tasks } = makePlay(seed);
    assert.equal(new Set(tasks).size, 6);
    for (const task of tasks) {
      const covering = narrow.filter((card) => tryTask(card, task) === 'covers');
      assert.deepEqual(covering.map((card) => card.id), FILM_ONLY.includes(task) ? [] : [task]);
    }
  }
});

test('a narrow AI stops at the input before it stops at the output', () => {
  assert.equal(tryTask(findCard('apple'), 'bird'), 'input');
  assert.equal(tryTask(findCard('speech'), 'bird'), 'output');
  assert.equal(tryTask(findCard('bird'), 'bird'), 'covers');
  assert.equal(tryTask(findCard('bird'), 'home'), 'any');
});

test('a sorted card counts only with the right bin and the right reason', () => {
  const { sealed, reasons } = makePlay('score');
  const best = sealed.map((card, i) => ({
    bin: judge(card),
    reason: reasons[i].find((id) => isRightReason(card, findReason(id))),
  }));
  const spoil = (n, change) => best.map((given, i) => (i < n ? { ...given, ...change(i) } : given));
  const otherReason = (i) => ({ reason: reasons[i].find((id) => id !== best[i].reason) });
  const otherBin = (i) => ({ bin: best[i].bin === 'ai' ? 'not' : 'ai' });
  assert.equal(sort.scoreOf(sealed, best)[0], 1);
  assert.equal(sort.scoreOf(sealed, spoil(SEALED - GOAL, otherReason))[0], 1);
  assert.equal(sort.scoreOf(sealed, spoil(3, otherReason))[0], 0.7);
  assert.equal(sort.scoreOf(sealed, spoil(3, otherBin))[0], 0.7);
  assert.equal(sort.scoreOf(sealed, spoil(3, otherReason))[1].bins, SEALED);
  assert.ok(sort.scoreOf(sealed, spoil(3, otherReason))[1].misconceptions.length <= 3);
});

test('forecasts and explanations score the share of right choices and name misconceptions', () => {
  const { forecasts } = makePlay('score');
  const right = Object.fromEntries(forecasts.map((page) => [page.id, page.right]));
  assert.deepEqual(predict.scoreOf(forecasts, right), [1, { chosen: right, misconceptions: [] }]);
  const [score, raw] = predict.scoreOf(forecasts, { ...right, width: 'none' });
  assert.ok(Math.abs(score - 2 / 3) < 1e-9);
  assert.deepEqual(raw.misconceptions, [predict.misconceptionOf(forecasts[2].claim)]);
  const told = border.scoreOf({ film: 'more', part: 'inference', pro: 'wish', contra: 'right' }, 'chess');
  assert.equal(told[0], 0.5);
  assert.deepEqual(told[1].misconceptions, ['A07-m3', 'A06-m2']);
});
