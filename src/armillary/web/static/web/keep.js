/**
 * Typed fields of a form with `data-keep` survive a language switch, in this tab only: they are put
 * into sessionStorage when a language is chosen and taken out again by the page that follows.
 */

const PREFIX = "kept:";

/** @typedef {[string, string][]} Fields */

/**
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function nameOf(form) {
  return `${PREFIX}${location.pathname}#${form.dataset.keep}`;
}

/**
 * What a person entered; passwords, files and hidden fields are never kept.
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
export function readFields(form) {
  /** @type {Fields} */
  const fields = [];
  for (const element of form.elements) {
    if (element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) {
      fields.push([element.name, element.value]);
    } else if (element instanceof HTMLInputElement) {
      if (["password", "file", "hidden", "submit"].includes(element.type)) continue;
      const isChoice = ["radio", "checkbox"].includes(element.type);
      if (!isChoice || element.checked) fields.push([element.name, element.value]);
    }
  }
  return fields.filter(([name]) => name !== "");
}

/**
 * Put kept values back; a field that is no longer there is passed over.
 * @param {HTMLFormElement} form
 * @param {Fields} fields
 */
export function fillFields(form, fields) {
  const chosen = new Set(fields.map(([name, value]) => `${name}\n${value}`));
  const values = new Map(fields);
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && ["radio", "checkbox"].includes(element.type)) {
      element.checked = chosen.has(`${element.name}\n${element.value}`);
    } else if (
      (element instanceof HTMLInputElement && !["password", "file", "hidden", "submit"].includes(element.type)) ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement
    ) {
      const value = values.get(element.name);
      if (value !== undefined) element.value = value;
    }
  }
}

/** Keep fields when a language is chosen, and put back what an earlier page kept. */
export function keepForms() {
  /** @type {NodeListOf<HTMLFormElement>} */
  const forms = document.querySelectorAll("form[data-keep]");
  for (const form of forms) {
    const kept = sessionStorage.getItem(nameOf(form));
    if (kept === null) continue;
    sessionStorage.removeItem(nameOf(form));
    fillFields(form, JSON.parse(kept));
  }
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest(".languages button");
    if (!button) return;
    /** @type {NodeListOf<HTMLFormElement>} */
    const present = document.querySelectorAll("form[data-keep]");
    for (const form of present) {
      sessionStorage.setItem(nameOf(form), JSON.stringify(readFields(form)));
    }
  });
}
