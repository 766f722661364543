/** Last step, scored: which sentences do the data show, and which do they not? */

import { element } from '../../kit/dom.js';
import { moreButton, placeLine } from '../../kit/quiz.js';
import { FITTING, STORIES, storyChart } from '../story-charts.js';
import { findMean } from '../numbers.js';
import { WARM, pickDays } from '../stories.js';
import { valuesOf } from './story.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../stories.js').Stories} Stories */
/** @typedef {import('../story-charts.js').Story} Story */
/** @typedef {'yes' | 'no'} Verdict */
/** @typedef {{page: number, verdicts: Record<string, Verdict>}} State */

/** What the data say to each sentence, and what believing it wrongly speaks of. @type {Readonly<Record<Story, Readonly<Record<string, {truth: Verdict, misconception?: string}>>>>} */
export const SENTENCES = Object.freeze({
  beds: {
    mean: { truth: 'yes' },
    every: { truth: 'no' },
    cause: { truth: 'no', misconception: 'C07-m1' },
  },
  weeks: {
    fast: { truth: 'yes' },
    future: { truth: 'no', misconception: 'C07-m5' },
    all: { truth: 'no' },
  },
  days: {
    together: { truth: 'yes' },
    cause: { truth: 'no', misconception: 'C07-m1' },
    third: { truth: 'yes' },
  },
});

/** @param {Stories} stories @param {Chance} chance @returns {import('../../kit/stage.js').Step} */
export function proveStep(stories, chance) {
  const orders = Object.fromEntries(
    STORIES.map((story) => [
      story,
      chance.fork(`prove/${story}`).shuffle(Object.keys(SENTENCES[story])),
    ]),
  );
  return {
    id: 'prove',
    begin: () => ({ page: 0, verdicts: {} }),
    greet: ({ say }) => say('prove.greet'),
    view: (bench) => view(bench, stories, orders),
    actions: {
      verdict: (bench, story, sentence, verdict) =>
        giveVerdict(bench, stories, orders, {
          story: /** @type {Story} */ (story),
          sentence,
          verdict: /** @type {Verdict} */ (verdict),
        }),
      more: ({ say, state, focus }) => {
        state.page += 1;
        focus('sentences');
        return say('prove.next', { n: state.page + 1, of: STORIES.length });
      },
    },
  };
}

/**
 * The share of right verdicts, and what the wrong ones speak of.
 * @param {Readonly<Record<string, Verdict>>} verdicts By `story.sentence`.
 */
export function scoreVerdicts(verdicts) {
  const all = STORIES.flatMap((story) =>
    Object.entries(SENTENCES[story]).map(([sentence, one]) => ({
      ...one,
      isRight: verdicts[`${story}.${sentence}`] === one.truth,
    })),
  );
  const misconceptions = all.flatMap((one) => (one.isRight ? [] : (one.misconception ?? [])));
  return {
    score: all.filter((one) => one.isRight).length / all.length,
    misconceptions: [...new Set(misconceptions)],
  };
}

/** @param {Stories} stories @param {Story} story */
function proofValues(stories, story) {
  const mean = (/** @type {'warm' | 'cool'} */ part) =>
    Math.round(findMean(pickDays(stories.days, part).map((row) => row.degrees)));
  return { ...valuesOf(stories, story), warm: mean('warm'), cool: mean('cool'), line: WARM };
}

/**
 * @param {Bench} bench
 * @param {Stories} stories
 * @param {Record<string, string[]>} orders
 * @param {{story: Story, sentence: string, verdict: Verdict}} given
 */
function giveVerdict({ say, state, finish, report, focus }, stories, orders, given) {
  const { story, sentence, verdict } = given;
  state.verdicts[`${story}.${sentence}`] = verdict;
  const rest = orders[story].filter((one) => !state.verdicts[`${story}.${one}`]);
  const isLast = state.page === STORIES.length - 1;
  if (rest.length > 0) focus(`sentence-${rest[0]}`);
  else if (!isLast) focus('more');
  else {
    const { score, misconceptions } = scoreVerdicts(state.verdicts);
    finish();
    report('explain', score, { verdicts: state.verdicts, misconceptions });
    focus('kit-next');
  }
  const isRight = SENTENCES[story][sentence].truth === verdict;
  const why = say(`prove.${story}.${sentence}.why`, proofValues(stories, story));
  return say(isRight ? 'kit.right' : 'kit.notYet') + say('kit.gap') + why;
}

/** @param {Bench} bench @param {Stories} stories @param {Record<string, string[]>} orders */
function view({ say, state }, stories, orders) {
  const story = STORIES[state.page];
  const isOver = orders[story].every((one) => state.verdicts[`${story}.${one}`]);
  const look = story === 'days' ? { part: /** @type {const} */ ('all') } : {};
  return [
    element(
      'div',
      { class: 'kit-two', 'data-key': `prove-${story}` },
      element(
        'section',
        { class: 'kit-panel' },
        placeLine(say, state.page, STORIES.length),
        storyChart(say, stories, { story, kind: FITTING[story] }, look),
        element(
          'p',
          { class: 'kit-quiet' },
          say(`prove.${story}.about`, proofValues(stories, story)),
        ),
      ),
      element(
        'section',
        {
          class: 'kit-stack',
          tabindex: '-1',
          'data-key': 'sentences',
          'aria-label': say('prove.ask'),
        },
        element('p', { class: 'kit-prompt' }, say('prove.ask')),
        orders[story].map((sentence) =>
          sentenceView(say, {
            story,
            sentence,
            values: proofValues(stories, story),
            verdict: state.verdicts[`${story}.${sentence}`],
          }),
        ),
        isOver && state.page < STORIES.length - 1 && moreButton(say),
      ),
    ),
  ];
}

/** @param {Say} say @param {{story: Story, sentence: string, values: Record<string, string | number>, verdict?: Verdict}} one */
function sentenceView(say, { story, sentence, values, verdict }) {
  const { truth } = SENTENCES[story][sentence];
  const isRight = verdict === truth;
  const button = (/** @type {Verdict} */ way) =>
    element(
      'button',
      {
        type: 'button',
        class: 'kit-button',
        'data-act': `verdict:${story}:${sentence}:${way}`,
        'data-key': `verdict-${sentence}-${way}`,
        'data-right': verdict !== undefined && way === truth,
        'aria-pressed': String(verdict === way),
        'aria-disabled': verdict !== undefined && 'true',
      },
      verdict !== undefined && way === truth && '✓ ',
      say(`prove.${way}`),
    );
  return element(
    'div',
    {
      class: 'kit-panel detective-sentence',
      role: 'group',
      tabindex: '-1',
      'data-key': `sentence-${sentence}`,
      'aria-label': say(`prove.${story}.${sentence}`, values),
    },
    element('p', { class: 'detective-claim' }, say(`prove.${story}.${sentence}`, values)),
    element('div', { class: 'detective-verdicts' }, button('yes'), button('no')),
    verdict !== undefined &&
      element(
        'p',
        { class: 'kit-feedback', 'data-right': isRight },
        element('strong', {}, say(isRight ? 'kit.right' : 'kit.notYet')),
        say('kit.gap'),
        say(`prove.${story}.${sentence}.why`, values),
      ),
  );
}
