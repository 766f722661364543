/** Fourth step: open the envelope once, compare with the prediction, report the count. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture, panel } from '../../kit/parts.js';
import { describe, shelves, testStrip } from '../cards.js';
import { comparator } from '../comparator.js';
import { runTest } from '../model.js';
import { readParts, scoreDoing } from '../parts.js';
import { CLOSE, scorePredictions } from './predict.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../parts.js').Parts} Parts */

/** @param {Case} play @param {Chance} chance @returns {import('../../kit/stage.js').Step} */
export function testStep(play, chance) {
  const order = chance.fork('report').shuffle(['fresh', 'own', 'sum']);
  const isLastDoing = !play.level.steps.includes('mend');

  const open = (/** @type {Bench} */ { say, state, look, report, focus }) => {
    state.opened = true;
    const { training, test } = readParts(play, look);
    const { right, of } = runTest(training, test);
    report('predict', ...scorePredictions(play, look));
    focus('result');
    return tellOpened(say, { right, of }, Number(look('predict').chosen.count));
  };

  const show = (/** @type {Bench} */ { say, state, look }, /** @type {string} */ i) => {
    state.shown = Number(i);
    const { training, test } = readParts(play, look);
    const [near] = runTest(training, test).guesses[state.shown].near;
    return tellError(say, test[state.shown], near);
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ question,
    /** @type {string} */ id,
  ) => {
    const { say, state, look, finish, report, focus } = bench;
    state.chosen[question] = id;
    finish();
    focus('kit-next');
    if (isLastDoing) {
      const { score, raw } = scoreDoing(play, look, { report: id });
      report('do', score, { ...raw, misconceptions: listReported(id) });
    }
    const options = reportOptions(say, readParts(play, look), order);
    return tellFeedback(say, /** @type {Option} */ (options.find((one) => one.id === id)));
  };

  return {
    id: 'test',
    begin: () => ({ opened: false, shown: null, chosen: {} }),
    greet: ({ say, state, look }) =>
      state.opened
        ? say('test.again')
        : say('test.greet', { n: look('predict').chosen.count, of: play.level.testSize }),
    view: (bench) => {
      const { say, state, look } = bench;
      const parts = readParts(play, look);
      if (!state.opened) return closedView(say, play, parts);
      return openedView(bench, parts, reportOptions(say, parts, order));
    },
    actions: { open, show, choose },
  };
}

/**
 * The count of the envelope beside the prediction.
 * @param {Say} say
 * @param {{right: number, of: number}} count
 * @param {number} n
 */
function tellOpened(say, { right, of }, n) {
  const isClose = Math.abs(n - right) <= CLOSE;
  const key = isClose ? 'test.close' : n > right ? 'test.high' : 'test.low';
  return say(key, { right, of, n });
}

/** What a wrong report speaks of. @param {string | undefined} id @returns {string[]} */
export function listReported(id) {
  if (id === 'own') return ['E05-m1'];
  return id === 'sum' ? ['E05-m3'] : [];
}

/**
 * One guess in a sentence.
 * @param {Say} say
 * @param {import('../model.js').Known} doodle
 * @param {import('../model.js').Near} near
 */
export function tellError(say, doodle, { doodle: found, distance }) {
  return say(found.kind === doodle.kind ? 'test.fits' : 'test.errs', {
    number: doodle.number,
    way: say(`way.${doodle.variant}`),
    near: found.number,
    nearWay: say(`way.${found.variant}`),
    kind: say(`kind.${found.kind}`),
    distance: Math.round(distance),
  });
}

/** @param {Say} say @param {Case} play @param {Parts} parts */
function closedView(say, play, { training, test }) {
  return [
    element(
      'div',
      { class: 'kit-two doodle-split' },
      element(
        'section',
        { class: 'kit-panel kit-envelope-panel', 'data-key': 'envelope' },
        element('h3', {}, say('part.test')),
        envelopePicture(false),
        element('p', {}, say('test.once', { n: test.length })),
        actionButton(say('test.open'), 'open', { isMain: true, key: 'open' }),
      ),
      panel(say, 'part.training', shelves(say, training, play.level.kinds)),
    ),
  ];
}

/** @param {Bench} bench @param {Parts} parts @param {Option[]} options */
function openedView({ say, state }, { training, test }, options) {
  const result = runTest(training, test);
  const shown = state.shown === null ? undefined : test[state.shown];
  return [
    element(
      'div',
      { class: 'kit-two' },
      element(
        'section',
        { class: 'kit-panel', 'data-key': 'result', tabindex: '-1' },
        element('h3', {}, say('test.inside')),
        testStrip(say, test, result.guesses, {
          key: 'test',
          act: (i) => `show:${i}`,
          pressed: state.shown,
        }),
        element('p', { class: 'kit-quiet' }, say('test.tap')),
        shown &&
          comparator(say, shown.strokes, result.guesses[state.shown], {
            title: say('doodle.number', { number: shown.number }),
            name: describe(say, shown),
          }),
      ),
      element(
        'div',
        { class: 'kit-stack' },
        element(
          'div',
          { class: 'kit-panel kit-dials' },
          countDial(say, runTest(training, training), { caption: say('count.own') }),
          countDial(say, result, { caption: say('count.fresh') }),
        ),
        questionView(say, {
          id: 'report',
          prompt: say('test.report'),
          options,
          chosen: state.chosen.report,
        }),
      ),
    ),
  ];
}

/** @param {Say} say @param {Parts} parts @param {string[]} order @returns {Option[]} */
function reportOptions(say, { training, test }, order) {
  const fresh = runTest(training, test);
  const own = runTest(training, training);
  const counts = {
    fresh,
    own,
    sum: { right: fresh.right + own.right, of: fresh.of + own.of },
  };
  return order.map((id) => {
    const { right, of } = counts[/** @type {'own'} */ (id)];
    return {
      id,
      face: say(`report.${id}`, { right, of }),
      right: id === 'fresh',
      misconception: listReported(id)[0],
      feedback: say(`report.${id}.why`),
    };
  });
}
