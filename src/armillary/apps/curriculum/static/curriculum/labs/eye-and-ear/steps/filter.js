/** From grade 7, scored: a filter slides over the picture, and results are matched to filters. */

import { element, shape } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { FILTER_GOAL, cutNight } from '../cases.js';
import { FILTERS, applyFilter, readFilter } from '../filters.js';
import { gridPicture } from '../pictures.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */
/** @typedef {{filter: number, at: number, picked: number, given: (number | null)[], isChecked: boolean, first: number | null, checks: number}} State */

/** What the filters are tried on: a window of the house. */
const PLACE = Object.freeze({ column: 4, row: 3 });
const SIDE = 16;
const LETTERS = 'ABCD';
const WIDTH = SIDE - 2;
const LAST = WIDTH * WIDTH - 1;

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function filterStep(play) {
  return {
    id: 'filter',
    begin: () => ({
      filter: 1,
      at: 0,
      picked: 0,
      given: FILTERS.map(() => null),
      isChecked: false,
      first: null,
      checks: 0,
    }),
    greet: ({ say }) => say('filter.greet'),
    view: (bench) => [
      atWork(bench),
      element(
        'div',
        { class: 'kit-two' },
        panel(
          bench.say,
          'filter.names',
          element('p', { class: 'kit-quiet' }, bench.say('filter.how')),
          nameList(bench, play),
        ),
        panel(bench.say, 'filter.results', resultList(bench, play), checkRow(bench)),
      ),
    ],
    actions: {
      filter: ({ say, state }, i) => {
        Object.assign(state, { filter: Number(i), at: 0 });
        return say(`filter.about.${FILTERS[state.filter].id}`);
      },
      slide: ({ say, state }, by) => {
        state.at = Math.max(0, Math.min(LAST, state.at + Number(by)));
        return tellPlace(say, state);
      },
      name: ({ say, state }, i) => {
        state.picked = Number(i);
        return say('filter.picked', { name: say(`filter.${FILTERS[state.picked].id}`) });
      },
      result: (bench, i) => give(bench, Number(i)),
      check: (bench) => check(bench, play),
    },
  };
}

/** @param {number} at */
const placeOf = (at) => ({ x: at % WIDTH, y: Math.floor(at / WIDTH) });
const piece = () => cutNight(PLACE, SIDE);

/** @param {Say} say @param {State} state */
function tellPlace(say, state) {
  const { sum, tone } = readFilter(piece(), FILTERS[state.filter], placeOf(state.at));
  return say('filter.here', { sum, share: FILTERS[state.filter].share, tone });
}

/** The filter at work. @param {Bench} bench */
function atWork({ say, state }) {
  const filter = FILTERS[state.filter];
  const grid = piece();
  const { x, y } = placeOf(state.at);
  const done = applyFilter(grid, filter);
  const shown = { ...done, cells: done.cells.map((tone, i) => (i <= state.at ? tone : 0)) };
  const frame = shape('rect', { x, y, width: 3, height: 3, class: 'eye-frame eye-frame-thin' });
  const dot = shape('rect', { x, y, width: 1, height: 1, class: 'eye-frame eye-frame-thin' });
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'bench' },
    element('h3', {}, say('filter.bench')),
    element(
      'div',
      { class: 'kit-row', role: 'group', 'aria-label': say('filter.names') },
      FILTERS.map(({ id }, i) =>
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button',
            'data-act': `filter:${i}`,
            'data-key': `filter-${i}`,
            'aria-pressed': String(state.filter === i),
          },
          say(`filter.${id}`),
        ),
      ),
    ),
    element(
      'div',
      { class: 'eye-filter' },
      gridPicture(grid, { hasLines: true, name: say('filter.before') }, frame),
      sums(say, state),
      gridPicture(shown, { hasLines: true, name: say('filter.after') }, dot),
    ),
    element(
      'div',
      { class: 'kit-row eye-middle' },
      [1, WIDTH, LAST].map((by) =>
        actionButton(say(`filter.by${by}`), `slide:${by}`, {
          key: `slide-${by}`,
          isOff: state.at === LAST,
        }),
      ),
      actionButton(say('filter.again'), `slide:${-LAST}`, {
        key: 'slide-again',
        isOff: state.at === 0,
      }),
    ),
  );
}

