/** A scored step made of questions, one on a page: predict and explain. */

import { questionView, tellFeedback } from '../kit/ask.js';
import { element } from '../kit/dom.js';
import { actionButton } from '../kit/parts.js';

/** @typedef {import('../kit/ask.js').Option} Option */
/** @typedef {import('../kit/dom.js').Child} Child */
/** @typedef {import('../kit/stage.js').Bench} Bench */
/**
 * @typedef {object} Page
 * @property {string} id
 * @property {(bench: Bench) => string} prompt
 * @property {(bench: Bench) => Option[]} options
 * @property {(bench: Bench) => Child} before What stands above the question.
 * @property {(bench: Bench) => Child} after What is shown once it is answered.
 */

const GREETINGS = Object.freeze({ predict: 'predict.greet', explain: 'explain.greet' });

/**
 * @param {'predict' | 'explain'} moment
 * @param {readonly Page[]} pages
 * @param {(bench: Bench) => Child} [ending] Shown under the last answer.
 * @returns {import('../kit/stage.js').Step}
 */
export function quizStep(moment, pages, ending = () => null) {
  const pick = (/** @type {Bench} */ bench, /** @type {Page} */ page) =>
    page.options(bench).find((one) => one.id === bench.state.chosen[page.id]);

  const view = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const page = pages[state.page];
    const chosen = state.chosen[page.id];
    const isLast = state.page === pages.length - 1;
    return [
      element(
        'div',
        { class: 'kit-stack', 'data-key': `page-${page.id}` },
        element(
          'p',
          { class: 'kit-place' },
          say('quiz.place', { n: state.page + 1, of: pages.length }),
        ),
        page.before(bench),
        questionView(say, {
          id: page.id,
          prompt: page.prompt(bench),
          options: page.options(bench),
          chosen,
        }),
        chosen !== undefined && page.after(bench),
        chosen !== undefined &&
          !isLast &&
          actionButton(say('quiz.more'), 'more', { isMain: true, key: 'more' }),
        chosen !== undefined && isLast && ending(bench),
      ),
    ];
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ id,
  ) => {
    bench.state.chosen[question] = id;
    const picked = pages.map((page) => pick(bench, page));
    if (Object.keys(bench.state.chosen).length === pages.length) {
      bench.finish();
      const right = picked.filter((option) => option?.right).length;
      bench.report(moment, right / pages.length, {
        chosen: bench.state.chosen,
        misconceptions: picked.flatMap((option) => option?.misconception ?? []),
      });
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(bench.say, /** @type {Option} */ (picked[bench.state.page]));
  };

  const more = (/** @type {Bench} */ bench) => {
    bench.state.page += 1;
    bench.focus(`q-${pages[bench.state.page].id}`);
    return pages[bench.state.page].prompt(bench);
  };

  return {
    id: moment,
    begin: () => ({ page: 0, chosen: {} }),
    greet: (bench) => {
      const option = pick(bench, pages[bench.state.page]);
      return option ? tellFeedback(bench.say, option) : bench.say(GREETINGS[moment]);
    },
    view,
    actions: { choose, more },
  };
}
