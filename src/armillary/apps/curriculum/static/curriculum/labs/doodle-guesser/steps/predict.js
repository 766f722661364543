/**
 * Third step, scored: say in advance what the guesser will do; the last answer waits for the
 * envelope.
 */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { countDial, envelopePicture, panel } from '../../kit/parts.js';
import { moreButton, placeLine } from '../../kit/quiz.js';
import { describe, doodleCard, kindTag, shelves } from '../cards.js';
import { makeNearestQuestion } from '../cases.js';
import { comparator } from '../comparator.js';
import { guessKind, runTest } from '../model.js';
import { readParts } from '../parts.js';
import { doodlePicture } from '../picture.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../parts.js').Parts} Parts */

const PAGES = Object.freeze(['nearest', 'own', 'count']);
/** A count may be this far off and still be a good prediction. */
export const CLOSE = 2;

/** @param {Case} play @param {Chance} chance @returns {import('../../kit/stage.js').Step} */
export function predictStep(play, chance) {
  const order = chance.fork('own').shuffle(['all', 'most', 'half']);
  const nearestOf = (/** @type {Parts} */ parts) =>
    play.keep(`nearest:${parts.key}`, () =>
      makeNearestQuestion(play.level, parts.training, play.chance.fork('nearest')),
    );
  const optionsOf = (/** @type {Bench} */ { say, look }, /** @type {string} */ page) => {
    const parts = readParts(play, look);
    return page === 'own'
      ? ownOptions(say, parts, order)
      : nearestOptions(say, nearestOf(parts), parts);
  };

  const questionPage = (/** @type {Bench} */ bench, /** @type {string} */ page) => {
    const { say, state, look } = bench;
    const parts = readParts(play, look);
    const chosen = state.chosen[page];
    const show = page === 'own' ? ownEvidence : nearestEvidence;
    return [
      page === 'nearest' && newcomerView(say, nearestOf(parts).newcomer),
      questionView(say, {
        id: page,
        prompt: say(`predict.${page}`, { n: parts.training.length }),
        options: optionsOf(bench, page),
        chosen,
      }),
      chosen !== undefined && show(say, { parts, question: nearestOf(parts) }),
      chosen !== undefined && moreButton(say),
      page === 'own' &&
        chosen === undefined &&
        panel(say, 'part.training', shelves(say, parts.training, play.level.kinds)),
    ];
  };

  return {
    id: 'predict',
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say }) => say('predict.greet'),
    view: (bench) => {
      const { say, state, look } = bench;
      const page = PAGES[state.page];
      return [
        element(
          'div',
          { class: 'kit-stack', 'data-key': `page-${page}` },
          placeLine(say, state.page, PAGES.length),
          page === 'count'
            ? countPage(say, play.level.testSize, state.chosen.count, readParts(play, look))
            : questionPage(bench, page),
        ),
      ];
    },
    actions: {
      choose: (bench, question, id) => {
        const { say, state, focus } = bench;
        state.chosen[question] = id;
        focus('more');
        const options = optionsOf(bench, question);
        return tellFeedback(say, /** @type {Option} */ (options.find((one) => one.id === id)));
      },
      more: ({ say, state, focus, look }) => {
        state.page += 1;
        const page = PAGES[state.page];
        focus(`q-${page}`);
        const { training, test } = readParts(play, look);
        return say(`predict.${page}`, { n: page === 'count' ? test.length : training.length });
      },
      count: ({ say, state, finish }, n) => {
        state.chosen.count = n;
        finish();
        return say('predict.counted', { n, of: play.level.testSize });
      },
    },
  };
}

/**
 * The result of all three predictions, once the envelope is open.
 * @param {Case} play
 * @param {Bench['look']} look
 * @returns {[number, Record<string, unknown>]}
 */
