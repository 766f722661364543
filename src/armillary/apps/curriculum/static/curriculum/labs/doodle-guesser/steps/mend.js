/**
 * Errors point back to the data: name the missing way of drawing, add it, and test on a fresh
 * envelope.
 */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture } from '../../kit/parts.js';
import { describe, doodleCard, drawnForLab, testStrip } from '../cards.js';
import { comparator } from '../comparator.js';
import { runTest } from '../model.js';
import { readMending, readParts, scoreDoing } from '../parts.js';
import { doodlePicture } from '../picture.js';
import { listReported, tellError } from './test.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../model.js').Known} Known */
/** @typedef {ReturnType<typeof readMending>} Mending */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function mendStep(play) {
  const read = (/** @type {Bench} */ { look }) => {
    const parts = readParts(play, look);
    return { parts, mending: readMending(play, parts) };
  };
  const optionsOf = (/** @type {Bench} */ bench) => missingOptions(bench.say, read(bench).mending);

  return {
    id: 'mend',
    begin: () => ({ shown: null, chosen: {}, added: false, tried: [] }),
    greet: (bench) => {
      const { training, test } = read(bench).parts;
      const { right, of } = runTest(training, test);
      return bench.say('mend.greet', { n: of - right });
    },
    view: (bench) => {
      const { say, state } = bench;
      const { parts, mending } = read(bench);
      if (state.added) return checkView(bench, mending, parts.test);
      const { chosen } = state;
      return [
        element(
          'div',
          { class: 'kit-two' },
          errorsView(bench, parts),
          element(
            'div',
            { class: 'kit-stack' },
            questionView(say, {
              id: 'missing',
              prompt: say('mend.missing'),
              options: optionsOf(bench),
              chosen: chosen.missing,
            }),
            chosen.missing !== undefined && packView(say, mending),
          ),
        ),
      ];
    },
    actions: {
      show: (bench, i) => {
        const { parts } = read(bench);
        bench.state.shown = Number(i);
        const wrong = listWrong(parts)[bench.state.shown];
        return tellError(bench.say, wrong.doodle, wrong.guess.near[0]);
      },
      choose: (bench, question, id) => {
        bench.state.chosen[question] = id;
        bench.focus('add');
        const options = optionsOf(bench);
        return tellFeedback(
          bench.say,
          /** @type {Option} */ (options.find((one) => one.id === id)),
        );
      },
      add: (bench) => {
        const { question, pack, mended } = read(bench).mending;
        bench.state.added = true;
        bench.focus('check');
        const way = bench.say(`ways.${question.missing}`);
        return bench.say('mend.added', { n: pack.length, way, training: mended.length });
      },
      old: (bench) => {
        const { parts, mending } = read(bench);
        const { right, of } = runTest(mending.mended, parts.test);
        bench.state.tried.push('old');
        bench.focus('fresh');
        return bench.say('mend.old.why', { right, of });
      },
      fresh: (bench) => openFresh(bench, play, read(bench).mending),
    },
  };
}

/** @param {Bench} bench @param {Case} play @param {Mending} mending */
function openFresh({ say, state, look, finish, report, focus }, play, { mended, fresh }) {
  const { right, of } = runTest(mended, fresh);
  state.tried.push('fresh');
  finish();
  focus('kit-next');
  const { score, raw } = scoreDoing(play, look, {
    missing: state.chosen.missing,
    check: state.tried[0],
  });
  const misconceptions = [
    ...listReported(look('test').chosen.report),
    ...(state.tried[0] === 'old' ? ['E05-m4'] : []),
  ];
  report('do', score, { ...raw, freshRight: right, misconceptions });
  return say('mend.fresh.why', { right, of });
}

/** @param {import('../parts.js').Parts} parts */
function listWrong({ training, test }) {
  const { guesses } = runTest(training, test);
  return test
    .map((doodle, i) => ({ doodle, guess: guesses[i] }))
    .filter(({ doodle, guess }) => guess.kind !== doodle.kind);
}

/** @param {Bench} bench @param {import('../parts.js').Parts} parts */
function errorsView({ say, state }, parts) {
  const wrong = listWrong(parts);
  const shown = wrong[state.shown ?? 0];
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'errors' },
    element('h3', {}, say('mend.errors')),
    testStrip(
      say,
      wrong.map(({ doodle }) => doodle),
      wrong.map(({ guess }) => guess),
      { key: 'wrong', act: (i) => `show:${i}`, pressed: state.shown ?? 0 },
    ),
    shown &&
      comparator(say, shown.doodle.strokes, shown.guess, {
        title: say('doodle.number', { number: shown.doodle.number }),
        name: describe(say, shown.doodle),
      }),
    shown && element('p', { class: 'kit-note' }, tellError(say, shown.doodle, shown.guess.near[0])),
  );
}

/** @param {Say} say @param {Mending} mending @returns {Option[]} */
function missingOptions(say, { question }) {
  const missing = say(`ways.${question.missing}`);
  return question.options.map(({ variant, isRight, trained, sample }) => ({
    id: variant,
    face: element(
      'span',
      { class: 'doodle-option' },
      element('span', { class: 'doodle-option-picture' }, doodlePicture(sample.strokes)),
      say(`ways.${variant}`),
    ),
    right: isRight,
    feedback: isRight
      ? say('mend.named', { way: missing })
      : say('mend.there', { n: trained, way: say(`ways.${variant}`), missing }),
  }));
}

/** @param {Say} say @param {Mending} mending */
function packView(say, { question, pack }) {
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'pack' },
    element('h3', {}, say('mend.pack', { n: pack.length, way: say(`ways.${question.missing}`) })),
    element(
      'div',
      { class: 'doodle-cards' },
      pack.map((doodle) => doodleCard(say, doodle, { kind: doodle.kind })),
    ),
    drawnForLab(say),
    actionButton(say('mend.add'), 'add', { isMain: true, key: 'add' }),
  );
}

/** @param {Bench} bench @param {Mending} mending @param {readonly Known[]} old */
function checkView({ say, state }, { mended, fresh }, old) {
  const envelope = (/** @type {'old' | 'fresh'} */ name, /** @type {readonly Known[]} */ test) => {
    const isOpen = state.tried.includes(name);
    const result = isOpen && runTest(mended, test);
    return element(
      'section',
      { class: 'kit-panel kit-envelope-panel', 'data-key': `check-${name}` },
      element('h3', {}, say(`mend.${name}`)),
      result
        ? countDial(say, result, { caption: say(`mend.${name}.count`) })
        : envelopePicture(name === 'old'),
      element(
        'p',
        {},
        result
          ? say(`mend.${name}.why`, { right: result.right, of: result.of })
          : say(`mend.${name}.offer`),
      ),
      result
        ? testStrip(say, test, result.guesses, { key: `strip-${name}` })
        : actionButton(say(`mend.${name}.open`), name, { key: name, isOff: isOver(state) }),
    );
  };
  return [
    element(
      'div',
      { class: 'kit-stack', 'data-key': 'check', tabindex: '-1' },
      element('p', { class: 'kit-prompt' }, say('mend.check')),
      element('div', { class: 'kit-two' }, envelope('old', old), envelope('fresh', fresh)),
      isOver(state) && element('p', { class: 'kit-note' }, say('mend.over')),
    ),
  ];
}

/** @param {any} state any: the step's own state */
const isOver = (state) => state.tried.includes('fresh');
