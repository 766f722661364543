/**
 * A question of a test: saves every change, keeps it in the browser while the network is gone, tells
 * the school's computer every 20 seconds that the page is there, and shows the minutes left.
 * Without this script the buttons of the form save as well.
 */

import { keep, listKept, nextSequence, post, RETRY_MS, sendKept } from "../practice/kept.js";

/** @typedef {{ status: string, place: number, words: string, ticket: string, address: string, clock: string, over: boolean }} Reply */

const PAUSE_MS = 2000; // after the last key of a typed answer
const LONGEST_MS = 15000; // of typing without a pause

const words = /** @type {HTMLScriptElement} */ (
  document.querySelector('script[src*="assessment/taking.js"]')
).dataset;
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-test-answer]"));
const signalForm = /** @type {HTMLFormElement} */ (document.querySelector("[data-signal]"));
const address = new URL(form.action).pathname;
const signalAddress = new URL(signalForm.action).pathname;
const sitting = form.dataset.sitting ?? "";
const place = Number(form.dataset.place);

let shownAt = performance.now();
let settled = readAnswer(); // what the server has, or this computer keeps
let lastTry = performance.now();
let pause = 0;
let busy = Promise.resolve();
/** When this page kept answers. @type {Set<number>} */
const keptByMe = new Set();
/** @type {string | null} where the learner waits to go while the network is gone */
let waiting = null;
let leaving = false;

/** @param {string} name @returns {HTMLInputElement} */
function hidden(name) {
  return /** @type {HTMLInputElement} */ (form.querySelector(`input[name="${name}"]`));
}

/** @returns {string} what stands in the form, without ticket and number of the save */
function readAnswer() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !["ticket", "save", "next"].includes(name)) {
      fields.append(name, value);
    }
  }
  return fields.toString();
}

/** @param {string} answer @param {string} way @param {string} text where to, or "" to stay */
function makeBody(answer, way, text) {
  const fields = new URLSearchParams(answer);
  fields.append("ticket", hidden("ticket").value);
  fields.append("save", hidden("save").value);
  fields.append("seconds", ((performance.now() - shownAt) / 1000).toFixed(1));
  fields.append("device_sequence", String(nextSequence()));
  if (text) fields.append(way, text);
  hidden("save").value = String(Number(hidden("save").value) + 1);
  return fields.toString();
}

/** @param {string} state @param {string | undefined} text */
function say(state, text) {
  const line = form.querySelector("[data-save-state]");
  if (!(line instanceof HTMLElement) || line.textContent === (text ?? "")) return;
  if (state) line.dataset.state = state;
  else delete line.dataset.state;
  line.textContent = text ?? "";
}

/** @param {number} number @param {"answered" | "kept"} state */
function markPlace(number, state) {
  const button = document.querySelector(`.place[data-place="${number}"]`);
  if (!button) return;
  button.classList.remove("place-new", "place-looked", "place-answered", "place-kept");
  button.classList.add(`place-${state}`);
  const text = button.querySelector("[data-place-state]");
  if (text) text.textContent = `, ${state === "kept" ? words.keptHere : words.answered}`;
}

/** @param {string} text */
function showClock(text) {
  const clock = document.querySelector("[data-clock]");
  if (clock && text && clock.textContent !== text) clock.textContent = text;
}

/** @param {string} html */
function showUnclear(html) {
  const holder = /** @type {HTMLElement} */ (form.querySelector("[data-unclear]"));
  holder.innerHTML = html;
  const alert = holder.firstElementChild;
  if (alert instanceof HTMLElement) {
    alert.tabIndex = -1;
    alert.focus();
  }
}

/** @param {string} to */
function leaveTo(to) {
  leaving = true;
  location.assign(to);
}

/**
 * Send what stands in the form, when it is new, and go where the learner wants to.
 * @param {string} text where to: next, back, hand-in, a number; "" to stay
 * @param {"go" | "leave"} way "leave": without what stands in the form
 */
async function send(text, way = "go") {
  clearTimeout(pause);
  const answer = readAnswer();
  const isNew = way === "go" && answer !== settled;
  if (!isNew && !text) return;
  lastTry = performance.now();
  const keptAt = Date.now();
  const body = isNew ? makeBody(answer, "go", text) : makeBody("", "leave", text);
  if (isNew) say("sending", words.saving);
  try {
    const { status, html } = await post(address, body);
    if (status >= 500) throw new Error("not saved");
    if (status !== 200) say("refused", words.reload);
    else take(JSON.parse(html), answer, { isNew, text });
  } catch {
    await keepHere(answer, body, { isNew, keptAt, text });
  }
}

/**
 * Show what became of an answer.
 * @param {Reply} reply @param {string} answer @param {{ isNew: boolean, text: string }} sent
 */
function take(reply, answer, { isNew, text }) {
  hidden("ticket").value = reply.ticket;
  hidden("save").value = "1";
  showClock(reply.clock);
  if (isNew) settle(reply, answer, text);
  const stays = isNew && reply.status === "unreadable" && text !== "";
  if (stays) showUnclear(reply.words);
  else if (text || reply.over || reply.status === "over") leaveTo(reply.address);
}

