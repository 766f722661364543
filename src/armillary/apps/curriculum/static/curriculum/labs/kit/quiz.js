/** A scored step made of questions, one on a page: predict and explain. */

import { questionView, tellFeedback } from './ask.js';
import { element } from './dom.js';
import { actionButton } from './parts.js';

/** @typedef {import('./ask.js').Option} Option */
/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./moments.js').Moment} Moment */
/** @typedef {import('./stage.js').Bench} Bench */
/** @typedef {import('./texts.js').Say} Say */
/**
 * @typedef {object} Page One question.
 * @property {string} id
 * @property {(bench: Bench) => string} prompt
 * @property {(bench: Bench) => Option[]} options
 * @property {(bench: Bench) => Child} [before] What is shown with the question.
 * @property {(bench: Bench) => Child} [after] What is shown once it is answered.
 * @property {(bench: Bench) => string} [announce] What is said when the page opens; else the prompt.
 */
/**
 * @typedef {object} Parts What a page is laid out from; `key` ties the page to itself after a redraw.
 * @property {string} key
 * @property {Child} place
 * @property {Child} before
 * @property {Child} question
 * @property {Child} after
 * @property {Child} more
 */
/**
 * @typedef {object} Outcome
 * @property {readonly boolean[]} rights One for each page.
 * @property {{chosen: Record<string, string>, misconceptions: string[]}} raw
 */
/**
 * @typedef {object} Quiz
 * @property {string} id Of the step.
 * @property {Moment} moment
 * @property {readonly Page[]} pages
 * @property {(bench: Bench, answer: Option | undefined) => string} [greet]
 *   What is said when the step opens, `answer` being the one to the open page; else what its page says.
 * @property {(parts: Parts) => Child[]} [lay] How a page is laid out; else one part under the other.
 * @property {(bench: Bench, outcome: Outcome) => void} [report] Else the share of right answers is told.
 */

/**
 * A step that asks question after question and is scored after the last one.
 * @param {Quiz} quiz
 * @returns {import('./stage.js').Step}
 */
export function quizStep({ id, moment, pages, greet, lay = stackParts, report }) {
  const tell = report ?? ((bench, outcome) => bench.report(moment, ...scoreShare(outcome)));
  const announce = (/** @type {Bench} */ bench) => {
    const page = pages[bench.state.page];
    return (page.announce ?? page.prompt)(bench);
  };
  const findAnswer = (/** @type {Bench} */ bench) =>
    findOption(bench, pages[bench.state.page], bench.state.chosen);

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ option,
  ) => {
    const { say, state } = bench;
    state.chosen[question] = option;
    if (state.page === pages.length - 1) {
      bench.finish();
      tell(bench, weighAnswers(bench, pages));
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(say, /** @type {Option} */ (findAnswer(bench)));
  };

  const more = (/** @type {Bench} */ bench) => {
    bench.state.page += 1;
    bench.focus(`q-${pages[bench.state.page].id}`);
    return announce(bench);
  };

  return {
    id,
    begin: () => ({ page: 0, chosen: {} }),
    greet: (bench) => greet?.(bench, findAnswer(bench)) ?? announce(bench),
    view: (bench) => lay(makeParts(bench, pages)),
    actions: { choose, more },
  };
}

/**
 * "Question 2 of 3".
 * @param {Say} say
 * @param {number} page From 0.
 * @param {number} of
 */
export const placeLine = (say, page, of) =>
  element('p', { class: 'kit-place' }, say('kit.place', { n: page + 1, of }));

/** The way to the next question. @param {Say} say */
export const moreButton = (say) =>
  actionButton(say('kit.more'), 'more', { isMain: true, key: 'more' });

/** The parts of a page, one under the other. @param {Parts} parts @returns {Child[]} */
export function stackParts({ key, place, before, question, after, more }) {
  return [
    element('div', { class: 'kit-stack', 'data-key': key }, place, before, question, after, more),
  ];
}

/**
 * Options whose texts are `<stem>.<option>`, each with its feedback in `<stem>.<option>.why`.
 * @param {Say} say
 * @param {string} stem
 * @param {object} question
 * @param {readonly string[]} question.order The ids as they stand on the page.
 * @param {string} [question.right]
 * @param {Readonly<Record<string, string>>} [question.wrong] The misconception of each wrong option, '' for none.
 * @param {Record<string, string | number>} [question.values]
 * @returns {Option[]}
 */
export function listOptions(say, stem, { order, right = 'right', wrong = {}, values }) {
  return order.map((id) => ({
    id,
    face: say(`${stem}.${id}`, values),
    right: id === right,
    misconception: wrong[id],
    feedback: say(`${stem}.${id}.why`, values),
  }));
}

/** The share of right answers and what it was made from. @param {Outcome} outcome @returns {[number, Outcome['raw']]} */
function scoreShare({ rights, raw }) {
  return [rights.filter(Boolean).length / rights.length, raw];
}

/** @param {Bench} bench @param {readonly Page[]} pages @returns {Parts} */
function makeParts(bench, pages) {
  const { say, state } = bench;
  const page = pages[state.page];
  const chosen = state.chosen[page.id];
  const isAnswered = chosen !== undefined;
  const isLast = state.page === pages.length - 1;
  return {
    key: `page-${page.id}`,
    place: placeLine(say, state.page, pages.length),
    before: page.before?.(bench),
    question: questionView(say, {
      id: page.id,
      prompt: page.prompt(bench),
      options: page.options(bench),
      chosen,
    }),
    after: isAnswered && page.after?.(bench),
    more: isAnswered && !isLast && moreButton(say),
  };
}

/** @param {Bench} bench @param {Page} page @param {Record<string, string>} chosen */
const findOption = (bench, page, chosen) =>
  page.options(bench).find((option) => option.id === chosen[page.id]);

/** @param {Bench} bench @param {readonly Page[]} pages @returns {Outcome} */
function weighAnswers(bench, pages) {
  const { chosen } = bench.state;
  const answers = pages.map((page) => findOption(bench, page, chosen));
  return {
    rights: answers.map((answer) => answer?.right === true),
    raw: { chosen, misconceptions: answers.flatMap((answer) => answer?.misconception || []) },
  };
}
