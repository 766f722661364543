/** Scored: why smooth answers were wrong, what counts as a check, what a usable report says. */

import { tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { listOptions, quizStep } from '../../kit/quiz.js';
import { listErrors } from '../cases.js';
import { sayPhrase, sayProof } from '../words.js';
import { toneTable } from './check.js';

/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../../kit/quiz.js').Page} Page */

/** The wrong choices of each question and the misconception that each speaks of. */
const WRONG = Object.freeze({
  cause: { wish: 'F01-m1', tone: 'F02-m2', rare: 'F02-m3' },
  check: { again: 'G07-m1', style: 'F02-m1', details: 'F02-m3' },
  report: { reject: 'F02-m5', accept: 'F02-m6', style: 'F02-m1' },
});

/**
 * @param {import('../lab.js').Case} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function explainStep({ level, chance, answers }) {
  const own = chance.fork('explain');
  const mixed = answers.find((answer) => [1, 2].includes(listErrors(answer).length)) ?? answers[0];
  const questions = /** @type {(keyof typeof WRONG)[]} */ (
    level.steps.includes('tone') ? ['cause', 'check', 'report'] : ['cause', 'check']
  );
  const evidence = {
    cause: (/** @type {Say} */ say) =>
      level.steps.includes('tone')
        ? element('div', { class: 'kit-panel' }, toneTable(say, ['sure', 'soft'], answers))
        : null,
    check: () => null,
    report: (/** @type {Say} */ say) => reportEvidence(say, mixed),
  };
  const pages = questions.map((id) => {
    const order = own.fork(id).shuffle(['right', ...Object.keys(WRONG[id])]);
    return questionPage(id, order, evidence[id]);
  });
  const last = /** @type {Page} */ (pages.at(-1));
  last.after = ({ say }) => ruleCard(say);
  return quizStep({
    id: 'explain',
    moment: 'explain',
    pages,
    greet: ({ say }, answer) => (answer ? tellFeedback(say, answer) : say('explain.greet')),
  });
}

/** How to check, in four lines. @param {Say} say */
function ruleCard(say) {
  return panel(
    say,
    'explain.card',
    element(
      'ol',
      { class: 'fable-rule' },
      ['mark', 'look', 'decide', 'reason'].map((key) =>
        element('li', {}, say(`explain.rule.${key}`)),
      ),
    ),
  );
}

/** @param {keyof typeof WRONG} id @param {string[]} order @param {(say: Say) => Node | null} evidence @returns {Page} */
function questionPage(id, order, evidence) {
  return {
    id,
    prompt: ({ say }) => say(`explain.${id}`),
    before: ({ say }) => evidence(say),
    options: ({ say }) => listOptions(say, `explain.${id}`, { order, wrong: WRONG[id] }),
  };
}

/** @param {Say} say @param {import('../cases.js').Answer} answer */
function reportEvidence(say, answer) {
  const [wrong] = listErrors(answer);
  const [fine] = answer.phrases.filter((phrase) => phrase.version === 0);
  return element(
    'div',
    { class: 'kit-two' },
    panel(say, 'explain.phrase', element('p', {}, sayPhrase(say, wrong))),
    panel(say, 'explain.proof', element('p', {}, sayProof(say, wrong))),
    panel(say, 'explain.fine', element('p', {}, sayPhrase(say, fine))),
  );
}
