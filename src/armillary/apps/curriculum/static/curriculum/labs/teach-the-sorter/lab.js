/** Teach the Sorter: a nearest-example sorter that learns from labelled creatures. */

import { makeChance } from '../kit/chance.js';
import { startLab } from '../kit/start.js';
import { makeCase } from './cases.js';
import { buildStep } from './steps/build.js';
import { explainStep } from './steps/explain.js';
import { labelsStep } from './steps/labels.js';
import { limitsStep } from './steps/limits.js';
import { meetStep } from './steps/meet.js';
import { predictStep } from './steps/predict.js';
import { voteStep } from './steps/vote.js';

/** @typedef {ReturnType<typeof makeCase>} Case */
/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @type {Record<string, (play: Case, chance: Chance) => import('../kit/stage.js').Step>} */
const STEPS = {
  meet: meetStep,
  predict: predictStep,
  build: buildStep,
  labels: labelsStep,
  vote: voteStep,
  explain: explainStep,
  limits: limitsStep,
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'teach-the-sorter',
    version: 1,
    level: 'full',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makeCase(seed, level);
      const chance = makeChance(seed).fork('order');
      return play.level.steps.map((id) => STEPS[id](play, chance));
    },
  });
}
