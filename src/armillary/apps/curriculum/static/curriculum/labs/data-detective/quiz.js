/** The questions of this lab: a chart beside each, another one in its place after the answer. */

import { element } from '../kit/dom.js';
import { listOptions, quizStep } from '../kit/quiz.js';

/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/texts.js').Say} Say */
/**
 * @typedef {object} Question Its texts are `<id>`, `<id>.<option>` and `<id>.<option>.why`, as `key` of the step names them.
 * @property {string} id
 * @property {readonly string[]} options In the order in which they stand; `right` names the right one.
 * @property {string} right
 * @property {Readonly<Record<string, string>>} [misconceptions] What a wrong option speaks of.
 * @property {(say: Say) => Record<string, string | number>} values For all texts of the question.
 * @property {(say: Say) => Child} ask What stands beside the question.
 * @property {(say: Say) => Child} [show] What takes its place with the answer.
 */

/** @typedef {(name: string) => string} KeyOf The key of a text of the step. */

/**
 * @param {{id: string, moment: import('../kit/moments.js').Moment, key: KeyOf}} step
 * @param {readonly Question[]} questions
 */
export function askStep({ id, moment, key }, questions) {
  return quizStep({
    id,
    moment,
    pages: questions.map((question) => makePage(key, question)),
    greet: ({ say, state }) =>
      state.page === 0 ? say(key('greet')) : tellPrompt(say, key, questions[state.page]),
    lay: layBeside,
  });
}

/** @param {Say} say @param {KeyOf} key @param {Question} question */
const tellPrompt = (say, key, { id, values }) => say(key(id), values(say));

/** @param {KeyOf} key @param {Question} question @returns {import('../kit/quiz.js').Page} */
function makePage(key, question) {
  const { id, options, right, misconceptions, values, ask, show } = question;
  return {
    id,
    prompt: ({ say }) => tellPrompt(say, key, question),
    before: ({ say }) => ask(say),
    options: ({ say }) =>
      listOptions(say, key(id), {
        order: options,
        right,
        wrong: misconceptions,
        values: values(say),
      }),
    after: ({ say }) => show?.(say),
  };
}

/** @type {import('../kit/quiz.js').Quiz['lay']} */
const layBeside = ({ key, place, before, question, after, more }) => [
  element(
    'div',
    { class: 'kit-stack', 'data-key': key },
    place,
    element(
      'div',
      { class: 'kit-two' },
      element('div', { class: 'kit-stack', 'data-key': 'ask' }, after || before),
      element('div', { class: 'kit-stack detective-question' }, question, more),
    ),
  ),
];
