/** Fourth step: three tools of doubt: the axis, few or many plants, a third thing behind both. */

import { element } from '../../kit/dom.js';
import { FEW, MANY } from '../stories.js';
import { CUT, storyChart, togetherDial } from '../story-charts.js';
import { pairChart, tryStrip } from './foretell.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/stage.js').Step} Step */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../stories.js').Part} Part */
/** @typedef {import('../stories.js').Stories} Stories */
/** @typedef {{axis: 'zero' | 'cut', axisUsed: boolean, size: number, few: number, many: number, part: Part, parts: Part[]}} State */

/** So many times plants are taken before the tool counts as tried. */
const TRIES = 3;
/** The strip shows the latest ones. */
const MOST_SHOWN = 6;
/** Half the width of a strip: two stand side by side. */
const HALF = 80;

/** @param {State} state */
const countDone = ({ axisUsed, few, many, parts }) =>
  [
    axisUsed,
    few >= TRIES && many >= TRIES,
    parts.includes('warm') && parts.includes('cool'),
  ].filter(Boolean).length;

/** @param {Stories} stories @returns {Step} */
export function doubtStep(stories) {
  /** @param {Bench} bench @param {string} sentence */
  const tell = ({ say, state, finish, focus }, sentence) => {
    const isFirst = !state.over && countDone(state) === 3;
    if (!isFirst) return sentence;
    state.over = true;
    finish();
    focus('kit-next');
    return sentence + say('kit.gap') + say('doubt.over');
  };
  return {
    id: 'doubt',
    begin: () => ({
      axis: 'zero',
      axisUsed: false,
      size: FEW,
      few: 1,
      many: 0,
      part: 'all',
      parts: ['all'],
      over: false,
    }),
    greet: ({ say, state }) => say(state.over ? 'doubt.over' : 'doubt.greet'),
    view: ({ say, state }) => [
      element(
        'p',
        { class: 'kit-place', 'data-key': 'place' },
        say('doubt.place', { n: countDone(state), of: 3 }),
      ),
      element(
        'div',
        { class: 'detective-tools', 'data-key': 'tools' },
        axisTool(say, stories, state),
        fewTool(say, stories, state),
        thirdTool(say, stories, state),
      ),
    ],
    actions: {
      axis: (bench, axis) => {
        bench.state.axis = axis;
        bench.state.axisUsed ||= axis === 'cut';
        return tell(bench, bench.say(`doubt.axis.${axis}`, { cut: CUT }));
      },
      take: (bench, size) => {
        const { state, say } = bench;
        state.size = Number(size);
        if (state.size === FEW) state.few += 1;
        else state.many += 1;
        return tell(bench, say(state.size === FEW ? 'doubt.few' : 'doubt.many'));
      },
      part: (bench, part) => {
        const { state, say } = bench;
        state.part = part;
        if (!state.parts.includes(part)) state.parts.push(part);
        return tell(bench, say(`doubt.third.${part}`));
      },
    },
  };
}

/**
 * @param {Say} say
 * @param {string} name
 * @param {readonly {act: string, text: string, isOn?: boolean}[]} buttons
 * @param {...import('../../kit/dom.js').Child} children
 */
function tool(say, name, buttons, ...children) {
  return element(
    'section',
    { class: 'kit-panel detective-tool', 'data-key': `tool-${name}` },
    element('h3', {}, say(`tool.${name}`)),
    element(
      'div',
      { class: 'detective-tabs', role: 'group', 'aria-label': say(`tool.${name}`) },
      buttons.map(({ act, text, isOn }) =>
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button',
            'data-act': act,
            'data-key': act.replace(':', '-'),
            'aria-pressed': isOn === undefined ? null : String(isOn),
          },
          text,
        ),
      ),
    ),
    children,
  );
}

/** @param {Say} say @param {Stories} stories @param {State} state */
function axisTool(say, stories, { axis }) {
  const buttons = [
    { act: 'axis:zero', text: say('axis.zero'), isOn: axis === 'zero' },
    { act: 'axis:cut', text: say('axis.from', { cut: CUT }), isOn: axis === 'cut' },
  ];
  const from = axis === 'cut' ? CUT : 0;
  return tool(
    say,
    'axis',
    buttons,
    storyChart(say, stories, { story: 'beds', kind: 'bars' }, { from }),
    element('p', {}, say(`doubt.axis.${axis}`, { cut: CUT })),
  );
}

/** @param {Say} say @param {Stories} stories @param {State} state */
function fewTool(say, { take }, { size, few, many }) {
  const buttons = [
    { act: `take:${FEW}`, text: say('few.take', { n: FEW }) },
    { act: `take:${MANY}`, text: say('few.take', { n: MANY }) },
  ];
  const latest = (/** @type {number} */ n, /** @type {number} */ count) =>
    Array.from({ length: Math.min(count, MOST_SHOWN) }, (_, i) => take(n, String(count - i)));
  const [fewPairs, manyPairs] = [latest(FEW, few), latest(MANY, many)];
  return tool(
    say,
    'few',
    buttons,
    pairChart(say, size === FEW ? fewPairs[0] : manyPairs[0]),
    element('p', {}, say(size === FEW ? 'doubt.few' : 'doubt.many')),
    element(
      'div',
      { class: 'detective-strips' },
      strip(say, FEW, fewPairs),
      manyPairs.length > 0 && strip(say, MANY, manyPairs),
    ),
  );
}

/** @param {Say} say @param {number} n @param {readonly import('../stories.js').Pair[]} pairs */
function strip(say, n, pairs) {
  return element(
    'div',
    { 'data-key': `strip-${n}` },
    element('p', { class: 'kit-quiet' }, say('few.last', { n })),
    tryStrip(say, pairs, HALF),
  );
}

/** @param {Say} say @param {Stories} stories @param {State} state */
function thirdTool(say, stories, { part }) {
  const parts = /** @type {const} */ (['all', 'warm', 'cool']);
  const buttons = parts.map((one) => ({
    act: `part:${one}`,
    text: say(`days.${one}`),
    isOn: one === part,
  }));
  return tool(
    say,
    'third',
    buttons,
    storyChart(say, stories, { story: 'days', kind: 'points' }, { part }),
    togetherDial(say, stories, part),
    element('p', {}, say(`doubt.third.${part}`)),
  );
}
