/** First step: one table, three charts, each of which shows something else. */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import {
  CHART_KINDS,
  chartButtons,
  storyChart,
  storyTable,
  tellStoryRow,
} from '../story-charts.js';

/** @typedef {import('../../kit/stage.js').Step} Step */

/** @param {import('../stories.js').Stories} stories @returns {Step} */
export function lookStep(stories) {
  return {
    id: 'look',
    begin: () => ({ kind: 'bars', seen: ['bars'], on: null }),
    greet: ({ say, state }) => say(state.seen.length < 3 ? 'look.greet' : 'look.over'),
    view: ({ say, state }) => [
      element(
        'div',
        { class: 'kit-two kit-bench' },
        element(
          'div',
          { class: 'kit-stack detective-chart-side' },
          panel(
            say,
            'look.chart',
            chartButtons(say, { pressed: state.kind }),
            storyChart(say, stories, { story: 'days', kind: state.kind }, { on: state.on }),
            element('p', {}, say(`look.${state.kind}`)),
          ),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          panel(say, 'story.days.table', storyTable(say, stories, 'days', state.on)),
        ),
      ),
    ],
    actions: {
      kind: ({ say, state, finish, focus }, kind) => {
        state.kind = kind;
        if (!state.seen.includes(kind)) state.seen.push(kind);
        if (state.seen.length < CHART_KINDS.length) return say(`look.${kind}`);
        finish();
        if (kind !== 'bars') focus('kit-next');
        return say(`look.${kind}`) + say('kit.gap') + say('look.over');
      },
      row: ({ say, state }, i) => {
        state.on = Number(i);
        return tellStoryRow(say, stories, 'days', state.on);
      },
    },
  };
}
