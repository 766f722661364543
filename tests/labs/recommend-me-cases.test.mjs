/** What the cases of the feed promise, over many seeds; and the same without any choice of draws. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { makeChance } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/chance.js';
import {
  TOPICS,
  WORKS,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/catalogue.js';
import {
  LEVELS,
  QUESTIONS,
  SETTINGS,
  makeCase,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/cases.js';
import {
  ALL_SIMILAR,
  countProfile,
  countTopics,
  findReasons,
  makePage,
  rankCards,
  shiftMix,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/model.js';
import {
  DRIFT_PAGES,
  drawTaste,
  makeDrift,
  measureMix,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/recommend-me/readers.js';

const SEEDS = Array.from({ length: 120 }, (_, i) => `seed-${i}`);
const eachCase = (run) => {
  for (const level of Object.keys(LEVELS)) {
    for (const seed of SEEDS) run(makeCase(seed, level), `${level} ${seed}`);
  }
};

test('the same seed brings the same case, another one another', () => {
  const list = (seed) =>
    JSON.stringify(
      makeCase(seed, 'feed')
        .questions()
        .map((one) => one.options),
    );
  assert.equal(list('a'), list('a'));
  assert.notEqual(list('a'), list('b'));
  assert.throws(() => makeCase('a', 'none'), /level must be one of/);
});

test('each question has one card that comes first by a clear margin', () => {
  eachCase(({ questions }, where) => {
    const names = new Set();
    for (const { id, opened, mix, options, right, traps, pupil } of questions()) {
      const [first, second] = rankCards(options, countProfile(opened), mix);
      assert.equal(first.card, right, `${where} ${id}`);
      assert.ok(first.score - second.score >= 8);
      assert.equal(new Set(options).size, 4);
      assert.ok(options.every((card) => !opened.includes(card)));
      assert.ok(!(right.id in traps));
      assert.ok(Object.keys(traps).every((card) => options.some((one) => one.id === card)));
      names.add(pupil);
    }
    assert.equal(names.size, QUESTIONS.length);
  });
});

test('the right card stands in each place about equally often', () => {
  const places = [0, 0, 0, 0];
  eachCase(({ questions }) => {
    for (const { options, right } of questions()) places[options.indexOf(right)] += 1;
  });
  const all = places.reduce((sum, n) => sum + n, 0);
  for (const n of places) assert.ok(n / all > 0.2 && n / all < 0.3, places.join());
});

test('neither the most popular card nor the last topic answers the questions', () => {
  let popular = 0;
  let last = 0;
  let all = 0;
  eachCase(({ questions }) => {
    for (const { options, opened, right } of questions()) {
      const most = options.reduce((a, b) => (b.readers > a.readers ? b : a));
      popular += most === right;
      last += right.topic === opened[opened.length - 1].topic;
      all += 1;
    }
  });
  assert.ok(popular / all < 0.5, `popular ${popular / all}`);
  assert.ok(last / all < 0.6, `last ${last / all}`);
});

test('the narrow feed can be widened by openings and by the slider', () => {
  eachCase(({ cards, level, narrow }, where) => {
    const start = narrow();
    assert.ok(countTopics(makePage(cards, start, ALL_SIMILAR)) <= 2, where);
    const opened = [...start];
    while (countTopics(makePage(cards, opened, ALL_SIMILAR)) < level.goal) {
      const count = (topic) => opened.filter((card) => card.topic === topic).length;
      const rarest = [...TOPICS].sort((a, b) => count(a) - count(b))[0];
      opened.push(cards.find((card) => card.topic === rarest && !opened.includes(card)));
      assert.ok(opened.length <= 24, where);
    }
    for (const aspect of ['new', 'popular']) {
      let mix = ALL_SIMILAR;
      for (let i = 0; i < 10; i += 1) mix = shiftMix(mix, aspect);
      assert.ok(countTopics(makePage(cards, start, mix)) >= level.goal, `${where} ${aspect}`);
    }
  });
});

test('two readers begin alike and end apart', () => {
  eachCase(({ drift }, where) => {
    const { turns, common, own } = drift();
    assert.equal(common[0], 6, where);
    assert.ok(common[DRIFT_PAGES - 1] <= 1, where);
    assert.notEqual(own[0].id, own[1].id);
    assert.deepEqual(turns[0][0].page, turns[1][0].page);
  });
});

test('without any choice of draws readers drift apart too, on average', () => {
  const sums = Array.from({ length: DRIFT_PAGES }, () => 0);
  for (const seed of SEEDS) {
    const chance = makeChance(seed);
    const readers = chance.shuffle(WORKS.map((_, i) => 3 + 2 * i));
    const cards = WORKS.map((work, i) => ({ ...work, readers: readers[i], days: i % 20 }));
    const [one, two, three, four] = chance.shuffle(makePage(cards, [], ALL_SIMILAR));
    const { common } = makeDrift(cards, { shared: [one, two], own: [three, four] }, ALL_SIMILAR);
    common.forEach((n, i) => {
      sums[i] += n / SEEDS.length;
    });
  }
  assert.equal(Math.round(sums[0]), 6);
  assert.ok(sums[1] < 4 && sums[DRIFT_PAGES - 1] < 2, sums.join());
});

test('the card to explain is first for what was opened, and few others opened it', () => {
  eachCase(({ why }) => {
    const { page, rating, opened } = why();
    assert.equal(page[0], rating.card);
    assert.ok(rating.card.readers <= 30);
    const { aspect, lines } = findReasons(rating);
    assert.equal(aspect, 'similar');
    assert.equal(lines[0].count, 4);
    assert.equal(opened.length, 5);
  });
});

test('the card that was talked about is on the page because of earlier openings', () => {
  eachCase(({ talk }) => {
    const { opened, page, told, place } = talk();
    assert.equal(page[place].topic, told);
    assert.equal(opened.filter((card) => card.topic === told).length, 2);
    assert.ok(place >= 1 && place <= 3);
  });
});

test('for every seed “similar” brings more openings than “popular”, and fewer topics', () => {
  eachCase(({ measured }, where) => {
    const [similar, , popular] = measured();
    assert.ok(similar.openings > popular.openings + 2, where);
    assert.ok(similar.topics < popular.topics, where);
    assert.ok(Math.round(similar.openings) > Math.round(popular.openings));
  });
});

test('the same holds for a catalogue nobody chose, on average', () => {
  const sums = { similar: [0, 0], mixed: [0, 0], popular: [0, 0] };
  for (const seed of SEEDS) {
    const chance = makeChance(seed);
    const readers = chance.shuffle(WORKS.map((_, i) => 3 + 2 * i));
    const cards = WORKS.map((work, i) => ({ ...work, readers: readers[i], days: i % 20 }));
    const tastes = Array.from({ length: 30 }, (_, i) => drawTaste(chance.fork(String(i))));
    for (const [id, mix] of Object.entries(SETTINGS)) {
      const { openings, topics } = measureMix(cards, tastes, { mix, pages: 4 });
      sums[id][0] += openings / SEEDS.length;
      sums[id][1] += topics / SEEDS.length;
    }
  }
  assert.ok(sums.similar[0] > sums.mixed[0] && sums.mixed[0] > sums.popular[0]);
  assert.ok(sums.similar[1] < sums.mixed[1] && sums.mixed[1] < sums.popular[1]);
});
