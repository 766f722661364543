/** The three scored moments of a lab: predict, do, explain. */

/** @typedef {'predict' | 'do' | 'explain'} Moment */

/**
 * A clock that runs only while the learner has the page in view.
 * @param {() => number} now Milliseconds that never run backwards.
 * @param {number} seconds What was on the clock before.
 */
export function makeStopwatch(now, seconds) {
  let kept = seconds;
  /** @type {number | undefined} */
  let since;
  const read = () => kept + (since === undefined ? 0 : (now() - since) / 1000);
  return {
    read,
    run: () => {
      since ??= now();
    },
    rest: () => {
      kept = read();
      since = undefined;
    },
  };
}

/**
 * Tell the page the result of a moment, once for each go through the lab.
 * @param {EventTarget} root
 * @param {Record<string, {score: number}>} told The results told so far; the new one is added.
 * @param {{moment: Moment, score: number, raw: Record<string, unknown>, seconds: number}} result
 * @returns {boolean} whether it was told now
 */
export function reportResult(root, told, { moment, score, raw, seconds }) {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`score must be from 0 to 1, got ${score}`);
  if (told[moment]) return false;
  told[moment] = { score };
  const detail = { moment, score, raw: structuredClone(raw), seconds: Math.round(seconds) };
  root.dispatchEvent(new CustomEvent('lab-result', { bubbles: true, detail }));
  return true;
}
