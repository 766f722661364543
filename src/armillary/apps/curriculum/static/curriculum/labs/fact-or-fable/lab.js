/** Fact or Fable: smooth answers with planted errors, and a reference shelf to check them by. */

import { startLab } from '../kit/start.js';
import { makeCase } from './cases.js';
import { checkStep } from './steps/check.js';
import { explainStep } from './steps/explain.js';
import { meetStep } from './steps/meet.js';
import { predictStep } from './steps/predict.js';
import { toneStep } from './steps/tone.js';

/** @typedef {ReturnType<typeof makeCase>} Case */
/** @type {Record<string, (play: Case) => import('../kit/stage.js').Step>} */
const STEPS = {
  meet: meetStep,
  predict: predictStep,
  check: checkStep,
  tone: toneStep,
  explain: explainStep,
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'fact-or-fable',
    version: 1,
    level: 'shelf',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makeCase(seed, level);
      return play.level.steps.map((id) => STEPS[id](play));
    },
  });
}
