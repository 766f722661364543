/** First step: six rows, one bar that is far too high, one plant under two names. */

import { beginHunt, countFinds } from '../hunting.js';
import { huntView, makeActions } from './hunt.js';

/** @typedef {import('../../kit/stage.js').Step} Step */

/** @param {import('../garden.js').Garden} garden @returns {Step} */
export function meetStep(garden) {
  const isOver = (/** @type {import('../hunting.js').HuntState} */ state) =>
    countFinds(state).mended === garden.faults.length;
  return {
    id: 'meet',
    begin: beginHunt,
    greet: ({ say, state }) => {
      if (isOver(state)) return say('meet.over');
      return say(countFinds(state).found ? 'meet.second' : 'meet.greet');
    },
    view: (bench) => huntView(bench, garden, null),
    actions: makeActions(garden, (bench) => {
      if (!isOver(bench.state)) return bench.say('meet.second');
      bench.finish();
      bench.focus('kit-next');
      return bench.say('meet.over');
    }),
  };
}
