/** Data Detective: faults hidden in the table of a garden, and what charts of it do and do not show. */

import { makeChance } from '../kit/chance.js';
import { startLab } from '../kit/start.js';
import { makeGarden, makeLittleGarden } from './garden.js';
import { makeStories } from './stories.js';
import { doubtStep } from './steps/doubt.js';
import { explainStep } from './steps/explain.js';
import { foretellStep } from './steps/foretell.js';
import { huntStep } from './steps/hunt.js';
import { lookStep } from './steps/look.js';
import { meetStep } from './steps/meet.js';
import { noteStep } from './steps/note.js';
import { predictStep } from './steps/predict.js';
import { proveStep } from './steps/prove.js';
import { storyStep } from './steps/story.js';

/** @typedef {import('../kit/stage.js').Step} Step */

/**
 * The steps of each level.
 * @type {Record<string, (seed: string) => Step[]>}
 */
const LEVELS = {
  garden: (seed) => {
    const garden = makeGarden(seed);
    const order = makeChance(seed).fork('order');
    return [
      meetStep(makeLittleGarden(seed)),
      predictStep(garden, order),
      huntStep(garden),
      explainStep(garden, order),
      noteStep(garden),
    ];
  },
  charts: (seed) => {
    const stories = makeStories(seed);
    const order = makeChance(seed).fork('order');
    return [
      lookStep(stories),
      foretellStep(stories),
      storyStep(stories, order),
      doubtStep(stories),
      proveStep(stories, order),
    ];
  },
};

/**
 * Start the lab in its host element.
 * @param {HTMLElement} root
 * @returns {() => void} unmounts the lab
 */
export function mount(root) {
  return startLab(root, {
    id: 'data-detective',
    version: 1,
    level: 'garden',
    loadTexts: (language) => import(`./texts.${language}.js`),
    makeSteps: (seed, level) => (LEVELS[level] ?? LEVELS.garden)(seed),
  });
}
