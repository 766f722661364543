/** How every lab begins: read what the page says, load the words of one language, open the stage. */

import { openStage } from './stage.js';
import { readState } from './state.js';
import { chooseLanguage, makeSay } from './texts.js';

/** @typedef {import('./stage.js').Step} Step */
/** @typedef {import('./texts.js').Texts} Texts */
/**
 * @typedef {object} Lab
 * @property {string} id
 * @property {number} version Raised when a kept state of before no longer fits.
 * @property {string} level The level when the page names none.
 * @property {(language: string) => Promise<{default: Texts}>} loadTexts
 * @property {(seed: string, level: string) => Step[]} makeSteps
 */

/**
 * Start a lab in its host element. What stood there (a text and a figure) stays when the lab cannot
 * start, and comes back when it is unmounted. `data-lab-status` on the host turns from `loading` to
 * `ready` or `failed`.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @returns {() => void} unmounts the lab
 */
export function startLab(root, lab) {
  const fallback = [...root.children].filter(
    (child) => child instanceof HTMLElement && !child.hidden,
  );
  let isWanted = true;
  let close = () => {};
  root.dataset.labStatus = 'loading';
  const opening = loadSay(root, lab).then((say) => {
    if (!isWanted) return;
    close = openStage(root, makePlay(root, lab, say));
    for (const child of fallback) /** @type {HTMLElement} */ (child).hidden = true;
    root.dataset.labStatus = 'ready';
  });
  opening.catch((/** @type {unknown} */ error) => {
    root.dataset.labStatus = 'failed';
    console.error(`lab ${lab.id} did not start`, error);
  });
  return () => {
    isWanted = false;
    close();
    for (const child of fallback) /** @type {HTMLElement} */ (child).hidden = false;
    delete root.dataset.labStatus;
  };
}

/** @param {HTMLElement} root @param {Lab} lab */
async function loadSay(root, lab) {
  const language = chooseLanguage(root.dataset.language);
  const [own, shared] = await Promise.all([
    lab.loadTexts(language),
    import(`./texts.${language}.js`),
  ]);
  return makeSay(language, shared.default, own.default);
}

/** @param {HTMLElement} root @param {Lab} lab @param {import('./texts.js').Say} say */
function makePlay(root, lab, say) {
  const seed = root.dataset.seed ?? '1';
  const level = root.dataset.level ?? lab.level;
  const steps = lab.makeSteps(seed, level);
  const stamp = { lab: lab.id, version: lab.version, seed, level };
  const fresh = { ...stamp, step: steps[0].id, parts: {}, told: {}, go: 1 };
  const state = readState(root.dataset.state, stamp) ?? fresh;
  return { title: say('title'), say, steps, state, now: () => performance.now() };
}
