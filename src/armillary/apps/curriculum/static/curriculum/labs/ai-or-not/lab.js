/** AI or Not: test definitions of AI on cards, sort unseen ones with reasons, argue about the line. */

import { startLab } from '../kit/start.js';
import { makePlay } from './deal.js';
import { borderStep } from './steps/border.js';
import { buildStep } from './steps/build.js';
import { filmStep } from './steps/film.js';
import { predictStep } from './steps/predict.js';
import { sortStep } from './steps/sort.js';

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
    makeSteps: (seed) => {
      const play = makePlay(seed);
      return [buildStep, predictStep, sortStep, filmStep, borderStep].map((step) => step(play));
    },
  });
}
