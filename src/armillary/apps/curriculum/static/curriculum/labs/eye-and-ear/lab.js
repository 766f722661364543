/** Eye and Ear: pictures and sounds become numbers, and numbers get a meaning. */

import { startLab } from '../kit/start.js';
import { makeCase } from './cases.js';
import { makePlayer } from './sound.js';
import { earStep } from './steps/ear.js';
import { explainStep } from './steps/explain.js';
import { filterStep } from './steps/filter.js';
import { lookStep } from './steps/look.js';
import { meaningStep } from './steps/meaning.js';
import { paintStep } from './steps/paint.js';
import { predictStep } from './steps/predict.js';
import { splitStep } from './steps/split.js';

/** @typedef {import('./cases.js').Case} Case */
/** @typedef {ReturnType<typeof makePlayer>} Player */
/** @type {Record<string, (play: Case, player: Player) => import('../kit/stage.js').Step>} */
const STEPS = {
  look: lookStep,
  predict: predictStep,
  paint: paintStep,
  ear: earStep,
  meaning: meaningStep,
  split: splitStep,
  filter: filterStep,
  explain: explainStep,
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'eye-and-ear',
    version: 1,
    level: 'meaning',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makeCase(seed, level);
      const player = makePlayer();
      return play.level.steps.map((id) => STEPS[id](play, player));
    },
  });
}
