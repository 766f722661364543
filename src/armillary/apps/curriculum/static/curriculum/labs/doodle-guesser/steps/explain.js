/** Last step, scored: what happened, and which explanation fits it. */

import { element } from '../../kit/dom.js';
import { countDial, panel } from '../../kit/parts.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { describe, doodleCard, shelves } from '../cards.js';
import { comparator } from '../comparator.js';
import { guessKind, runTest } from '../model.js';
import { listMissing, makeLeak } from '../cases.js';
import { readParts } from '../parts.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../parts.js').Parts} Parts */

/** The wrong explanations of each question and the misconception that each speaks of, '' for none. */
const WRONG = Object.freeze({
  error: { number: 'E02-m1', wish: '' },
  own: { works: 'E03-m1', fair: 'E05-m1' },
  leak: { nothing: 'E05-m6', better: 'E03-m4' },
});
/** @typedef {keyof typeof WRONG} Question */

/** @param {Case} play @param {Chance} chance @returns {import('../../kit/stage.js').Step} */
export function explainStep(play, chance) {
  const questions = /** @type {Question[]} */ (
    play.level.steps.includes('leak') ? ['error', 'own', 'leak'] : ['error', 'own']
  );
  const pages = questions.map((id) => makePage(play, id, chance.fork(id)));
  const last = pages[pages.length - 1];
  last.after = ({ say }) => [
    element('p', { class: 'kit-note' }, say('explain.end')),
    element('p', { class: 'kit-quiet' }, say('explain.lot')),
  ];
  return quizStep({ id: 'explain', moment: 'explain', pages });
}

/** @param {Case} play @param {Question} id @param {Chance} chance @returns {import('../../kit/quiz.js').Page} */
function makePage(play, id, chance) {
  const order = chance.shuffle(['right', ...Object.keys(WRONG[id])]);
  return {
    id,
    prompt: ({ say, look }) => say(`explain.${id}`, findValues(say, play, readParts(play, look))),
    before: ({ say, look }) => evidence(say, play, { question: id, parts: readParts(play, look) }),
    options: ({ say }) => listOptions(say, `explain.${id}`, { order, wrong: WRONG[id] }),
  };
}

/**
 * The wrong guess to explain: one of a missing way where there is one.
 * @param {Case} play
 * @param {Parts} parts
 */
function findError(play, { training, test }) {
  const missing = listMissing(play.level, training, test);
  const { guesses } = runTest(training, test);
  const wrong = test.filter((doodle, i) => guesses[i].kind !== doodle.kind);
  return wrong.find((doodle) => missing.includes(doodle.variant)) ?? wrong[0] ?? test[0];
}

/** @param {Say} say @param {Case} play @param {Parts} parts */
function findValues(say, play, parts) {
  const doodle = findError(play, parts);
  const own = runTest(parts.training, parts.training);
  const test = runTest(parts.training, parts.test);
  const hasLeak = play.level.steps.includes('leak');
  const leaky = hasLeak ? [...parts.training, ...readLeak(play, parts).leaked] : parts.training;
  return {
    number: doodle.number,
    way: say(`way.${doodle.variant}`),
    kind: say(`kind.${guessKind(doodle.cells, parts.training).kind}`),
    own: own.right,
    n: own.of,
    right: test.right,
    of: test.of,
    leaked: runTest(leaky, parts.test).right,
  };
}

/** @param {Case} play @param {Parts} parts */
const readLeak = (play, parts) =>
  play.keep(`leak:${parts.key}`, () => makeLeak(play.level, parts, play.chance.fork('leak')));

/** @param {Say} say @param {Case} play @param {{question: Question, parts: Parts}} now */
function evidence(say, play, { question, parts }) {
  const { training, test } = parts;
  if (question === 'error') {
    const doodle = findError(play, parts);
    const guess = guessKind(doodle.cells, training);
    return element(
      'div',
      { class: 'kit-two' },
      element(
        'div',
        { class: 'kit-panel' },
        comparator(say, doodle.strokes, guess, {
          title: say('doodle.number', { number: doodle.number }),
          name: describe(say, doodle),
        }),
      ),
      panel(
        say,
        'part.training',
        shelves(say, training, play.level.kinds, { near: [guess.near[0].doodle] }),
      ),
    );
  }
  const isLeak = question === 'leak';
  const leaked = isLeak ? readLeak(play, parts).leaked : [];
  return element(
    'div',
    { class: 'kit-panel' },
    element(
      'div',
      { class: 'kit-dials' },
      isLeak
        ? countDial(say, runTest(training, test), { caption: say('explain.clean') })
        : countDial(say, runTest(training, training), { caption: say('count.own') }),
      isLeak
        ? countDial(say, runTest([...training, ...leaked], test), { caption: say('explain.leaky') })
        : countDial(say, runTest(training, test), { caption: say('count.fresh') }),
    ),
    isLeak &&
      element(
        'div',
        { class: 'doodle-cards doodle-leaked' },
        leaked.map((doodle) =>
          doodleCard(say, doodle, { kind: doodle.kind, key: `leaked-${doodle.number}` }),
        ),
      ),
  );
}
