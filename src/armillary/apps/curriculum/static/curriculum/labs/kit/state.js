/** What a lab keeps between visits, and how it tells the page. */

/** Long enough for a burst of taps to become one message. */
export const QUIET_MS = 600;

/**
 * The state that the page handed over, or nothing when there is none, it cannot be read, or it was
 * kept by another version, seed or level of the lab.
 * @param {string | undefined} text
 * @param {Readonly<Record<string, unknown>>} stamp
 * @returns {Record<string, any> | undefined} any: each step of each lab keeps a form of its own
 */
export function readState(text, stamp) {
  let state;
  try {
    state = JSON.parse(text || 'null');
  } catch {
    return undefined;
  }
  if (state === null || typeof state !== 'object') return undefined;
  return Object.entries(stamp).every(([name, value]) => state[name] === value) ? state : undefined;
}

/**
 * A keeper that sends the state as `lab-state` once the learner pauses, and at once on `flush`.
 * @param {EventTarget} root
 * @param {() => unknown} getState
 * @param {number} quietMs
 */
export function makeKeeper(root, getState, quietMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const flush = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const detail = structuredClone(getState());
    root.dispatchEvent(new CustomEvent('lab-state', { bubbles: true, detail }));
  };
  const save = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, quietMs);
  };
  return { save, flush };
}
