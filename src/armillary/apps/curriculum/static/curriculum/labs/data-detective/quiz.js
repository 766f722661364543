/** A scored row of questions, each with something to look at before and after the answer. */

import { questionView, tellFeedback } from '../kit/ask.js';
import { element } from '../kit/dom.js';
import { actionButton } from '../kit/parts.js';

/** @typedef {import('../kit/ask.js').Option} Option */
/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/stage.js').Bench} Bench */
/** @typedef {import('../kit/stage.js').Step} Step */
/** @typedef {import('../kit/texts.js').Say} Say */
/**
 * @typedef {object} Page A question. Its texts are `<id>`, `<id>.<option>` and `<id>.<option>.why`, as `key` names them.
 * @property {string} id
 * @property {readonly string[]} options In the order in which they stand; `right` names the right one.
 * @property {string} right
 * @property {Readonly<Record<string, string>>} [misconceptions] What a wrong option speaks of.
 * @property {(say: Say) => Record<string, string | number>} values For all texts of the question.
 * @property {(say: Say) => Child} ask What stands above the question.
 * @property {(say: Say) => Child} [show] What appears with the answer.
 */

/**
 * @param {{id: string, moment: 'predict' | 'explain', key: (name: string) => string, pages: readonly Page[]}} quiz
 * @returns {Step}
 */
export function quizStep({ id, moment, key, pages }) {
  const tell = (/** @type {Say} */ say, /** @type {Page} */ page, /** @type {string} */ end = '') =>
    say(key(page.id + end), page.values(say));
  const optionsOf = (/** @type {Say} */ say, /** @type {Page} */ page) =>
    page.options.map((option) => ({
      id: option,
      face: tell(say, page, `.${option}`),
      right: option === page.right,
      misconception: page.misconceptions?.[option],
      feedback: tell(say, page, `.${option}.why`),
    }));
  const isRight = (/** @type {Bench['state']} */ state, /** @type {Page} */ page) =>
    state.chosen[page.id] === page.right;

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ option,
  ) => {
    const { say, state } = bench;
    const page = pages[state.page];
    state.chosen[question] = option;
    if (state.page === pages.length - 1) {
      const misconceptions = pages.flatMap(
        (one) => one.misconceptions?.[state.chosen[one.id]] ?? [],
      );
      const right = pages.filter((one) => isRight(state, one)).length;
      bench.finish();
      bench.report(moment, right / pages.length, { chosen: state.chosen, misconceptions });
      bench.focus('kit-next');
    } else bench.focus('more');
    const chosen = optionsOf(say, page).find((one) => one.id === option);
    return tellFeedback(say, /** @type {Option} */ (chosen));
  };

  return {
    id,
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say, state }) =>
      state.page === 0 ? say(key('greet')) : tell(say, pages[state.page]),
    view: ({ say, state }) => {
      const page = pages[state.page];
      const chosen = state.chosen[page.id];
      const isAnswered = chosen !== undefined;
      return [
        element(
          'div',
          { class: 'kit-stack', 'data-key': `page-${page.id}` },
          element(
            'p',
            { class: 'kit-place' },
            say('quiz.place', { n: state.page + 1, of: pages.length }),
          ),
          element(
            'div',
            { class: 'kit-two' },
            element(
              'div',
              { class: 'kit-stack', 'data-key': 'ask' },
              isAnswered && page.show ? page.show(say) : page.ask(say),
            ),
            element(
              'div',
              { class: 'kit-stack detective-question' },
              questionView(say, {
                id: page.id,
                prompt: tell(say, page),
                options: optionsOf(say, page),
                chosen,
              }),
              isAnswered &&
                state.page < pages.length - 1 &&
                actionButton(say('quiz.more'), 'more', { isMain: true, key: 'more' }),
            ),
          ),
        ),
      ];
    },
    actions: {
      choose,
      more: ({ say, state, focus }) => {
        state.page += 1;
        focus(`q-${pages[state.page].id}`);
        return tell(say, pages[state.page]);
      },
    },
  };
}
