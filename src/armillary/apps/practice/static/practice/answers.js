/**
 * Sends answers without leaving the page, and keeps them in the browser when the network is gone.
 * Works on plain http: no service worker, no crypto. Without this script the forms work as they are.
 */

import { keep, nextSequence, post, RETRY_MS, sendKept } from "./kept.js";

const words = /** @type {HTMLScriptElement} */ (
  document.querySelector('script[src*="practice/answers.js"]')
).dataset;

let shownAt = performance.now();

/**
 * @param {HTMLFormElement} form
 * @param {string} state
 * @param {string | undefined} text
 */
function say(form, state, text) {
  const line = form.querySelector("[data-save-state]");
  if (line instanceof HTMLElement) {
    line.dataset.state = state;
    line.textContent = text ?? "";
  }
}

/** @param {string} kind @param {string | undefined} text */
function toast(kind, text) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const note = document.createElement("p");
  note.className = `toast toast-${kind}`;
  note.textContent = text ?? "";
  place.replaceChildren(note);
}

/** @param {HTMLFormElement} form @returns {string} the fields, with what the device knows */
function readForm(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  fields.append("seconds", ((performance.now() - shownAt) / 1000).toFixed(1));
  fields.append("device_at", String(Date.now()));
  fields.append("device_sequence", String(nextSequence()));
  return fields.toString();
}

/** @param {string} html @returns {DocumentFragment} */
function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

/** @param {HTMLFormElement} form @param {boolean} busy */
function setBusy(form, busy) {
  for (const button of form.querySelectorAll("button")) button.disabled = busy;
}

/** Send an answer; when that cannot be done, keep it. @param {HTMLFormElement} form */
async function sendAnswer(form) {
  const url = new URL(form.action).pathname;
  const body = readForm(form);
  setBusy(form, true);
  say(form, "sending", words.saving);
  try {
    const { status, html } = await post(url, body);
    if (status === 503) throw new Error("not saved");
    const place = form.closest("[data-question]");
    const content = parse(html);
    if (content.querySelector("[data-answered]") && place) {
      showAnswered(form, place, content);
    } else {
      place?.replaceWith(content);
      focusOn(document.querySelector('[role="alert"]'));
    }
  } catch {
    await keepAnswer(form, url, body);
  }
}

/**
 * Show the outcome under the question, which stays to be read but can no longer be sent.
 * @param {HTMLFormElement} form @param {Element} place @param {DocumentFragment} content
 */
function showAnswered(form, place, content) {
  for (const old of document.querySelectorAll("[data-answered]")) old.remove();
  const again = place.closest(".again");
  for (const part of form.querySelectorAll(".actions, .hints, .help, [data-save-state]")) part.remove();
  const right = content.querySelector(".feedback-right") !== null;
  for (const chosen of form.querySelectorAll("input[type=radio]:checked")) {
    chosen.closest(".choice")?.classList.add("is-chosen", right ? "is-right" : "is-not");
  }
  for (const field of form.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    /** @type {HTMLInputElement} */ (field).disabled = true;
  }
  giveLanguageButtons(form, content);
  (again ?? place).after(content);
  if (again) again.remove();
  focusOn(document.querySelector("[data-answered]"));
}

/**
 * The language buttons of the page belong to a form by its id. From an answered form the id goes to
 * the form of the second try, or to one that says which answer is shown.
 * @param {HTMLFormElement} form @param {DocumentFragment} content
 */
function giveLanguageButtons(form, content) {
  let heir = content.querySelector("form[data-answer]");
  if (!heir) {
    heir = document.createElement("form");
    heir.append(...[...form.querySelectorAll("input[type=hidden]")].map((field) => field.cloneNode()));
    content.append(heir);
  }
  heir.id = form.id;
  form.removeAttribute("id");
}

/** @param {Element | null} element */
function focusOn(element) {
  if (element instanceof HTMLElement) {
    element.tabIndex = -1;
    element.focus();
  }
}

/** @param {HTMLFormElement} form @param {string} url @param {string} body */
async function keepAnswer(form, url, body) {
  try {
    await keep({ url, body });
    say(form, "kept", words.kept);
    toast("kept", words.kept);
    setTimeout(sendAll, RETRY_MS);
  } catch {
    setBusy(form, false);
    say(form, "refused", words.reload);
  }
}

/** Send what was kept, and show what became of it. */
function sendAll() {
  sendKept(showLate, () => toast("saved", words.sent));
}

/**
 * When the answer that has just arrived belongs to the question on the page, show what it was worth.
 * @param {string} html
 */
function showLate(html) {
  const content = parse(html);
  const answered = content.querySelector("[data-answered]")?.getAttribute("data-answered");
  for (const place of document.querySelectorAll("[data-question]")) {
    const form = place.querySelector("form[data-answer]");
    if (form instanceof HTMLFormElement && place.getAttribute("data-question") === answered) {
      showAnswered(form, place, content);
      return;
    }
  }
}

/** Ask for the next hint. @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function askHint(form, button) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  button.disabled = true;
  try {
    const { status, html } = await post(new URL(button.formAction).pathname, fields.toString());
    if (status !== 200) throw new Error("no hint");
    const place = form.closest("[data-question]");
    const content = parse(html);
    const fresh = content.firstElementChild;
    place?.replaceWith(content);
    focusOn(fresh?.querySelector(".hint:last-child") ?? null);
  } catch {
    button.disabled = false;
    say(form, "refused", words.reload);
  }
}

/** Swap in the next question, which came with the answer. @returns {boolean} */
function showFollowing() {
  const holder = document.querySelector("template[data-following]");
  const place = document.querySelector("[data-practice]");
  if (!(holder instanceof HTMLTemplateElement) || !place) return false;
  const form = holder.content.querySelector("form[data-answer]");
  const buttons = document.querySelector(".languages button[form]");
  if (form && buttons) form.id = buttons.getAttribute("form") ?? form.id;
  place.replaceChildren(holder.content);
  shownAt = performance.now();
  scrollTo({ top: 0 });
  focusOn(place.querySelector(".stem"));
  return true;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-answer]")) return;
  const button = /** @type {SubmitEvent} */ (event).submitter;
  if (button instanceof HTMLButtonElement && button.name === "language") return;
  event.preventDefault();
  if (button instanceof HTMLButtonElement && button.matches("[data-hint]")) askHint(form, button);
  else sendAnswer(form);
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-next]") : null;
  if (link && showFollowing()) event.preventDefault();
});

addEventListener("online", sendAll);
sendAll();
