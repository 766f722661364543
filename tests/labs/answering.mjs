/** Answering a step of questions without a page. */

/**
 * What a step tells the page once its questions are answered, in their order.
 * @param {import('../../src/armillary/apps/curriculum/static/curriculum/labs/kit/stage.js').Step} step
 * @param {Record<string, string>} answers
 * @param {Record<string, any>} [others] The kept parts of other steps.
 */
export function answerStep(step, answers, others = {}) {
  const told = { said: [], focused: [], results: [], isFinished: false };
  const bench = {
    say: (key) => key,
    state: step.begin(),
    look: (id) => others[id],
    finish: () => (told.isFinished = true),
    report: (...result) => told.results.push(structuredClone(result)),
    focus: (key) => told.focused.push(key),
  };
  told.said.push(step.greet(bench));
  Object.entries(answers).forEach(([question, option], i) => {
    if (i > 0) told.said.push(step.actions.more(bench));
    told.said.push(step.actions.choose(bench, question, option));
  });
  return { ...told, state: bench.state, greetAgain: () => step.greet(bench) };
}

/** Let pictures be built where there is no page. */
export function standInForPage() {
  const make = () => ({ setAttribute() {}, append() {} });
  globalThis.document ??= { createElement: make, createElementNS: make };
}
