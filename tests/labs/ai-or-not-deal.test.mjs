/** AI or Not: what a seed deals, and how the moments are scored. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { answerStep, standInForPage } from './answering.mjs';

const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/ai-or-not/';
const { CARDS, findCard } = await import(`${LAB}cards.js`);
const { OURS, fits, judge, sortCards, widthOf } = await import(`${LAB}definition.js`);
const deal = await import(`${LAB}deal.js`);
const { FILM_ONLY, GOAL, SEALED, tryTask } = deal;
const { SCHEMES } = await import(`${LAB}schemes.js`);
const { isRightReason, findReason } = await import(`${LAB}reasons.js`);
const predict = await import(`${LAB}steps/predict.js`);
const sort = await import(`${LAB}steps/sort.js`);
const border = await import(`${LAB}steps/border.js`);
const explain = await import(`${LAB}steps/explain.js`);

const makePlay = (seed, level = 'definition') => deal.makePlay(seed, level);
const LEVELS = Object.keys(SCHEMES);

const SEEDS = Array.from({ length: 300 }, (_, i) => `class-${i}`);

test('the same seed deals the same, and another seed deals other cards', () => {
  assert.equal(JSON.stringify(makePlay('5b').sealed), JSON.stringify(makePlay('5b').sealed));
  const envelopes = new Set(
    SEEDS.map((seed) => makePlay(seed).sealed.map((card) => card.id).sort().join()),
  );
  assert.ok(envelopes.size > 150);
});

test('on every level ten of 24 cards are sealed, with every bin among them', () => {
  for (const level of LEVELS) {
    const ever = new Set();
    for (const seed of SEEDS) {
      const { scheme, open, sealed, all } = deal.makePlay(seed, level);
      assert.equal(scheme.cards.length, 24);
      assert.equal(new Set(scheme.cards).size, 24);
      assert.equal(sealed.length, SEALED);
      assert.equal(new Set([...open, ...sealed]).size, 24);
      assert.equal(all.length, 24);
      assert.deepEqual([...new Set(sealed.map(scheme.judge))].sort(), [...scheme.bins].sort());
      for (const card of sealed) ever.add(card.id);
    }
    assert.equal(ever.size, 24 - SCHEMES[level].shown.length);
  }
  assert.throws(() => deal.makePlay('1', 'full'), /level must be one of/);
});

test('the younger levels: the definition of the lesson fits, what one starts with does not', () => {
  for (const level of LEVELS) {
    const { cards, ours, start, side } = SCHEMES[level];
    assert.equal(widthOf(cards, { parts: ours, strict: false }, side), 'fitting');
    assert.notEqual(widthOf(cards, { parts: start, strict: false }, side), 'fitting');
  }
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
  for (const level of LEVELS) {
    const widths = new Map();
    for (const seed of SEEDS) {
      const { scheme, open, forecasts } = deal.makePlay(seed, level);
      const [slips, stays, width] = forecasts;
      const wrongIn = sortCards(open, slips.claim, scheme.side).slippedIn.map((card) => card.id);
      const wrongOut = sortCards(open, stays.claim, scheme.side).leftOut.map((card) => card.id);
      assert.deepEqual(slips.options.filter((id) => wrongIn.includes(id)), [slips.right]);
      assert.deepEqual(stays.options.filter((id) => wrongOut.includes(id)), [stays.right]);
      for (const page of [slips, stays]) assert.equal(new Set(page.options).size, 4);
      assert.equal(width.right, widthOf(open, width.claim, scheme.side));
      assert.ok(width.options.includes(width.right));
      widths.set(width.right, (widths.get(width.right) ?? 0) + 1);
    }
    assert.ok(widths.size >= 2, level);
    for (const n of widths.values()) assert.ok(n > 30, level);
  }
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
  const { scheme, sealed, reasons } = makePlay('score');
  const best = sealed.map((card, i) => ({
    bin: judge(card),
    reason: reasons[i].find((id) => isRightReason(scheme, card, findReason(scheme, id))),
  }));
  const spoil = (n, change) => best.map((given, i) => (i < n ? { ...given, ...change(i) } : given));
  const otherReason = (i) => ({ reason: reasons[i].find((id) => id !== best[i].reason) });
  const otherBin = (i) => ({ bin: best[i].bin === 'ai' ? 'not' : 'ai' });
  assert.equal(sort.scoreOf(scheme, sealed, best)[0], 1);
  assert.equal(sort.scoreOf(scheme, sealed, spoil(SEALED - GOAL, otherReason))[0], 1);
  assert.equal(sort.scoreOf(scheme, sealed, spoil(3, otherReason))[0], 0.7);
  assert.equal(sort.scoreOf(scheme, sealed, spoil(3, otherBin))[0], 0.7);
  assert.equal(sort.scoreOf(scheme, sealed, spoil(3, otherReason))[1].bins, SEALED);
  assert.ok(sort.scoreOf(scheme, sealed, spoil(3, otherReason))[1].misconceptions.length <= 3);
});

test('forecasts and explanations score the share of right choices and name misconceptions', () => {
  standInForPage();
  const play = makePlay('score');
  const right = Object.fromEntries(play.forecasts.map((page) => [page.id, page.right]));
  const forecast = (answers) => answerStep(predict.predictStep(play), answers).results[0];
  assert.deepEqual(forecast(right), ['predict', 1, { chosen: right, misconceptions: [] }]);
  const wrong = play.forecasts[2].options.find((id) => id !== right.width);
  const [, score, raw] = forecast({ ...right, width: wrong });
  assert.ok(Math.abs(score - 2 / 3) < 1e-9);
  assert.deepEqual(raw.misconceptions, [predict.misconceptionOf(play.forecasts[2].claim)]);
  const told = border.scoreOf({ film: 'more', part: 'inference', pro: 'wish', contra: 'right' }, 'chess');
  assert.equal(told[0], 0.5);
  assert.deepEqual(told[1].misconceptions, ['A07-m3', 'A06-m2']);
  const chosen = { robot: 'moves', smart: 'right' };
  const step = explain.explainStep(makePlay('score', 'alive'));
  assert.deepEqual(answerStep(step, chosen).results, [
    ['explain', 0.5, { chosen, misconceptions: ['A02-m1'] }],
  ]);
});
