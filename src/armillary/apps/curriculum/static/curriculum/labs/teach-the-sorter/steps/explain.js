/** Scored: real errors of the sorter, and which explanation fits them. */

import { element } from '../../kit/dom.js';
import { countDial, panel } from '../../kit/parts.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { baskets } from '../cards.js';
import { comparator, featureTable } from '../comparator.js';
import { guessLabel, labelByRule, runOnOwnExamples } from '../model.js';
import { nameLabel } from '../words.js';
import { layPage } from './predict.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeErrors>} Errors */
/** @typedef {import('../model.js').Rule} Rule */

/** The wrong explanations of each question and the misconception that each speaks of, '' for none. */
const WRONG = Object.freeze({
  diet: { number: 'E02-m1', wish: '' },
  own: { works: 'E03-m1', sameTest: 'E05-m1' },
  label: { computer: 'C04-m1', more: 'E02-m1' },
});
/** @typedef {keyof typeof WRONG} Question */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @param {Chance} chance
 * @returns {import('../../kit/stage.js').Step}
 */
export function explainStep(play, chance) {
  const errors = play.errors();
  const { rule, steps } = play.level;
  const questions = /** @type {Question[]} */ (
    steps.includes('labels') ? ['diet', 'own', 'label'] : ['diet', 'own']
  );
  const pages = questions.map((id) => {
    const order = chance.fork(id).shuffle(['right', ...Object.keys(WRONG[id])]);
    const { number } = (id === 'label' ? errors.slipped : errors.narrow).newcomer;
    return /** @type {import('../../kit/quiz.js').Page} */ ({
      id,
      prompt: ({ say }) => promptOf(say, id, errors),
      before: ({ say }) => evidence(say, id, { errors, rule }),
      options: ({ say }) =>
        listOptions(say, `explain.${id}`, { order, wrong: WRONG[id], values: { number } }),
    });
  });
  return quizStep({ id: 'explain', moment: 'explain', pages, lay: layPage });
}

/** @param {Say} say @param {Question} question @param {Errors} errors */
function promptOf(say, question, { narrow, slipped }) {
  if (question === 'own') {
    const own = runOnOwnExamples(narrow.examples, 1);
    return say('explain.own', {
      own: own.right,
      n: own.of,
      right: narrow.right,
      of: narrow.test.length,
    });
  }
  const { newcomer, guess } = question === 'diet' ? narrow : slipped;
  return say(`explain.${question}`, {
    number: newcomer.number,
    label: nameLabel(say, guess.label),
  });
}

/** @param {Say} say @param {Question} question @param {{errors: Errors, rule: Rule}} play */
function evidence(say, question, { errors, rule }) {
  if (question === 'own') {
    const { examples, test, right } = errors.narrow;
    return element(
      'div',
      { class: 'kit-two' },
      panel(say, 'explain.examples', baskets(say, examples)),
      element(
        'div',
        { class: 'kit-panel kit-dials' },
        countDial(say, runOnOwnExamples(examples, 1), { caption: say('build.ownCount') }),
        countDial(say, { right, of: test.length }, { caption: say('build.newCount') }),
      ),
    );
  }
  const { examples, newcomer, guess } = question === 'diet' ? errors.narrow : errors.slipped;
  const { leaned } = guessLabel(newcomer.look, examples, 1);
  const truth = nameLabel(say, labelByRule(newcomer.look, rule));
  return element(
    'div',
    { class: 'kit-two' },
    element(
      'div',
      { class: 'kit-panel' },
      comparator(say, newcomer, guess),
      element(
        'p',
        { class: 'kit-note' },
        say('explain.truth', { number: newcomer.number, label: truth }),
      ),
      featureTable(say, newcomer, leaned[0]),
    ),
    panel(say, 'explain.examples', baskets(say, examples, { leaned })),
  );
}
