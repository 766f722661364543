// Keys 0, 1 and 2 press the buttons that mark a group: not yet, partly right, right.
// Without this script the buttons do the same.

const buttons = new Map();
for (const button of document.querySelectorAll("[data-marking] button[data-key]")) {
  buttons.set(button.dataset.key, button);
  button.setAttribute("aria-keyshortcuts", button.dataset.key);
  const key = button.querySelector("kbd");
  if (key) key.hidden = false;
}

// Whoever writes a comment types digits there.
const writes = (target) => target.closest("textarea, select, input:not([type=checkbox])") !== null;

let sent = false;
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || writes(event.target)) return;
  const button = buttons.get(event.key);
  if (!button || sent) return;
  event.preventDefault();
  sent = true;
  button.click();
});

// A page that comes back from the browser's memory may be marked again.
addEventListener("pageshow", () => {
  sent = false;
});