export function scorePredictions(play, look) {
  const { chosen } = look('predict');
  const parts = readParts(play, look);
  const { right, of } = runTest(parts.training, parts.test);
  const nearest = play.keep(`nearest:${parts.key}`, () =>
    makeNearestQuestion(play.level, parts.training, play.chance.fork('nearest')),
  );
  const count = Number(chosen.count);
  const rights = [
    chosen.nearest === String(nearest.nearest),
    chosen.own === 'all',
    Math.abs(count - right) <= CLOSE,
  ];
  const misconceptions = count === of ? ['E03-m1'] : [];
  return [rights.filter(Boolean).length / rights.length, { chosen, right, of, misconceptions }];
}

/** @param {Say} say @param {import('../model.js').Known} newcomer */
function newcomerView(say, newcomer) {
  return element(
    'figure',
    { class: 'doodle-lens doodle-lens-new doodle-lens-alone' },
    element(
      'div',
      { class: 'doodle-lens-glass', role: 'img', 'aria-label': describe(say, newcomer) },
      doodlePicture(newcomer.strokes),
    ),
    element('figcaption', {}, say('predict.newcomer')),
  );
}

/**
 * @param {Say} say
 * @param {ReturnType<typeof makeNearestQuestion>} question
 * @param {Parts} parts
 * @returns {Option[]}
 */
function nearestOptions(say, { newcomer, options, nearest }, { training }) {
  const { kind, near } = guessKind(newcomer.cells, training);
  const feedback = say('predict.nearest.why', {
    number: near[0].doodle.number,
    kind: say(`kind.${kind}`),
    distance: Math.round(near[0].distance),
  });
  return options.map((doodle, i) => ({
    id: String(i),
    face: element(
      'span',
      { class: 'doodle-option' },
      doodleCard(say, doodle, { key: `option-${i}` }),
      kindTag(say, doodle.kind),
    ),
    right: i === nearest,
    feedback,
  }));
}

/** @param {Say} say @param {Parts} parts @param {string[]} order @returns {Option[]} */
function ownOptions(say, { training }, order) {
  const n = training.length;
  const counts = { all: n, most: Math.round(n * 0.75), half: Math.round(n / 2) };
  return order.map((id) => ({
    id,
    face: say(`predict.own.${id}`, { n: counts[/** @type {'all'} */ (id)], of: n }),
    right: id === 'all',
    feedback: say('predict.own.why', { n }),
  }));
}

/** @param {Say} say @param {{parts: Parts}} now */
function ownEvidence(say, { parts: { training } }) {
  return element(
    'div',
    { class: 'kit-panel' },
    countDial(say, runTest(training, training), { caption: say('count.own') }),
  );
}

/**
 * @param {Say} say
 * @param {{parts: Parts, question: ReturnType<typeof makeNearestQuestion>}} now
 */
function nearestEvidence(say, { parts: { training }, question: { newcomer } }) {
  return element(
    'div',
    { class: 'kit-panel' },
    comparator(say, newcomer.strokes, guessKind(newcomer.cells, training), {
      title: say('predict.newcomer'),
      name: describe(say, newcomer),
    }),
  );
}

/** @param {Say} say @param {number} of @param {string | undefined} chosen @param {Parts} parts */
function countPage(say, of, chosen, { test }) {
  return element(
    'div',
    { class: 'kit-panel kit-envelope-panel', 'data-key': 'q-count', tabindex: '-1' },
    envelopePicture(false),
    element(
      'p',
      { class: 'kit-prompt', id: 'doodle-count' },
      say('predict.count', { n: test.length }),
    ),
    element(
      'div',
      {
        class: 'doodle-counts',
        'data-grid': true,
        role: 'group',
        'aria-labelledby': 'doodle-count',
      },
      Array.from({ length: of + 1 }, (_, n) =>
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button doodle-count',
            'data-act': `count:${n}`,
            'data-key': `count-${n}`,
            'aria-pressed': String(chosen === String(n)),
          },
          String(n),
        ),
      ),
    ),
    chosen !== undefined &&
      element('p', { class: 'kit-note' }, say('predict.waits', { n: chosen, of })),
  );
}
