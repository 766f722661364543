/** Third step, scored: numbers become a picture again, and the recogniser compares while you paint. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { SIDE, rankPatterns } from '../grids.js';
import { gridPicture, inkOn } from '../pictures.js';
import { patternShelf } from '../recogniser.js';
import { listenToStrokes } from '../stroke.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */
/** @typedef {{cells: string, brush: number, checks: number, first: number | null, isMarked: boolean}} State */

/** @param {State} state @returns {number[]} */
export const readCells = (state) => [...state.cells].map(Number);

/**
 * How much of the picture is right, counted over the squares that are bright in the numbers or were painted:
 * the dark ground that nobody touched says nothing.
 * @param {readonly number[]} painted
 * @param {readonly number[]} target
 */
export function sharePainted(painted, target) {
  const counted = target.map((tone, i) => tone > 0 || painted[i] > 0);
  const right = target.filter((tone, i) => counted[i] && tone === painted[i]).length;
  return right / counted.filter(Boolean).length;
}

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function paintStep(play) {
  const target = play.painting.grid.cells;
  const { tones, pictures } = play.level;
  return {
    id: 'paint',
    begin: () => ({
      cells: '0'.repeat(target.length),
      brush: tones[tones.length - 1],
      checks: 0,
      first: null,
      isMarked: false,
    }),
    greet: ({ say }) => say('paint.greet'),
    view: (bench) => view(bench, play),
    actions: {
      brush: ({ say, state }, tone) => {
        state.brush = Number(tone);
        return say('paint.brush', { tone });
      },
      paint: (bench, at) => paint(bench, play, Number(at)),
      check: (bench) => {
        const { say, state } = bench;
        const wrong = readCells(state).filter((tone, i) => tone !== target[i]).length;
        state.checks += 1;
        state.first ??= sharePainted(readCells(state), target);
        state.isMarked = wrong > 0;
        return say('paint.wrong', { n: wrong });
      },
    },
  };

  /** @param {Bench} bench @param {Case} of @param {number} at */
  function paint(bench, of, at) {
    const { say, state } = bench;
    const cells = readCells(state);
    cells[at] = state.brush;
    state.cells = cells.join('');
    const [nearest] = rankPatterns(cells, pictures);
    if (state.cells === target.join('')) {
      state.first ??= 1;
      state.isMarked = false;
      bench.finish();
      if (!of.level.steps.includes('ear')) {
        bench.report('do', state.first, { paint: state.first, checks: state.checks });
      }
      return say('paint.done', { n: target.length, name: say(`picture.${nearest.id}`) });
    }
    return say('paint.painted', {
      ...placeOf(at),
      tone: state.brush,
      name: say(`picture.${nearest.id}`),
      n: nearest.distance,
    });
  }
}

/** @param {number} i */
const placeOf = (i) => ({ row: Math.floor(i / SIDE) + 1, column: (i % SIDE) + 1 });

/** @param {Bench} bench @param {Case} play */
function view({ say, state }, play) {
  const target = play.painting.grid.cells;
  const cells = readCells(state);
  const grid = { width: SIDE, height: SIDE, cells };
  const isDone = cells.every((tone, i) => tone === target[i]);
  const canvas = element(
    'div',
    { class: 'eye-canvas', 'data-grid': true, 'data-key': 'canvas' },
    cells.map((tone, i) => square(say, i, { tone, number: target[i], isMarked: state.isMarked })),
  );
  listenToStrokes(canvas);
  const nearest = rankPatterns(cells, play.level.pictures);
  return [
    element(
      'div',
      { class: 'kit-two kit-bench' },
      element(
        'div',
        { class: 'kit-stack' },
        element(
          'section',
          { class: 'kit-panel eye-easel', 'data-key': 'easel' },
          element('h3', {}, say('paint.easel')),
          canvas,
        ),
        brushes(say, play.level.tones, state, isDone),
      ),
      element(
        'div',
        { class: 'kit-stack' },
        panel(
          say,
          'paint.far',
          element(
            'div',
            { class: 'eye-afar' },
            gridPicture(grid, { look: 'eye-small', name: say('paint.far') }),
            element('p', {}, say(isDone ? 'paint.isNumbers' : 'paint.afar')),
          ),
        ),
        panel(
          say,
          'paint.recogniser',
          element('p', { class: 'kit-quiet' }, say('paint.how')),
          patternShelf(say, nearest, (id) => say(`picture.${id}`)),
        ),
      ),
    ),
  ];
}

/** @param {Say} say @param {number} i @param {{tone: number, number: number, isMarked: boolean}} cell */
function square(say, i, { tone, number, isMarked }) {
  const isWrong = isMarked && tone !== number;
  return element(
    'button',
    {
      type: 'button',
      class: `eye-square eye-fill-${tone} eye-ink-${inkOn(tone)}`,
      'data-act': `paint:${i}`,
      'data-key': `square-${i}`,
      'data-wrong': isWrong,
      'data-open': tone !== number,
      'aria-label': say(isWrong ? 'paint.squareWrong' : 'paint.square', {
        ...placeOf(i),
        number,
        tone,
      }),
    },
    String(number),
  );
}

/** @param {Say} say @param {readonly number[]} tones @param {State} state @param {boolean} isDone */
function brushes(say, tones, state, isDone) {
  return element(
    'div',
    {
      class: 'kit-panel eye-brushes',
      role: 'group',
      'aria-label': say('paint.brushes'),
      'data-key': 'brushes',
    },
    tones.map((tone) =>
      element(
        'button',
        {
          type: 'button',
          class: `eye-brush eye-fill-${tone} eye-ink-${inkOn(tone)}`,
          'data-act': `brush:${tone}`,
          'data-key': `brush-${tone}`,
          'data-digit': tone || false,
          'aria-pressed': String(state.brush === tone),
          'aria-label': say('paint.brushName', { tone }),
        },
        String(tone),
      ),
    ),
    actionButton(say('paint.check'), 'check', { key: 'check', isOff: isDone }),
  );
}
