/** First step: draw, see at once what the guesser leans on, and give the drawing its label. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { drawnForLab, kindTag, shelves } from '../cards.js';
import { MOST_OWN, listOwn } from '../cases.js';
import { comparator } from '../comparator.js';
import { findCells, guessKind, readStrokes, thinStrokes, writeStrokes } from '../model.js';
import { makePad } from '../pad.js';
import { cellsPicture, doodlePicture, kindSign } from '../picture.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../model.js').Known} Known */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function meetStep(play) {
  const pad = makePad();
  const listTraining = (/** @type {any} any: the step's own state */ state) => [
    ...play.start(),
    ...listOwn(state.own),
  ];
  const guessNow = (/** @type {any} any: the step's own state */ state) => {
    const strokes = readStrokes(state.code);
    return { strokes, guess: guessKind(findCells(strokes), listTraining(state)) };
  };
  const tell = (/** @type {Bench} */ { say, state }) => {
    if (!state.code) return say('meet.blank');
    const [near] = guessNow(state).guess.near;
    return say('guess.one', {
      kind: say(`kind.${near.doodle.kind}`),
      way: say(`way.${near.doodle.variant}`),
      distance: Math.round(near.distance),
    });
  };
  const draw = (
    /** @type {any} any: the step's own state */ state,
    /** @type {number[][]} */ strokes,
  ) => {
    state.code = writeStrokes(thinStrokes(strokes));
  };

  return {
    id: 'meet',
    begin: () => ({ code: '', own: [] }),
    greet: ({ say, state }) =>
      state.own.length ? say('meet.back', { n: state.own.length }) : say('meet.greet'),
    view: ({ say, state }) => [
      element(
        'div',
        { class: 'kit-two' },
        panel(
          say,
          'meet.draw',
          drawView(say, state, { pad, guess: state.code ? guessNow(state).guess : undefined }),
          sketchesView(say, play.sketches()),
        ),
        panel(
          say,
          'meet.guess',
          guessView(say, state, guessNow(state)),
          labelView(say, play, state),
        ),
      ),
      panel(
        say,
        'meet.training',
        shelves(say, listTraining(state), play.level.kinds, {
          near: state.code
            ? guessNow(state)
                .guess.near.slice(0, 1)
                .map((one) => one.doodle)
            : [],
        }),
        drawnForLab(say),
      ),
    ],
    actions: {
      stroke: (bench, code) => {
        draw(bench.state, [...readStrokes(bench.state.code), ...readStrokes(code)]);
        return tell(bench);
      },
      undo: (bench) => {
        draw(bench.state, readStrokes(bench.state.code).slice(0, -1));
        return tell(bench);
      },
      clear: (bench) => {
        bench.state.code = '';
        bench.focus('pad');
        return bench.say('meet.cleared');
      },
      sketch: (bench, i) => {
        draw(bench.state, play.sketches()[Number(i)].strokes);
        return tell(bench);
      },
      label: (bench, kind) => giveLabel(bench, kind, guessNow(bench.state).guess.kind),
    },
  };
}

/** @param {Bench} bench @param {string} kind @param {string} guessed */
function giveLabel({ say, state, finish, focus }, kind, guessed) {
  const values = { kind: say(`kind.${kind}`), guess: say(`kind.${guessed}`) };
  if (state.own.length >= MOST_OWN) return say('meet.enough', { n: MOST_OWN });
  state.own.push({ kind, code: state.code });
  state.code = '';
  finish();
  focus('kit-next');
  return say(kind === guessed ? 'meet.agreed' : 'meet.differed', values);
}

/**
 * @param {Say} say
 * @param {any} state any: the step's own state
 * @param {{pad: ReturnType<typeof makePad>, guess: import('../model.js').Guess | undefined}} now
 */
function drawView(say, state, { pad, guess }) {
  return element(
    'div',
    { class: 'doodle-desk' },
    pad(say, readStrokes(state.code)),
    guess && quickGuess(say, guess),
    element(
      'div',
      { class: 'kit-row', 'data-key': 'pad-buttons' },
      actionButton(say('pad.undo'), 'undo', { key: 'undo', isOff: !state.code }),
      actionButton(say('pad.clear'), 'clear', { key: 'clear', isOff: !state.code }),
    ),
    element(
      'p',
      { class: 'kit-quiet doodle-keys', id: 'doodle-pad-keys', 'data-key': 'keys' },
      say('pad.keys'),
    ),
  );
}

/**
 * On a narrow page the guess stands right under the box; the sentence above says the same.
 * @param {Say} say
 * @param {import('../model.js').Guess} guess
 */
function quickGuess(say, { kind, near: [nearest] }) {
  return element(
    'div',
    { class: 'doodle-quick', 'data-key': 'quick', 'aria-hidden': 'true' },
    element('span', { class: 'doodle-option-picture' }, doodlePicture(nearest.doodle.strokes)),
    kindTag(say, kind),
  );
}

/** @param {Say} say @param {Known[]} sketches */
function sketchesView(say, sketches) {
  return element(
    'div',
    { class: 'doodle-sketches', role: 'group', 'aria-label': say('meet.sketches') },
    element('p', { class: 'kit-quiet' }, say('meet.sketches')),
    element(
      'div',
      { class: 'kit-row' },
      sketches.map((doodle, i) =>
        element(
          'button',
          {
            type: 'button',
            class: 'doodle-card doodle-sketch',
            'data-act': `sketch:${i}`,
            'data-key': `sketch-${i}`,
            'aria-label': say(`way.${doodle.variant}`),
          },
          doodlePicture(doodle.strokes),
        ),
      ),
    ),
  );
}

/**
 * @param {Say} say
 * @param {any} state any: the step's own state
 * @param {{strokes: number[][], guess: import('../model.js').Guess}} now
 */
function guessView(say, state, { strokes, guess }) {
  if (!state.code) return element('p', { class: 'doodle-empty' }, say('meet.nothing'));
  return element(
    'div',
    { class: 'kit-stack' },
    comparator(say, strokes, guess, { title: say('compare.yours'), name: say('compare.yours') }),
    element(
      'details',
      { class: 'doodle-inside' },
      element('summary', {}, say('meet.inside')),
      element(
        'div',
        { class: 'doodle-inside-row' },
        cellsPicture(findCells(strokes)),
        element('p', { class: 'kit-quiet' }, say('meet.cells')),
      ),
    ),
  );
}

/** @param {Say} say @param {Case} play @param {any} state any: the step's own state */
function labelView(say, play, state) {
  const isFull = state.own.length >= MOST_OWN;
  return element(
    'div',
    { class: 'doodle-label', role: 'group', 'aria-label': say('meet.label') },
    element('p', {}, say('meet.label')),
    element(
      'div',
      { class: 'kit-row' },
      play.level.kinds.map((kind, i) =>
        actionButton(say(`kind.${kind}`), `label:${kind}`, {
          key: `label-${kind}`,
          face: kindSign(kind),
          digit: i + 1,
          isOff: !state.code || isFull,
        }),
      ),
    ),
    element('p', { class: 'kit-quiet' }, say('meet.own', { n: state.own.length, of: MOST_OWN })),
  );
}
