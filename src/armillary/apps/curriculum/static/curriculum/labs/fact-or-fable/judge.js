/** How a learner's marks, decision and reason on an answer are weighed. */

import { listErrors } from './cases.js';

/** @typedef {import('./cases.js').Answer} Answer */
/** @typedef {import('./cases.js').Level} Level */
/** @typedef {'accept' | 'revise' | 'reject'} Verdict */
/** @typedef {{marks: string[], verdict: Verdict, reason: string}} Ruling What a learner handed in; marks are ids of claims. */
/** @typedef {'found' | 'missed' | 'alarm' | 'fine'} Mark */

/** @type {readonly Verdict[]} */
export const VERDICTS = Object.freeze(['accept', 'revise', 'reject']);

/** The reasons to choose from; `smooth` and `tone` speak of the sound and never of the shelf. */
export const REASONS = Object.freeze({
  accept: ['backed', 'smooth', 'tone'],
  revise: ['other', 'old', 'source', 'quote', 'tone'],
  reject: ['other', 'old', 'source', 'quote', 'tone'],
});

/** Which planted errors a reason fits. */
const FITS = Object.freeze({
  other: ['fact', 'old', 'quote'],
  old: ['old'],
  source: ['source'],
  quote: ['quote'],
});

/**
 * What to do with an answer: nothing wrong, accept it; more wrong than right, reject it; else revise it.
 * @param {Answer} answer
 * @returns {Verdict}
 */
export function judge(answer) {
  const wrong = listErrors(answer).length;
  if (wrong === 0) return 'accept';
  return wrong > answer.phrases.length / 2 ? 'reject' : 'revise';
}

/**
 * @param {import('./cases.js').Phrase} phrase
 * @param {readonly string[]} marks
 * @returns {Mark}
 */
export function weighMark(phrase, marks) {
  const isMarked = marks.includes(phrase.id);
  if (phrase.version > 0) return isMarked ? 'found' : 'missed';
  return isMarked ? 'alarm' : 'fine';
}

/**
 * Can somebody else check by this reason? It has to fit what is really there.
 * @param {Answer} answer
 * @param {Ruling} ruling
 */
export function isUsable(answer, { verdict, reason }) {
  const errors = listErrors(answer);
  if (verdict === 'accept') return errors.length === 0 && reason === 'backed';
  const fits = /** @type {Record<string, string[]>} */ (FITS)[reason] ?? [];
  return errors.some((phrase) => fits.includes(phrase.kind));
}

/**
 * The count over all answers that were handed in.
 * @param {readonly Answer[]} answers
 * @param {readonly Ruling[]} rulings In the order of the answers; there may be fewer.
 */
export function countRulings(answers, rulings) {
  const seen = rulings.map((ruling, i) => ({ ruling, answer: answers[i] }));
  const marks = seen.flatMap(({ ruling, answer }) =>
    answer.phrases.map((phrase) => weighMark(phrase, ruling.marks)),
  );
  return {
    found: marks.filter((mark) => mark === 'found').length,
    missed: marks.filter((mark) => mark === 'missed').length,
    alarms: marks.filter((mark) => mark === 'alarm').length,
    verdicts: seen.filter(({ ruling, answer }) => ruling.verdict === judge(answer)).length,
    usable: seen.filter(({ ruling, answer }) => isUsable(answer, ruling)).length,
  };
}

/**
 * 1 once the goal is reached: enough found, few false alarms, enough usable reasons. Below it, at
 * most 0.9: the share of the goal that was found, less a tenth for each false alarm too many.
 * @param {Level} level
 * @param {ReturnType<typeof countRulings>} count
 * @returns {{isReached: boolean, score: number}}
 */
export function scoreRulings(level, { found, alarms, usable }) {
  const isReached = found >= level.goal && alarms <= level.alarms && usable >= level.reasons;
  if (isReached) return { isReached, score: 1 };
  const share = Math.min(found, level.goal) / level.goal;
  const spoiled = 0.1 * Math.max(0, alarms - level.alarms);
  return { isReached, score: Math.max(0, 0.9 * (share - spoiled)) };
}
