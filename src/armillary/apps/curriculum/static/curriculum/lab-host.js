/**
 * Runs the labs of a lesson page: loads the lab, hands it the learner's saved state, and sends what
 * it reports to the school's server. Without a server (or for an adult) the lab plays all the same.
 */

const RETRY_MS = 10000;

/** @param {string} url @param {unknown} content @param {string} token @returns {Promise<boolean>} */
async function send(url, content, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(content),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

/** @param {string} url @returns {Promise<unknown>} the saved state, or null */
async function fetchState(url) {
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    return response.ok ? (await response.json()).state : null;
  } catch {
    return null;
  }
}

/** A name that no other result of this learner has. @returns {string} */
function makeId() {
  const numbers = crypto.getRandomValues(new Uint32Array(3));
  return Array.from(numbers, (number) => number.toString(36)).join("");
}

/**
 * Send reports one after the other, again and again until the server has them.
 * A newer state takes the place of one that still waits.
 * @param {string} token
 */
function makeSender(token) {
  /** @type {{url: string, content: unknown, replaces: boolean}[]} */
  const waiting = [];
  let busy = false;

  async function flush() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const first = waiting[0];
      if (!(await send(first.url, first.content, token))) {
        setTimeout(flush, RETRY_MS);
        break;
      }
      if (waiting[0] === first) waiting.shift();
    }
    busy = false;
  }

  return (/** @type {string} */ url, /** @type {unknown} */ content, /** @type {boolean} */ replaces) => {
    const old = replaces ? waiting.findIndex((entry) => entry.url === url) : -1;
    if (old > 0) waiting.splice(old, 1);
    waiting.push({ url, content, replaces });
    flush();
  };
}

/** @param {HTMLElement} root */
async function run(root) {
  const { lab, base, stateUrl, resultUrl, lesson } = root.dataset;
  const holder = root.closest("[data-csrf]");
  const token = holder instanceof HTMLElement ? (holder.dataset.csrf ?? "") : "";
  if (!lab || !base) return;
  const state = stateUrl ? await fetchState(stateUrl) : null;
  if (state) root.dataset.state = JSON.stringify(state);
  const report = makeSender(token);
  root.addEventListener("lab-state", (event) => {
    if (stateUrl) report(stateUrl, /** @type {CustomEvent} */ (event).detail, true);
  });
  root.addEventListener("lab-result", (event) => {
    const detail = /** @type {CustomEvent} */ (event).detail;
    if (resultUrl) report(resultUrl, { ...detail, id: makeId(), lesson }, false);
  });
  const { mount } = await import(`${base}${lab}/lab.js`);
  mount(root);
}

for (const root of document.querySelectorAll("[data-lab]")) {
  if (root instanceof HTMLElement) run(root);
}
