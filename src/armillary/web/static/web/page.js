/**
 * What every page may use, and every page works without: typed fields survive a language switch,
 * number keys choose, buttons print and copy, tables sort. Parts are found by `data-` attributes.
 */

import { keepForms } from "./keep.js";
import { sortTables } from "./sort.js";

/**
 * Number keys 1-9 choose the n-th choice of the question; Enter sends the form from a choice.
 * @param {KeyboardEvent} event
 */
function chooseByKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const choices = document.querySelector("[data-choices]");
  if (!choices) return;
  if (event.key === "Enter") {
    const form = choices.closest("form");
    if (form && (target === document.body || choices.contains(target))) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (!/^[1-9]$/.test(event.key)) return;
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = choices.querySelectorAll("input:not(:disabled)");
  const input = inputs[Number(event.key) - 1];
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.click();
}

/**
 * Copy the text of the element that a button names. On plain http the browser offers no clipboard
 * interface, so the text is selected and copied the old way.
 * @param {HTMLElement} button
 */
async function copyFrom(button) {
  const source = document.querySelector(button.dataset.copy ?? "");
  if (!source) return;
  const text = source instanceof HTMLInputElement ? source.value : source.textContent ?? "";
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text.trim());
  } else {
    const selection = getSelection();
    selection?.selectAllChildren(source);
    if (source instanceof HTMLInputElement) source.select();
    document.execCommand("copy");
  }
  button.dataset.copied = "";
}

/** Show the buttons that only a script can serve. */
function showScriptButtons() {
  for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
    button.removeAttribute("hidden");
  }
}

document.addEventListener("keydown", chooseByKey);
document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-print], [data-copy]");
  if (!(button instanceof HTMLElement)) return;
  if ("print" in button.dataset) print();
  else copyFrom(button);
});
document.addEventListener("htmx:afterSettle", showScriptButtons);
showScriptButtons();
keepForms();
sortTables();
// The PIN is asked for once a sitting; other pages do without its file.
if (document.querySelector("[data-pin]")) import("./pin.js").then(({ foldPins }) => foldPins());

// What HTMX has put in place of something takes the focus, so that the keyboard is not lost.
document.addEventListener("htmx:afterSettle", (event) => {
  const fresh = /** @type {CustomEvent} */ (event).detail?.elt;
  if (fresh instanceof HTMLElement && !fresh.contains(document.activeElement)) {
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }
});
