/** First step: switch parts of a definition on and off until the cards all agree on lie right. */

import { element } from '../../kit/dom.js';
import { beadsView, beginSetting, listMisplaced, pickCard, testerView, turnSwitch } from '../tester.js';
import { fits } from '../definition.js';
import { tellDefinition } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function buildStep(play) {
  const { scheme } = play;
  const table = { scheme, cards: play.open, agreed: play.agreed, hasBorder: false };
  const turn = (/** @type {Bench} */ bench, /** @type {string} */ part) => {
    const { say, state } = bench;
    const told = turnSwitch(say, table, state, part);
    if (state.found || listMisplaced(table, state).length > 0) return told;
    state.found = true;
    bench.finish();
    return tellDefinition(say, scheme, state) + say('kit.gap') + say('build.found');
  };
  return {
    id: 'build',
    begin: () => ({ ...beginSetting(scheme.start), found: false }),
    greet: ({ say, state }) => {
      const n = play.open.filter((card) => fits(card, state)).length;
      return state.turns > 0
        ? tellDefinition(say, scheme, state)
        : say(`build.greet.${scheme.id}`, { n, of: play.open.length, agreed: play.agreed.length });
    },
    view: (bench) => [
      testerView(bench, table, bench.state, {
        gauge: beadsView(bench.say, table, bench.state),
        more: noteView(bench, table),
      }),
    ],
    actions: {
      switch: turn,
      pick: ({ say, state }, id) => pickCard(say, table, state, id),
    },
  };
}

/** @param {Bench} bench @param {import('../tester.js').Table} table */
function noteView({ say, state }, table) {
  if (!state.found || listMisplaced(table, state).length > 0)
    return element('p', { class: 'kit-quiet', 'data-key': 'note' }, say('build.legend'));
  const isOurs =
    state.parts.length === table.scheme.ours.length &&
    table.scheme.ours.every((part) => state.parts.includes(part));
  return element(
    'p',
    { class: 'kit-note', 'data-key': 'note' },
    say(isOurs ? `build.ours.${table.scheme.id}` : `build.other.${table.scheme.id}`),
  );
}
