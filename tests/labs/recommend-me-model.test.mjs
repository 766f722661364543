/** The arithmetic of the feed: counts, points, the mixed score, the next page. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  FEATURES,
  TOPICS,
  VALUES,
  WORKS,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/catalogue.js';
import {
  ALL_SIMILAR,
  ASPECTS,
  PAGE,
  PARTS,
  countProfile,
  findReasons,
  makePage,
  rankCards,
  rateCard,
  settleMix,
  shiftMix,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/model.js';

/** Cards of a catalogue nobody chose. */
const drawCards = (seed) => {
  const chance = makeChance(seed);
  const readers = chance.shuffle(WORKS.map((_, i) => 3 + 2 * i));
  return WORKS.map((work, i) => ({ ...work, readers: readers[i], days: 1 + chance.below(20) }));
};
const drawMix = (chance) => {
  const similar = chance.below(PARTS + 1);
  const fresh = chance.below(PARTS - similar + 1);
  return { similar, new: fresh, popular: PARTS - similar - fresh };
};
const each = (n, run) => {
  for (let i = 0; i < n; i += 1) run(makeChance(`model-${i}`), drawCards(`cards-${i}`));
};

test('the catalogue holds eight different works of each topic, and every value often', () => {
  assert.equal(WORKS.length, 48);
  assert.equal(new Set(WORKS.map((work) => work.id)).size, 48);
  for (const topic of TOPICS) {
    const shelf = WORKS.filter((work) => work.topic === topic);
    assert.equal(shelf.length, 8);
    const looks = shelf.map(({ kind, mood, length }) => `${kind} ${mood} ${length}`);
    assert.equal(new Set(looks).size, 8, topic);
  }
  for (const feature of FEATURES) {
    for (const value of VALUES[feature]) {
      assert.ok(WORKS.filter((work) => work[feature] === value).length >= 8, value);
    }
  }
});

test('the counts of each feature add up to the opened cards', () => {
  each(100, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, chance.below(20));
    const { n, counts } = countProfile(opened);
    assert.equal(n, opened.length);
    for (const feature of FEATURES) {
      const sum = Object.values(counts[feature]).reduce((a, b) => a + b, 0);
      assert.equal(sum, n);
    }
  });
});

test('points are counted by hand: four of five on the topic, three songs, two calm, one short', () => {
  const find = (id) => ({ ...WORKS.find((work) => work.id === id), readers: 40, days: 4 });
  const opened = ['space3', 'space4', 'space8', 'space5', 'sea2'].map(find);
  const rating = rateCard(find('space7'), countProfile(opened), ALL_SIMILAR);
  // space 4 of 5, stories 1, calm 3, short 2
  assert.deepEqual(
    rating.lines.map((line) => line.points),
    [12, 1, 3, 2],
  );
  assert.equal(rating.points, 18);
  assert.equal(rating.of, 30);
  assert.equal(rating.score, 60);
  const mixed = rateCard(find('space7'), countProfile(opened), { similar: 5, new: 3, popular: 2 });
  assert.equal(mixed.score, (5 * 60 + 3 * 80 + 2 * 40) / 10);
});

test('a score lies from 0 to 100, and a card like all opened ones has the full likeness', () => {
  each(100, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, 1 + chance.below(10));
    const mix = drawMix(chance);
    for (const card of cards) {
      const { score } = rateCard(card, countProfile(opened), mix);
      assert.ok(score >= 0 && score <= 100);
    }
    const twin = rateCard(opened[0], countProfile([opened[0]]), ALL_SIMILAR);
    assert.equal(twin.score, 100);
  });
});

test('one more opening of a topic never lowers the likeness of another card that shares all with it', () => {
  each(100, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, 5);
    const card = chance.pick(cards);
    const before = rateCard(card, countProfile(opened), ALL_SIMILAR).score;
    const after = rateCard(card, countProfile([...opened, card]), ALL_SIMILAR).score;
    assert.ok(after >= before);
  });
});

test('a page holds the six best unopened cards in the order of their scores', () => {
  each(100, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, chance.below(12));
    const mix = drawMix(chance);
    const page = makePage(cards, opened, mix);
    assert.equal(page.length, PAGE);
    assert.ok(page.every((card) => !opened.includes(card)));
    const score = (card) => rateCard(card, countProfile(opened), mix).score;
    for (let i = 1; i < PAGE; i += 1) assert.ok(score(page[i - 1]) >= score(page[i]));
    const rest = cards.filter((card) => !opened.includes(card) && !page.includes(card));
    for (const card of rest) assert.ok(score(card) <= score(page[PAGE - 1]));
  });
});

test('the order in which cards were opened or listed changes nothing', () => {
  each(60, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, 7);
    const mix = drawMix(chance);
    const ids = (list, order) => makePage(list, order, mix).map((card) => card.id);
    assert.deepEqual(ids(cards, opened), ids(chance.shuffle(cards), chance.shuffle(opened)));
  });
});

test('with nothing opened the parts of likeness go to what is popular', () => {
  each(60, (chance, cards) => {
    const mix = drawMix(chance);
    const settled = settleMix(mix, countProfile([]));
    assert.equal(settled.similar, 0);
    assert.equal(settled.new + settled.popular, PARTS);
    const page = makePage(cards, [], ALL_SIMILAR);
    const most = [...cards].sort((a, b) => b.readers - a.readers).slice(0, PAGE);
    assert.deepEqual(page, most);
  });
});

test('the slider always holds ten parts, and every mix can be reached', () => {
  const seen = new Set();
  const open = [{ ...ALL_SIMILAR }];
  while (open.length > 0) {
    const mix = open.pop();
    const key = ASPECTS.map((aspect) => mix[aspect]).join();
    if (seen.has(key)) continue;
    seen.add(key);
    assert.equal(
      ASPECTS.reduce((sum, aspect) => sum + mix[aspect], 0),
      PARTS,
    );
    assert.ok(ASPECTS.every((aspect) => mix[aspect] >= 0));
    open.push(...ASPECTS.map((aspect) => shiftMix(mix, aspect)));
  }
  assert.ok(seen.has('0,10,0') && seen.has('0,0,10') && seen.has('10,0,0'));
  assert.ok(seen.size >= 40, String(seen.size));
});

test('the reason that is told is the one that gave most of the score', () => {
  each(60, (chance, cards) => {
    const opened = chance.shuffle(cards).slice(0, 1 + chance.below(8));
    const mix = drawMix(chance);
    for (const rating of rankCards(cards, countProfile(opened), mix)) {
      const { aspect, lines } = findReasons(rating);
      const share = (one) => rating.mix[one] * rating.marks[one];
      assert.ok(ASPECTS.every((one) => share(one) <= share(aspect)));
      assert.ok(lines.every((line) => line.points > 0));
    }
  });
});
