/** How marks, decisions and reasons are weighed in Fact or Fable. */

import assert from 'node:assert/strict';
import test from 'node:test';

const LAB = '../../src/armillary/apps/curriculum/static/curriculum/labs/fact-or-fable';
const { LEVELS, listErrors, makeCase } = await import(`${LAB}/cases.js`);
const { REASONS, countRulings, isUsable, judge, scoreRulings, weighMark } = await import(
  `${LAB}/judge.js`
);

const SEEDS = Array.from({ length: 60 }, (_, i) => `judge-${i}`);
const ids = (phrases) => phrases.map((phrase) => phrase.id);
const rule = (answer) => {
  const verdict = judge(answer);
  const reason = REASONS[verdict].find((one) => isUsable(answer, { verdict, reason: one }));
  return { marks: ids(listErrors(answer)), verdict, reason };
};

test('nothing wrong is accepted, more wrong than right rejected, the rest revised', () => {
  const phrases = [0, 1, 2, 3].map((i) => ({ id: String(i), kind: 'fact' }));
  const answer = (wrong) => ({
    phrases: phrases.map((phrase, i) => ({ ...phrase, version: i < wrong ? 1 : 0 })),
  });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((wrong) => judge(answer(wrong))),
    ['accept', 'revise', 'revise', 'reject', 'reject'],
  );
});

test('a mark is found, missed, a false alarm or fine', () => {
  const weigh = (version, marks) => weighMark({ id: 'a', version }, marks);
  assert.equal(weigh(1, ['a']), 'found');
  assert.equal(weigh(1, []), 'missed');
  assert.equal(weigh(0, ['a']), 'alarm');
  assert.equal(weigh(0, ['b']), 'fine');
});

test('whoever looks everything up reaches the goal in every seed and gives a usable reason each time', () => {
  for (const [name, level] of Object.entries(LEVELS))
    for (const seed of SEEDS) {
      const { answers } = makeCase(seed, name);
      const count = countRulings(answers, answers.map(rule));
      assert.equal(count.usable, answers.length);
      assert.deepEqual(scoreRulings(level, count), { isReached: true, score: 1 });
    }
});

test('no habit reaches the goal: to mark all, nothing, every number phrase, every unsure answer', () => {
  const habits = {
    all: (answer) => ids(answer.phrases),
    nothing: () => [],
    last: (answer) => ids(answer.phrases.slice(-2)),
    unsure: (answer) => (answer.tone === 'soft' ? ids(answer.phrases) : []),
    sure: (answer) => (answer.tone === 'sure' ? ids(answer.phrases) : []),
  };
  for (const [name, marks] of Object.entries(habits))
    for (const seed of SEEDS) {
      const { answers } = makeCase(seed, 'shelf');
      const rulings = answers.map((answer) => ({ ...rule(answer), marks: marks(answer) }));
      const { isReached, score } = scoreRulings(LEVELS.shelf, countRulings(answers, rulings));
      assert.ok(!isReached && score <= 0.9, `${name} ${seed}`);
    }
});

test('a reason of tone or style is never usable, and a reason must fit an error that is there', () => {
  for (const seed of SEEDS)
    for (const answer of makeCase(seed, 'shelf').answers) {
      const kinds = listErrors(answer).map((phrase) => phrase.kind);
      const usable = (reason) => isUsable(answer, { marks: [], verdict: judge(answer), reason });
      assert.ok(!usable('tone') && !usable('smooth'));
      for (const kind of ['old', 'source', 'quote']) assert.equal(usable(kind), kinds.includes(kind));
      assert.equal(usable('backed'), kinds.length === 0);
    }
});

test('each false alarm above the limit costs, each found error pays, and the score stays in its bounds', () => {
  const score = (found, alarms, usable) =>
    scoreRulings(LEVELS.shelf, { found, alarms, usable, missed: 10 - found, verdicts: 0 }).score;
  assert.equal(score(7, 2, 4), 1);
  assert.ok(score(7, 2, 3) < 1 && score(7, 3, 4) < 1 && score(6, 2, 4) < 1);
  for (let found = 0; found < 10; found += 1) {
    assert.ok(score(found + 1, 0, 7) >= score(found, 0, 7));
    for (let alarms = 0; alarms < 18; alarms += 1) {
      assert.ok(score(found, alarms + 1, 7) <= score(found, alarms, 7));
      assert.ok(score(found, alarms, 7) >= 0 && score(found, alarms, 7) <= 1);
    }
  }
});
