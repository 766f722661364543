/** Scored: real errors of the sorter, and which explanation fits them. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton, countDial, panel } from '../../kit/parts.js';
import { baskets } from '../cards.js';
import { comparator, featureTable } from '../comparator.js';
import { coatOutlines } from '../creature.js';
import { guessLabel, labelByRule, runOnOwnExamples } from '../model.js';
import { nameLabel } from '../words.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeErrors>} Errors */
/** @typedef {import('../model.js').Rule} Rule */

/** The wrong explanations of each question and the misconception that each speaks of. */
const WRONG = Object.freeze({
  diet: { number: 'E02-m1', wish: 'none' },
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
  const orders = questions.map((question) =>
    chance.fork(question).shuffle(['right', ...Object.keys(WRONG[question])]),
  );

  const optionsOf = (/** @type {Say} */ say, /** @type {number} */ i) => {
    const { number } = (questions[i] === 'label' ? errors.slipped : errors.narrow).newcomer;
    return orders[i].map((id) => ({
      id,
      face: say(`explain.${questions[i]}.${id}`, { number }),
      right: id === 'right',
      misconception: /** @type {Record<string, string>} */ (WRONG[questions[i]])[id],
      feedback: say(`explain.${questions[i]}.${id}.why`, { number }),
    }));
  };

  const view = (/** @type {Bench} */ { say, state }) => {
    const question = questions[state.page];
    const chosen = state.chosen[question];
    const isLast = state.page === questions.length - 1;
    return [
      coatOutlines(),
      element(
        'div',
        { class: 'kit-stack', 'data-key': `page-${question}` },
        element(
          'p',
          { class: 'kit-place' },
          say('predict.place', { n: state.page + 1, of: questions.length }),
        ),
        evidence(say, question, { errors, rule }),
        questionView(say, {
          id: question,
          prompt: promptOf(say, question, errors),
          options: optionsOf(say, state.page),
          chosen,
        }),
        chosen !== undefined &&
          !isLast &&
          actionButton(say('predict.more'), 'more', { isMain: true, key: 'more' }),
      ),
    ];
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ id,
  ) => {
    const { say, state } = bench;
    state.chosen[question] = id;
    const option = /** @type {import('../../kit/ask.js').Option} */ (
      optionsOf(say, state.page).find((one) => one.id === id)
    );
    if (state.page === questions.length - 1) {
      bench.finish();
      bench.report('explain', ...scoreOf(questions, state.chosen));
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(say, option);
  };

  const more = (/** @type {Bench} */ { say, state, focus }) => {
    state.page += 1;
    focus(`q-${questions[state.page]}`);
    return promptOf(say, questions[state.page], errors);
  };

  return {
    id: 'explain',
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say, state }) => promptOf(say, questions[state.page], errors),
    view,
    actions: { choose, more },
  };
}

/**
 * @param {Question[]} questions
 * @param {Record<string, string>} chosen
 * @returns {[number, {chosen: Record<string, string>, misconceptions: string[]}]}
 */
function scoreOf(questions, chosen) {
  const right = questions.filter((question) => chosen[question] === 'right').length;
  const misconceptions = questions
    .map((question) => /** @type {Record<string, string>} */ (WRONG[question])[chosen[question]])
    .filter((id) => id !== undefined && id !== 'none');
  return [right / questions.length, { chosen, misconceptions }];
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
