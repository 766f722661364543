/** A step made of questions: what it says, where it leads, what it scores. */

import assert from 'node:assert/strict';
import test from 'node:test';

import {
  listOptions,
  quizStep,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/quiz.js';
import { answerStep } from './answering.mjs';

const WRONG = { a: { sly: 'X01-m1', odd: '' }, b: { shy: 'X02-m1' } };
const pages = Object.entries(WRONG).map(([id, wrong]) => ({
  id,
  prompt: () => `ask ${id}`,
  options: ({ say }) => listOptions(say, id, { order: ['right', ...Object.keys(wrong)], wrong }),
}));
const step = quizStep({ id: 'explain', moment: 'explain', pages });

test('the result is told once, after the last answer', () => {
  const half = answerStep(step, { a: 'right' });
  assert.deepEqual([half.results, half.isFinished, half.focused], [[], false, ['more']]);
  const whole = answerStep(step, { a: 'right', b: 'right' });
  const raw = { chosen: { a: 'right', b: 'right' }, misconceptions: [] };
  assert.deepEqual(whole.results, [['explain', 1, raw]]);
  assert.equal(whole.isFinished, true);
  assert.deepEqual(whole.focused, ['more', 'q-b', 'kit-next']);
});

test('a wrong answer takes its share and names its misconception, where it has one', () => {
  const named = answerStep(step, { a: 'sly', b: 'right' }).results[0];
  assert.deepEqual([named[1], named[2].misconceptions], [0.5, ['X01-m1']]);
  const nameless = answerStep(step, { a: 'odd', b: 'shy' }).results[0];
  assert.deepEqual([nameless[1], nameless[2].misconceptions], [0, ['X02-m1']]);
});

test('each page says its prompt, and each answer its feedback', () => {
  const { said } = answerStep(step, { a: 'right', b: 'shy' });
  assert.equal(said[0], 'ask a');
  assert.equal(said[1], 'kit.rightkit.gapa.right.why');
  assert.equal(said[2], 'ask b');
  assert.equal(said[3], 'kit.notYetkit.gapb.shy.why');
});

test('a greeting of its own may depend on what was answered; a page may announce more', () => {
  const told = answerStep(
    quizStep({
      id: 'predict',
      moment: 'predict',
      pages: pages.map((page) => ({ ...page, announce: () => `now ${page.id}` })),
      greet: (_, answer) => answer?.feedback ?? 'hello',
    }),
    { a: 'sly' },
  );
  assert.equal(told.said[0], 'hello');
  assert.equal(told.greetAgain(), 'a.sly.why');
  const plain = quizStep({ id: 'predict', moment: 'predict', pages });
  assert.equal(answerStep(plain, { a: 'right' }).greetAgain(), 'ask a');
});

test('what is told can be put together by the lab', () => {
  const own = quizStep({
    id: 'explain',
    moment: 'explain',
    pages,
    report: (bench, { rights, raw }) =>
      bench.report('explain', rights.filter(Boolean).length / 4, {
        ...raw,
        more: bench.look('sort'),
      }),
  });
  const [[, score, raw]] = answerStep(own, { a: 'right', b: 'shy' }, { sort: 3 }).results;
  assert.equal(score, 0.25);
  assert.deepEqual([raw.more, raw.misconceptions], [3, ['X02-m1']]);
});
