/** Recommend Me: a feed that ranks by the profile it keeps, with all of its arithmetic open. */

import { makeChance } from '../kit/chance.js';
import { startLab } from '../kit/start.js';
import { makeCase } from './cases.js';
import { driftStep } from './steps/drift.js';
import { explainStep } from './steps/explain.js';
import { predictStep } from './steps/predict.js';
import { storedStep } from './steps/stored.js';
import { tapStep } from './steps/tap.js';
import { widenStep } from './steps/widen.js';

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'recommend-me',
    version: 1,
    level: 'ranking',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => {
      const play = makeCase(seed, level);
      const chance = makeChance(seed).fork('order');
      return [
        tapStep(play),
        predictStep(play),
        widenStep(play),
        driftStep(play),
        explainStep(play, chance),
        storedStep(play),
      ];
    },
  });
}
