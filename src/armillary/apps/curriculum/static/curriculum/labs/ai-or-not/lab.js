/** AI or Not: test definitions on cards, sort unseen ones with reasons, explain. */

import { startLab } from '../kit/start.js';
import { makePlay } from './deal.js';
import { borderStep } from './steps/border.js';
import { buildStep } from './steps/build.js';
import { explainStep } from './steps/explain.js';
import { filmStep } from './steps/film.js';
import { predictStep } from './steps/predict.js';
import { sortStep } from './steps/sort.js';

/** @type {Record<string, (play: import('./deal.js').Play) => import('../kit/stage.js').Step>} */
const STEPS = {
  build: buildStep,
  predict: predictStep,
  sort: sortStep,
  film: filmStep,
  border: borderStep,
  explain: explainStep,
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'ai-or-not',
    version: 1,
    level: 'definition',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makePlay(seed, level);
      return play.scheme.steps.map((id) => STEPS[id](play));
    },
  });
}