/** @param {Reply} reply @param {string} answer @param {string} text */
function settle(reply, answer, text) {
  if (reply.status === "unreadable") {
    // How to write it is said when the learner goes on; while working a quiet word will do.
    say("unread", text ? "" : words.unclear);
    return;
  }
  settled = answer;
  if (!text) showUnclear("");
  if (reply.status === "saved") {
    say("saved", words.saved);
    markPlace(reply.place, "answered");
  } else if (reply.status === "empty") {
    const before = document.querySelector(`.place-answered[data-place="${place}"]`);
    say("", before ? words.stays : "");
  }
}

/**
 * Keep an answer on this computer until the network is back, and wait there.
 * @param {string} answer @param {string} body
 * @param {{ isNew: boolean, keptAt: number, text: string }} sent
 */
async function keepHere(answer, body, { isNew, keptAt, text }) {
  if (text) waiting = text;
  showClock(words.stands ?? "");
  try {
    if (isNew) {
      // Where to go is asked again when the network is back.
      const fields = new URLSearchParams(body);
      fields.delete("go");
      keptByMe.add(keptAt);
      await keep({ url: address, body: fields.toString(), place: `${sitting}/${place}`, keptAt });
      settled = answer;
      markPlace(place, "kept");
    }
    say("kept", text ? words.waits : words.kept);
    setTimeout(sendAll, RETRY_MS);
  } catch {
    say("refused", words.again);
  }
}

/** Send what was kept by this page or another, then go where the learner waits to go. */
function sendAll() {
  sendKept(showArrived, () => undefined).then(signal);
}

/**
 * @param {string} html @param {import("../practice/kept.js").Kept} entry
 */
function showArrived(html, entry) {
  const [whose, number] = (entry.place ?? "").split("/");
  if (whose !== sitting) return;
  /** @type {Reply} */
  let reply;
  try {
    reply = JSON.parse(html);
  } catch {
    return;
  }
  if (reply.status === "saved") markPlace(Number(number), "answered");
  if (Number(number) !== place || waiting !== null) return;
  if (reply.status === "saved" && readAnswer() === settled) say("saved", words.saved);
  // Kept before this page was drawn: what the page shows is older than what has just arrived.
  if (!keptByMe.has(entry.keptAt ?? 0) && readAnswer() === settled) location.reload();
}

/** Tell that the page is there; learn how much time is left. */
async function signal() {
  if (leaving) return;
  try {
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(signalForm)));
    const { status, html } = await post(signalAddress, fields.toString());
    if (status >= 500) throw new Error("no signal");
    // Anything but an answer to a signal: nobody sits here any more.
    if (status !== 200 || !html.startsWith("{")) return say("refused", words.reload);
    const reply = JSON.parse(html);
    showClock(reply.clock);
    if (reply.over) finish();
    else if (waiting !== null) goOn();
  } catch {
    showClock(words.stands ?? "");
  }
}

/** Go where the learner waited to go. */
function goOn() {
  const text = waiting ?? "";
  waiting = null;
  busy = busy.then(() => send(text, readAnswer() === settled ? "leave" : "go"));
}

/** The test is over: save what stands there, then show the end. */
function finish() {
  busy = busy.then(async () => {
    await send("", "go");
    if (!leaving) leaveTo(form.dataset.end ?? "/");
  });
}

/** @param {string} text @param {"go" | "leave"} [way] */
function sendNext(text, way) {
  busy = busy.then(() => send(text, way));
}

form.addEventListener("change", () => sendNext(""));
form.addEventListener("input", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (!target.matches("textarea, input[name=text]")) return;
  clearTimeout(pause);
  const rest = Math.min(PAUSE_MS, Math.max(0, LONGEST_MS - (performance.now() - lastTry)));
  pause = setTimeout(() => sendNext(""), rest);
});
document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  const button = /** @type {SubmitEvent} */ (event).submitter;
  if (button instanceof HTMLButtonElement && button.name === "language") return;
  event.preventDefault();
  const named = button instanceof HTMLButtonElement ? button : null;
  sendNext(named?.value || "next", named?.name === "leave" ? "leave" : "go");
});

addEventListener("pagehide", () => {
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(signalForm)));
  fields.append("left", "1");
  if (!leaving && readAnswer() !== settled) {
    navigator.sendBeacon(address, new URLSearchParams(makeBody(readAnswer(), "go", "")));
  }
  navigator.sendBeacon(signalAddress, fields);
});
// Brought back from the browser's memory, the page may be older than what is saved.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("online", sendAll);
setInterval(signal, Number(signalForm.dataset.signal) * 1000);
listKept().then(
  (kept) => {
    for (const entry of kept) {
      const [whose, number] = (entry.place ?? "").split("/");
      if (whose === sitting) markPlace(Number(number), "kept");
    }
    sendAll();
  },
  () => signal(),
);
