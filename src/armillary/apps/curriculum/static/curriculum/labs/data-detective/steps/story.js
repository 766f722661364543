/** Third step, scored: for each of three questions choose a chart, then say what pattern it shows. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { moreButton, placeLine } from '../../kit/quiz.js';
import {
  FITTING,
  STORIES,
  chartButtons,
  storyChart,
  storyTable,
  tellStoryRow,
  togetherDial,
} from '../story-charts.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../stories.js').Stories} Stories */
/** @typedef {import('../story-charts.js').ChartKind} ChartKind */
/** @typedef {import('../story-charts.js').Story} Story */
/** @typedef {{page: number, on: number | null, kind: ChartKind | null, tried: Record<string, ChartKind[]>, patterns: Record<string, string>}} State */

/** The patterns to choose from; the first one is there. @type {Readonly<Record<Story, readonly string[]>>} */
export const PATTERNS = Object.freeze({
  beds: ['sunny', 'shady', 'same'],
  weeks: ['middle', 'early', 'late'],
  days: ['together', 'against', 'nothing'],
});

/** @param {Stories} stories @param {Chance} chance @returns {import('../../kit/stage.js').Step} */
export function storyStep(stories, chance) {
  const orders = Object.fromEntries(
    STORIES.map((story) => [story, chance.fork(`story/${story}`).shuffle(PATTERNS[story])]),
  );
  const optionsOf = (/** @type {Say} */ say, /** @type {Story} */ story) =>
    orders[story].map((id) => ({
      id,
      face: say(`story.${story}.${id}`, valuesOf(stories, story)),
      right: id === PATTERNS[story][0],
      feedback: say(`story.${story}.${id}.why`, valuesOf(stories, story)),
    }));
  return {
    id: 'story',
    begin: () => ({ page: 0, on: null, kind: null, tried: {}, patterns: {} }),
    greet: ({ say, state }) =>
      say('story.greet') + say('kit.gap') + say(`story.${STORIES[state.page]}.ask`),
    view: (bench) => view(bench, stories, optionsOf),
    actions: {
      kind: (bench, kind) => chooseKind(bench, /** @type {ChartKind} */ (kind)),
      choose: (bench, question, id) => choosePattern(bench, optionsOf, { question, id }),
      row: ({ say, state }, i) => {
        state.on = Number(i);
        return tellStoryRow(say, stories, STORIES[state.page], state.on);
      },
      more: ({ say, state, focus }) => {
        Object.assign(state, { page: state.page + 1, on: null, kind: null });
        focus('task');
        return say(`story.${STORIES[state.page]}.ask`);
      },
    },
  };
}

/**
 * Numbers of a story for its texts.
 * @param {Stories} stories
 * @param {Story} story
 * @returns {Record<string, number>}
 */
export function valuesOf({ beds, weeks }, story) {
  if (story === 'beds')
    return {
      sunny: beds.sunny,
      shady: beds.shady,
      d: beds.sunny - beds.shady,
      shortest: beds.shortest,
      tallest: beds.tallest,
    };
  if (story === 'days') return {};
  const { gains, from, last } = weeks;
  return {
    from,
    to: from + 1,
    gain: gains[from - 1],
    early: gains[0],
    late: gains[gains.length - 1],
    last,
  };
}

/** @param {Bench} bench @param {ChartKind} kind */
function chooseKind({ say, state, focus }, kind) {
  const story = STORIES[state.page];
  state.kind = kind;
  state.tried[story] = [...(state.tried[story] ?? []), kind];
  if (kind !== FITTING[story]) return say(`story.${story}.${kind}.poor`);
  focus(`q-${story}`);
  return say(`story.${story}.${kind}.good`);
}

/** @param {Bench} bench @param {(say: Say, story: Story) => Option[]} optionsOf @param {{question: string, id: string}} answer */
function choosePattern({ say, state, focus, finish, report }, optionsOf, { question, id }) {
  state.patterns[question] = id;
  const option = optionsOf(say, STORIES[state.page]).find((one) => one.id === id);
  if (state.page < STORIES.length - 1) focus('more');
  else {
    finish();
    report('do', scoreStories(state), { tried: state.tried, patterns: state.patterns });
    focus('kit-next');
  }
  return tellFeedback(say, /** @type {Option} */ (option));
}

/**
 * One point for each chart that fitted at the first try and one for each pattern.
 * @param {Pick<State, 'tried' | 'patterns'>} state
 * @returns {number}
 */
export function scoreStories({ tried, patterns }) {
  const points = STORIES.map(
    (story) =>
      Number(tried[story]?.[0] === FITTING[story]) + Number(patterns[story] === PATTERNS[story][0]),
  );
  return points.reduce((sum, point) => sum + point, 0) / (2 * STORIES.length);
}

/** @param {Bench} bench @param {Stories} stories @param {(say: Say, story: Story) => Option[]} optionsOf */
function view({ say, state }, stories, optionsOf) {
  const story = STORIES[state.page];
  const tried = state.tried[story] ?? [];
  const isFitting = tried.includes(FITTING[story]);
  const chosen = state.patterns[story];
  const hasDial = story === 'days' && chosen !== undefined;
  return [
    element(
      'div',
      { class: 'kit-two kit-bench', 'data-key': `story-${story}` },
      element(
        'div',
        { class: 'kit-stack' },
        element(
          'section',
          { class: 'kit-panel', tabindex: '-1', 'data-key': 'task' },
          placeLine(say, state.page, STORIES.length),
          element('h3', {}, say(`story.${story}.ask`)),
          chartButtons(say, { pressed: state.kind, tried, isOff: isFitting }),
          state.kind
            ? storyChart(say, stories, { story, kind: state.kind }, { on: state.on })
            : element('p', { class: 'detective-blank' }, say('story.blank')),
          state.kind &&
            !isFitting &&
            element('p', { class: 'kit-note' }, say(`story.${story}.${state.kind}.poor`)),
          hasDial && togetherDial(say, stories, 'all'),
        ),
      ),
      element(
        'div',
        { class: 'kit-stack detective-question' },
        isFitting &&
          questionView(say, {
            id: story,
            prompt: say('story.pattern'),
            options: optionsOf(say, story),
            chosen,
          }),
        chosen !== undefined && state.page < STORIES.length - 1 && moreButton(say),
        panel(say, `story.${story}.table`, storyTable(say, stories, story, state.on)),
      ),
    ),
  ];
}
