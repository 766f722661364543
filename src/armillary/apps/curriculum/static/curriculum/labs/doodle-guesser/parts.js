/** What the steps of one go have in common: the pile, its two parts, what was added later. */

import { listOwn, makeMissingQuestion, makePack, sealFresh, splitPile } from './cases.js';
import { runTest } from './model.js';

/** @typedef {ReturnType<typeof import('./cases.js').makeCase>} Case */
/** @typedef {import('../kit/stage.js').Bench} Bench */
/** @typedef {import('./model.js').Known} Known */
/** @typedef {{pile: Known[], training: Known[], test: Known[], key: string}} Parts */

/**
 * The lab's drawings and, at the end, the learner's own.
 * @param {Case} play
 * @param {Bench['look']} look
 * @returns {Known[]}
 */
export function listPile(play, look) {
  const own = look('meet')?.own ?? [];
  return play.keep(`pile:${JSON.stringify(own)}`, () => [
    ...play.pile,
    ...listOwn(own).filter(({ kind }) => play.level.kinds.includes(kind)),
  ]);
}

/**
 * The training part and the envelope as the learner sealed them.
 * @param {Case} play
 * @param {Bench['look']} look
 * @returns {Parts}
 */
export function readParts(play, look) {
  const pile = listPile(play, look);
  const numbers = look('split').sealed;
  const key = `${pile.length}:${numbers.join()}:${JSON.stringify(look('meet').own)}`;
  return play.keep(`parts:${key}`, () => ({ pile, key, ...splitPile(pile, numbers) }));
}

/**
 * What the errors of the envelope point to: the missing way, a pack of it, a fresh envelope.
 * @param {Case} play
 * @param {Parts} parts
 */
export function readMending(play, parts) {
  return play.keep(`mend:${parts.key}`, () => {
    const { level, chance } = play;
    const question = makeMissingQuestion(level, parts, chance.fork('missing'));
    const pack = makePack(question.missing, chance.fork('pack'));
    const mended = [...parts.training, ...pack];
    const training = { before: parts.training, after: mended, variant: question.missing };
    return { question, pack, mended, fresh: sealFresh(level, training, chance.fork('fresh')) };
  });
}

/**
 * How well the learner kept the test apart: one entry for each thing done, right or not.
 * @param {Case} play
 * @param {Bench['look']} look
 * @param {Record<string, string>} later What was chosen in the open step.
 * @returns {{score: number, raw: Record<string, unknown>}}
 */
export function scoreDoing(play, look, later) {
  const split = look('split');
  const test = look('test');
  const parts = readParts(play, look);
  const done = {
    mixed: split.spoiled === 0,
    reported: (later.report ?? test.chosen.report) === 'fresh',
    ...(later.missing && { named: later.missing === readMending(play, parts).question.missing }),
    ...(later.check && { fresh: later.check === 'fresh' }),
  };
  const all = Object.values(done);
  const { right, of } = runTest(parts.training, parts.test);
  const score = all.filter(Boolean).length / all.length;
  return { score, raw: { ...done, right, of, training: parts.training.length } };
}
