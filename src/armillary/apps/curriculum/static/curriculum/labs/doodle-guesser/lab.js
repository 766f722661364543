/** Doodle Guesser: nearest training drawings, and a test that stays shut until the end. */

import { makeChance } from '../kit/chance.js';
import { startLab } from '../kit/start.js';
import { makeCase } from './cases.js';
import { explainStep } from './steps/explain.js';
import { leakStep } from './steps/leak.js';
import { lotsStep } from './steps/lots.js';
import { meetStep } from './steps/meet.js';
import { mendStep } from './steps/mend.js';
import { predictStep } from './steps/predict.js';
import { splitStep } from './steps/split.js';
import { testStep } from './steps/test.js';

/** @typedef {ReturnType<typeof makeCase>} Case */
/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @type {Record<string, (play: Case, chance: Chance) => import('../kit/stage.js').Step>} */
const STEPS = {
  meet: meetStep,
  split: splitStep,
  predict: predictStep,
  test: testStep,
  mend: mendStep,
  leak: leakStep,
  lots: lotsStep,
  explain: explainStep,
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'doodle-guesser',
    version: 1,
    level: 'sealed',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makeCase(seed, level);
      const chance = makeChance(seed).fork('order');
      return play.level.steps.map((id) => STEPS[id](play, chance));
    },
  });
}
