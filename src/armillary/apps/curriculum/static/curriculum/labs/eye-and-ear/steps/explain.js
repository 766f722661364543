/** Last step, scored: why a label was wrong though every number was right. */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { MEANINGS, cutNight } from '../cases.js';
import { FILTERS, applyFilter } from '../filters.js';
import { gridPicture } from '../pictures.js';
import { verdict } from '../recogniser.js';

/** @typedef {import('../../kit/quiz.js').Outcome} Outcome */
/** @typedef {import('../../kit/quiz.js').Page} Page */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */

/** The wrong explanations of each question and the misconception that each speaks of. */
const WRONG = Object.freeze({
  keeps: { copy: 'B02-m1', nothing: 'B03-m1' },
  sharper: { recognises: 'B06-m1', bigger: 'B03-m2' },
  fooled: { broken: 'B06-m3', itself: 'B06-m1', one: 'B06-m2' },
  edges: { dark: '', names: 'B07-m1' },
  parts: { whole: 'B07-m1', camera: 'B06-m1' },
  help: { again: 'B06-m3', sharper: 'B06-m4', believe: 'B06-m5' },
});
/** @typedef {keyof typeof WRONG} Question */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function explainStep(play) {
  const pages = /** @type {Question[]} */ (play.level.explain).map((id) => makePage(id, play));
  return quizStep({
    id: 'explain',
    moment: 'explain',
    pages,
    greet: ({ say }) => say('explain.greet'),
    report: reportWithCards,
  });
}

/** The cards of the step before count as one more question. @param {Bench} bench @param {Outcome} outcome */
function reportWithCards(bench, { rights, raw }) {
  /** @type {boolean[] | undefined} */
  const placed = bench.look('split')?.placed;
  const parts = rights.map(Number);
  if (placed) parts.push(placed.filter(Boolean).length / placed.length);
  const score = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  bench.report('explain', score, { ...raw, cards: placed?.filter(Boolean).length ?? null });
}

/** @param {Question} id @param {Case} play @returns {Page} */
function makePage(id, play) {
  const order = play.chance.fork(`explain.${id}`).shuffle(['right', ...Object.keys(WRONG[id])]);
  const { label } = play.readings.camera;
  const truth = MEANINGS.camera.find((one) => one !== label) ?? label;
  const values = (/** @type {Say} */ say) => ({
    label: say(`label.${label}`),
    truth: say(`label.${truth}`),
  });
  return {
    id,
    prompt: ({ say }) => say(`explain.${id}`, values(say)),
    before: ({ say }) => {
      if (id === 'fooled' || id === 'help') return evidence(say, play, truth);
      return id === 'edges' || id === 'parts' ? edges(say, play) : picture(say, play);
    },
    options: ({ say }) =>
      listOptions(say, `explain.${id}`, { order, wrong: WRONG[id], values: values(say) }),
  };
}

/** @param {Say} say @param {Case} play */
function picture(say, { painting }) {
  return element(
    'div',
    { class: 'eye-pair' },
    gridPicture(painting.grid, { look: 'eye-middling', name: say(`picture.${painting.id}`) }),
    gridPicture(painting.grid, {
      hasLines: true,
      hasNumbers: true,
      look: 'eye-middling',
      name: say('predict.sheet'),
    }),
  );
}

/** A piece of the street and its edges. @param {Say} say @param {Case} play */
function edges(say, play) {
  const source = cutNight(play.filtered, 16);
  return element(
    'div',
    { class: 'eye-pair' },
    gridPicture(source, { look: 'eye-middling', name: say('filter.source') }),
    gridPicture(applyFilter(source, FILTERS[1]), {
      look: 'eye-middling',
      name: say('filter.sides'),
    }),
  );
}

/** @param {Say} say @param {Case} play @param {string} truth */
function evidence(say, play, truth) {
  const { label } = play.readings.camera;
  const place = truth === 'moon' ? play.places.moon : play.places.lamp;
  return element(
    'div',
    { class: 'kit-two' },
    panel(
      say,
      'meaning.gives',
      gridPicture(cutNight(place, 8), {
        hasLines: true,
        hasNumbers: true,
        look: 'eye-middling',
        name: say('predict.sheet'),
      }),
      verdict(say, label),
    ),
    panel(
      say,
      'explain.scene',
      gridPicture(cutNight(place, 24), { look: 'eye-middling', name: say(`scene.${truth}`) }),
    ),
  );
}
