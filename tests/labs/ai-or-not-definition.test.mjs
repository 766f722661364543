/** AI or Not: which cards a definition lets in, what our definition says of them, and why. */

import assert from 'node:assert/strict';
import test from 'node:test';

const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/ai-or-not/';
const { CARDS, findCard } = await import(`${LAB}cards.js`);
const { OURS, PARTS, fits, judge, listMissing, measure, sortCards, widthOf } = await import(
  `${LAB}definition.js`
);
const { drawReasons, isRightReason } = await import(`${LAB}reasons.js`);
const { SCHEMES } = await import(`${LAB}schemes.js`);
const { makeChance } = await import(
  '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js'
);

const define = (...parts) => ({ parts, strict: false });
const idsOf = (cards) => cards.map((card) => card.id).sort();
/** Every set of switches. */
const EVERY = Array.from({ length: 2 ** PARTS.length }, (_, bits) =>
  define(...PARTS.filter((_, i) => bits & (1 << i))),
);

test('there are 24 cards, each with a name of its own', () => {
  assert.equal(CARDS.length, 24);
  assert.equal(new Set(idsOf(CARDS)).size, 24);
  assert.throws(() => findCard('teapot'), /no card teapot/);
});

test('each verdict is the weakest of the four parts, unless the card is out of a film', () => {
  for (const card of CARDS) {
    const weakest = Math.min(...OURS.map((part) => measure(card, part)));
    const expected = { 1: 'ai', 0.5: 'edge', 0: 'not' }[weakest];
    assert.equal(judge(card), card.tasks === 'any' ? 'film' : expected, card.id);
  }
  const count = (verdict) => CARDS.filter((card) => judge(card) === verdict).length;
  assert.deepEqual(['ai', 'not', 'edge', 'film'].map(count), [8, 10, 3, 3]);
});

test('taking any one part away from an AI makes it none', () => {
  const bird = findCard('bird');
  assert.equal(judge(bird), 'ai');
  for (const change of [{ takes: 'none' }, { how: 'fixed' }, { gives: 'none' }, { goal: 'own' }])
    assert.equal(judge({ ...bird, ...change }), 'not');
  assert.equal(judge({ ...bird, how: 'average' }), 'edge');
});

test('body, face and electricity change no verdict', () => {
  for (const card of CARDS) {
    const other = { ...card, body: !card.body, face: !card.face, electric: !card.electric };
    assert.equal(judge(other), judge(card));
  }
});

test('another switch never lets a card in that was outside', () => {
  for (const definition of EVERY) {
    for (const part of PARTS) {
      const tighter = define(...definition.parts, part);
      for (const card of CARDS) if (fits(card, tighter)) assert.ok(fits(card, definition));
    }
  }
});

test('a card is outside exactly when a part is missing', () => {
  for (const definition of EVERY) {
    for (const card of CARDS)
      assert.equal(fits(card, definition), listMissing(card, definition).length === 0);
  }
});

test('every card lies in one tray, and the empty definition lets all in', () => {
  for (const definition of EVERY) {
    const { inside, outside } = sortCards(CARDS, definition);
    assert.deepEqual(idsOf([...inside, ...outside]), idsOf(CARDS));
  }
  assert.equal(sortCards(CARDS, define()).inside.length, 24);
});

test('our definition is neither too wide nor too narrow, with either line', () => {
  for (const strict of [false, true]) assert.equal(widthOf(CARDS, { parts: OURS, strict }), 'fitting');
  const wide = sortCards(CARDS, define(...OURS)).inside;
  const strict = sortCards(CARDS, { parts: OURS, strict: true }).inside;
  assert.deepEqual(
    idsOf(wide.filter((card) => !strict.includes(card))),
    idsOf(CARDS.filter((card) => judge(card) === 'edge')),
  );
});

test('well-known wrong definitions are wrong in the way they are known for', () => {
  assert.equal(widthOf(CARDS, define('electric')), 'wide');
  assert.equal(widthOf(CARDS, define('input', 'output')), 'wide');
  assert.equal(widthOf(CARDS, define('body')), 'both');
  assert.equal(widthOf(CARDS, define('body', ...OURS)), 'narrow');
  assert.ok(sortCards(CARDS, define('electric')).slippedIn.some((card) => card.id === 'kettle'));
  const noGoal = sortCards(CARDS, define('input', 'inference', 'output')).slippedIn;
  assert.deepEqual(idsOf(noGoal), ['android', 'cloud', 'dog', 'ship']);
});

test('exactly one reason decides for every card that may lie in the envelope', () => {
  for (const scheme of Object.values(SCHEMES)) {
    for (const card of scheme.cards.filter(({ id }) => !scheme.shown.includes(id))) {
      const right = scheme.reasons.filter((reason) => isRightReason(scheme, card, reason));
      assert.equal(right.length, 1, `${scheme.id} ${card.id}`);
    }
  }
});

test('four different reasons are offered, one right, one true but idle, two not true', () => {
  for (const scheme of Object.values(SCHEMES)) {
    const asked = scheme.cards.filter(({ id }) => !scheme.shown.includes(id));
    const places = new Map();
    for (const card of asked) {
      for (let seed = 0; seed < 60; seed += 1) {
        const ids = drawReasons(scheme, card, makeChance(seed).fork(card.id));
        const drawn = ids.map((id) => scheme.reasons.find((reason) => reason.id === id));
        assert.equal(new Set(ids).size, 4);
        const right = drawn.filter((reason) => isRightReason(scheme, card, reason));
        assert.equal(right.length, 1);
        assert.equal(drawn.filter((reason) => !reason.decides && reason.isTrue(card)).length, 1);
        assert.equal(drawn.filter((reason) => !reason.isTrue(card)).length, 2);
        const at = drawn.indexOf(right[0]);
        places.set(at, (places.get(at) ?? 0) + 1);
      }
    }
    for (let at = 0; at < 4; at += 1) assert.ok(places.get(at) > 0.2 * asked.length * 60);
  }
});