/** Nine numbers, nine weights, one sum. @param {Say} say @param {State} state */
function sums(say, state) {
  const filter = FILTERS[state.filter];
  const { numbers, sum, tone } = readFilter(piece(), filter, placeOf(state.at));
  const nine = (/** @type {readonly number[]} */ list, /** @type {string} */ name) =>
    element(
      'div',
      {
        class: 'eye-nine',
        role: 'img',
        'aria-label': say(name, { numbers: list.join(say('comma')) }),
      },
      list.map((n) => element('span', {}, String(n).replace('-', '−'))),
    );
  return element(
    'div',
    { class: 'eye-sums' },
    nine(numbers, 'filter.numbers'),
    element('span', { 'aria-hidden': 'true' }, '×'),
    nine(filter.weights, 'filter.weights'),
    element('p', {}, say('filter.here', { sum, share: filter.share, tone })),
  );
}

/** @param {Bench} bench @param {number} result */
function give({ say, state }, result) {
  const filter = state.picked;
  state.given = state.given.map((/** @type {number | null} */ old, /** @type {number} */ i) =>
    i === filter ? result : old === result ? null : old,
  );
  state.isChecked = false;
  const next = state.given.indexOf(null);
  if (next >= 0) state.picked = next;
  return say('filter.given', {
    name: say(`filter.${FILTERS[filter].id}`),
    letter: LETTERS[result],
  });
}

/** @param {Bench} bench @param {Case} play */
function check(bench, play) {
  const { say, state } = bench;
  const right = FILTERS.filter((_, i) => play.results[state.given[i]] === i).length;
  const of = FILTERS.length;
  state.checks += 1;
  state.first ??= right;
  state.isChecked = true;
  if (right < FILTER_GOAL) return say('filter.notYet', { right, of, goal: FILTER_GOAL });
  bench.finish();
  bench.focus('kit-next');
  const score = state.first >= FILTER_GOAL ? 1 : state.first / FILTER_GOAL;
  bench.report('do', score, { matched: state.first, checks: state.checks });
  return say('filter.reached', { right, of });
}

/** @param {Bench} bench @param {Case} play */
function nameList({ say, state }, play) {
  return element(
    'ol',
    { class: 'eye-sounds' },
    FILTERS.map(({ id }, i) => {
      const result = state.given[i];
      const isRight = result !== null && play.results[result] === i;
      const mark = result === null || !state.isChecked ? '' : isRight ? '✓' : '○';
      return element(
        'li',
        { 'data-key': `name-${id}` },
        element(
          'button',
          {
            type: 'button',
            class: 'eye-sound',
            'data-act': `name:${i}`,
            'data-key': `pick-${i}`,
            'data-right': state.isChecked && isRight,
            'data-off': mark === '○',
            'aria-pressed': String(state.picked === i),
          },
          element('span', { class: 'eye-sound-name' }, say(`filter.${id}`)),
          element(
            'span',
            { class: 'eye-slot' },
            result === null ? '–' : LETTERS[result],
            mark && element('span', { class: 'eye-mark' }, mark),
          ),
        ),
      );
    }),
  );
}

/** @param {Bench} bench @param {Case} play */
function resultList({ say, state }, play) {
  const source = cutNight(play.filtered, SIDE);
  return element(
    'div',
    { class: 'eye-results' },
    element(
      'figure',
      { class: 'eye-result' },
      gridPicture(source, { name: say('filter.source') }),
      element('figcaption', {}, say('filter.source')),
    ),
    play.results.map((filter, i) =>
      element(
        'button',
        {
          type: 'button',
          class: 'eye-wave-card',
          'data-act': `result:${i}`,
          'data-key': `result-${i}`,
          'data-taken': state.given.includes(i),
        },
        element('span', { class: 'eye-letter' }, LETTERS[i]),
        gridPicture(applyFilter(source, FILTERS[filter]), {
          name: say('filter.result', { letter: LETTERS[i] }),
        }),
      ),
    ),
  );
}

/** @param {Bench} bench */
function checkRow({ say, state }) {
  const isFull = state.given.every((/** @type {number | null} */ result) => result !== null);
  return element(
    'div',
    { class: 'kit-row' },
    actionButton(say('ear.check'), 'check', { isMain: isFull, isOff: !isFull, key: 'check' }),
  );
}
