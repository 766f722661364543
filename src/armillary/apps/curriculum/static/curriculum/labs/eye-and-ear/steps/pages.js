/** Questions one after another, scored at the end: what the steps "predict" and "explain" share. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/dom.js').Child} Child */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/**
 * @typedef {object} Page
 * @property {string} id
 * @property {(say: Say) => string} prompt
 * @property {(say: Say) => Child[]} ask What is shown with the question.
 * @property {(say: Say) => Option[]} options
 * @property {(say: Say) => Child[]} [show] What is shown after the answer.
 */
/**
 * @typedef {object} Outcome
 * @property {readonly boolean[]} rights
 * @property {Record<string, string>} chosen
 * @property {string[]} misconceptions
 */

/**
 * @param {string} id
 * @param {readonly Page[]} pages
 * @param {(bench: Bench, outcome: Outcome) => void} tell Reports the result once all are answered.
 * @returns {import('../../kit/stage.js').Step}
 */
export function pagesStep(id, pages, tell) {
  const view = (/** @type {Bench} */ { say, state }) => {
    const page = pages[state.page];
    const chosen = state.chosen[page.id];
    const isLast = state.page === pages.length - 1;
    const isOpen = chosen === undefined;
    return [
      element(
        'div',
        { class: 'kit-stack', 'data-key': `page-${page.id}` },
        element(
          'p',
          { class: 'kit-place' },
          say('pages.place', { n: state.page + 1, of: pages.length }),
        ),
        page.ask(say),
        questionView(say, {
          id: page.id,
          prompt: page.prompt(say),
          options: page.options(say),
          chosen,
        }),
        !isOpen && page.show?.(say),
        !isOpen &&
          !isLast &&
          actionButton(say('pages.more'), 'more', { isMain: true, key: 'more' }),
      ),
    ];
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ chosen,
  ) => {
    const { say, state } = bench;
    state.chosen[question] = chosen;
    if (pages.every((page) => state.chosen[page.id] !== undefined)) {
      bench.finish();
      tell(bench, weigh(say, pages, state.chosen));
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(say, /** @type {Option} */ (findOption(say, pages[state.page], chosen)));
  };

  const more = (/** @type {Bench} */ { say, state, focus }) => {
    state.page += 1;
    focus(`q-${pages[state.page].id}`);
    return pages[state.page].prompt(say);
  };

  return {
    id,
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say }) => say(`${id}.greet`),
    view,
    actions: { choose, more },
  };
}

/** @param {Say} say @param {Page} page @param {string} id */
const findOption = (say, page, id) => page.options(say).find((option) => option.id === id);

/** @param {Say} say @param {readonly Page[]} pages @param {Record<string, string>} chosen @returns {Outcome} */
function weigh(say, pages, chosen) {
  const options = pages.map((page) => findOption(say, page, chosen[page.id]));
  return {
    rights: options.map((option) => option?.right === true),
    chosen,
    misconceptions: options.flatMap((option) => option?.misconception ?? []),
  };
}
