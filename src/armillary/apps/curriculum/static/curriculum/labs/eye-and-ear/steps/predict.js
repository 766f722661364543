/** Second step, scored: say in advance what will happen, then see it. */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { quizStep } from '../../kit/quiz.js';
import { cutNight } from '../cases.js';
import { FILTERS, applyFilter } from '../filters.js';
import { gridPicture, wavePicture } from '../pictures.js';
import { verdict } from '../recogniser.js';
import { sampleWave } from '../signals.js';

/** @typedef {import('../../kit/quiz.js').Page} Page */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */
/** @typedef {import('../grids.js').Grid} Grid */

/** The wrong answers of each question and the misconception that each speaks of. */
const WRONG = Object.freeze({
  change: { all: 'B03-m3', none: 'B03-m1', darker: 'B03-m2' },
  order: { same: 'B03-m4', none: 'B03-m1' },
  higher: { taller: '', none: '' },
  same: { both: 'B06-m1', none: 'B06-m3' },
  filter: { tops: '', blur: '' },
});
/** @typedef {keyof typeof WRONG} Question */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function predictStep(play) {
  const makers = {
    change: changePage,
    order: orderPage,
    higher: higherPage,
    same: samePage,
    filter: filterPage,
  };
  const pages = /** @type {Question[]} */ (play.level.predict).map((id) => makers[id](play));
  return quizStep({
    id: 'predict',
    moment: 'predict',
    pages,
    greet: ({ say }) => say('predict.greet'),
  });
}

/**
 * The options of a question in the order of the seed; all feedback says what really happens.
 * @param {Question} id
 * @param {Case} play
 * @param {(say: Say) => Record<string, string | number>} [values]
 * @returns {Page['options']}
 */
function optionsOf(id, { chance }, values = () => ({})) {
  const order = chance.fork(`predict.${id}`).shuffle(['right', ...Object.keys(WRONG[id])]);
  return ({ say }) =>
    order.map((option) => ({
      id: option,
      face: id === 'filter' ? '' : say(`predict.${id}.${option}`, values(say)),
      right: option === 'right',
      misconception: /** @type {Record<string, string>} */ (WRONG[id])[option],
      feedback: say(`predict.${id}.why`, values(say)),
    }));
}

/** @param {Grid} grid @param {number} at @param {number} tone @returns {Grid} */
function withCell(grid, at, tone) {
  return { ...grid, cells: grid.cells.map((old, i) => (i === at ? tone : old)) };
}

/** @param {Say} say @param {Grid} before @param {Grid} after */
function twoPictures(say, before, after) {
  return element(
    'div',
    { class: 'kit-two' },
    panel(
      say,
      'predict.before',
      gridPicture(before, {
        hasLines: true,
        hasNumbers: true,
        look: 'eye-middling',
        name: say('predict.before'),
      }),
    ),
    panel(
      say,
      'predict.after',
      gridPicture(after, {
        hasLines: true,
        hasNumbers: true,
        look: 'eye-middling',
        name: say('predict.after'),
      }),
    ),
  );
}

/** One number of the picture is changed. @param {Case} play @returns {Page} */
function changePage(play) {
  const { grid } = play.painting;
  const dark = grid.cells.flatMap((tone, i) => (tone === 0 ? [i] : []));
  const at = play.chance.fork('change').pick(dark);
  const values = () => ({ row: Math.floor(at / 8) + 1, column: (at % 8) + 1, from: 0, to: 9 });
  return {
    id: 'change',
    prompt: ({ say }) => say('predict.change', values()),
    before: ({ say }) => [numberSheet(say, grid, at)],
    options: optionsOf('change', play, values),
    after: ({ say }) => [twoPictures(say, grid, withCell(grid, at, 9))],
  };
}

/** The same numbers in another order. @param {Case} play @returns {Page} */
function orderPage(play) {
  const { grid } = play.painting;
  const mixed = { ...grid, cells: play.chance.fork('order').shuffle(grid.cells) };
  return {
    id: 'order',
    prompt: ({ say }) => say('predict.order'),
    before: ({ say }) => [numberSheet(say, grid, -1)],
    options: optionsOf('order', play),
    after: ({ say }) => [twoPictures(say, grid, mixed)],
  };
}

/** @param {Say} say @param {Grid} grid @param {number} marked */
function numberSheet(say, grid, marked) {
  return element(
    'div',
    { class: 'eye-sheet', role: 'img', 'aria-label': say('predict.sheet') },
    grid.cells.map((tone, i) => element('span', { 'data-marked': i === marked }, String(tone))),
  );
}

/** A tone gets higher. @param {Case} play @returns {Page} */
function higherPage(play) {
  const heights = (/** @type {number} */ pitch) => sampleWave({ pitch, loudness: 0.8 }, 240);
  const before = () => panelOf('predict.lower', 200);
  const panelOf =
    (/** @type {string} */ title, /** @type {number} */ pitch) => (/** @type {Say} */ say) =>
      panel(say, title, wavePicture(heights(pitch), say(title)));
  return {
    id: 'higher',
    prompt: ({ say }) => say('predict.higherAsk'),
    before: ({ say }) => [before()(say)],
    options: optionsOf('higher', play),
    after: ({ say }) => [panelOf('predict.higherAfter', 400)(say)],
  };
}

/** Two round bright things, one recogniser. @param {Case} play @returns {Page} */
function samePage(play) {
  const { label } = play.readings.camera;
  const places = [play.places.moon, play.places.lamp];
  const values = (/** @type {Say} */ say) => ({ label: say(`label.${label}`) });
  return {
    id: 'same',
    prompt: ({ say }) => say('predict.same'),
    before: ({ say }) => [
      element(
        'div',
        { class: 'eye-pair' },
        places.map((place, i) =>
          element(
            'figure',
            { class: 'eye-cutting' },
            gridPicture(cutNight(place, 24), {
              name: say(i === 0 ? 'scene.moon' : 'scene.lamp'),
              look: 'eye-middling',
            }),
            element('figcaption', {}, say(i === 0 ? 'predict.left' : 'predict.right')),
          ),
        ),
      ),
    ],
    options: optionsOf('same', play, values),
    after: ({ say }) => [
      element(
        'div',
        { class: 'eye-pair' },
        places.map((place) =>
          element(
            'figure',
            { class: 'eye-cutting' },
            gridPicture(cutNight(place, 8), {
              hasLines: true,
              hasNumbers: true,
              look: 'eye-middling',
              name: say('predict.sheet'),
            }),
            verdict(say, label),
          ),
        ),
      ),
    ],
  };
}

/** Which result does the filter for side edges give? @param {Case} play @returns {Page} */
function filterPage(play) {
  const source = cutNight({ column: 4, row: 3 }, 16);
  const filterOf = (/** @type {string} */ id) =>
    FILTERS.find((one) => one.id === (id === 'right' ? 'sides' : id)) ?? FILTERS[0];
  return {
    id: 'filter',
    prompt: ({ say }) => say('predict.filter'),
    before: ({ say }) => [
      gridPicture(source, { look: 'eye-middling', name: say('filter.source') }),
    ],
    options: (bench) =>
      optionsOf(
        'filter',
        play,
      )(bench).map((option, i) => ({
        ...option,
        face: [
          gridPicture(applyFilter(source, filterOf(option.id)), { look: 'eye-option' }),
          element('span', {}, bench.say('predict.filterFace', { n: i + 1 })),
        ],
      })),
  };
}
