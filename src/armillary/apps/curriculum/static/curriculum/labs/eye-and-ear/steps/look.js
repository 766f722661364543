/** First step: a picture under the glass becomes squares, and squares become numbers. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { cutNight } from '../cases.js';
import { glass } from '../pictures.js';
import { glassPad, nightPicture, shiftGlass } from '../street.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {{zoom: number, column: number, row: number, moves: number}} State */

/** How many squares the glass takes in, from far to near. */
const SIDES = [32, 16, 8];
const NEAREST = SIDES.length - 1;
/** The cat on the wall: a good place to begin. */
const START = Object.freeze({ column: 2, row: 4 });
/** So many moves of the glass with the numbers in view and the step is done. */
const MOVES = 2;

/** @returns {import('../../kit/stage.js').Step} */
export function lookStep() {
  return {
    id: 'look',
    begin: () => ({ zoom: 0, ...START, moves: 0 }),
    greet: ({ say, state }) => (state.zoom ? tellView(say, state) : say('look.greet')),
    view,
    actions: {
      closer: (bench) => zoom(bench, 1),
      farther: (bench) => zoom(bench, -1),
      go: (bench, way) => move(bench, shiftGlass(bench.state, way)),
      place: (bench, column, row) => move(bench, { column: Number(column), row: Number(row) }),
    },
  };
}

/** @param {Bench} bench @param {number} by */
function zoom({ say, state }, by) {
  state.zoom = Math.max(0, Math.min(NEAREST, state.zoom + by));
  return tellView(say, state);
}

/** @param {Bench} bench @param {{column: number, row: number}} place */
function move(bench, place) {
  const { say, state } = bench;
  Object.assign(state, place);
  if (state.zoom === NEAREST) state.moves += 1;
  if (state.moves < MOVES) return tellView(say, state);
  bench.finish();
  return tellView(say, state) + (state.moves === MOVES ? say('kit.gap') + say('look.done') : '');
}

/** @param {import('../../kit/texts.js').Say} say @param {State} state */
function tellView(say, state) {
  const side = SIDES[state.zoom];
  const { cells } = cutNight(state, side);
  const [low, high] = [Math.min(...cells), Math.max(...cells)];
  const told = say(`look.zoom${state.zoom}`, { side, n: cells.length, low, high });
  const isNew = state.zoom === NEAREST && state.moves === 0;
  return isNew ? told + say('kit.gap') + say('look.go') : told;
}

/** @param {Bench} bench */
function view({ say, state }) {
  const side = SIDES[state.zoom];
  const piece = cutNight(state, side);
  return [
    element(
      'div',
      { class: 'kit-two eye-look' },
      panel(
        say,
        'look.glass',
        element(
          'div',
          { class: 'kit-row eye-middle' },
          actionButton(say('look.farther'), 'farther', { isOff: state.zoom === 0, key: 'farther' }),
          actionButton(say('look.closer'), 'closer', {
            isMain: state.zoom < NEAREST,
            isOff: state.zoom === NEAREST,
            key: 'closer',
          }),
        ),
        glass(piece, {
          name: say('look.piece', { side }),
          hasLines: state.zoom > 0,
          hasNumbers: state.zoom === NEAREST,
        }),
        glassPad(say, state),
      ),
      panel(
        say,
        'look.picture',
        nightPicture(say, state, side),
        element('p', { class: 'kit-quiet' }, say('look.scale')),
      ),
    ),
  ];
}
