/**
 * The picture PIN: three steps of radio buttons become one grid. A tap fills the first, second and
 * third place in turn; the form keeps its own fields, so that what is sent is the same either way.
 */

/**
 * @param {HTMLElement} root
 */
function foldPin(root) {
  /** @type {HTMLElement[]} */
  const steps = [...root.querySelectorAll(".pin-step")].filter((step) => step instanceof HTMLElement);
  const slots = root.querySelector("[data-pin-slots]");
  const clear = root.querySelector("[data-pin-clear]");
  const form = root.closest("form");
  const [first] = steps;
  if (!first || !slots || !form) return;
  const grid = document.createElement("div");
  grid.className = "pin-grid";
  /** @type {string[]} */
  let chosen = [];

  const show = () => {
    slots.replaceChildren(
      ...steps.map((_, place) => {
        const slot = document.createElement("span");
        slot.className = "pin-slot";
        const picture = chosen[place] && grid.querySelector(`[data-symbol="${chosen[place]}"] img`);
        if (picture) {
          slot.classList.add("is-filled");
          slot.append(picture.cloneNode());
        } else {
          slot.append(String(place + 1));
        }
        return slot;
      }),
    );
  };
  const restart = () => {
    chosen = [];
    for (const input of root.querySelectorAll("input")) input.checked = false;
    show();
  };
  /** @param {string} symbol */
  const choose = (symbol) => {
    if (chosen.length === steps.length) return;
    const step = steps[chosen.length];
    for (const input of step.querySelectorAll("input")) input.checked = input.value === symbol;
    chosen.push(symbol);
    show();
    if (chosen.length === steps.length) {
      /** @type {HTMLElement | null} */
      const send = form.querySelector("button:not([type=button])");
      send?.focus();
    }
  };

  for (const input of first.querySelectorAll("input")) {
    const picture = input.parentElement?.querySelector("img");
    if (!picture) continue;
    const tile = document.createElement("button");
    tile.type = "button";
    tile.className = "pin-tile";
    tile.dataset.symbol = input.value;
    tile.append(picture.cloneNode());
    tile.addEventListener("click", () => choose(input.value));
    grid.append(tile);
  }
  for (const step of steps) step.hidden = true;
  first.before(grid);
  clear?.removeAttribute("hidden");
  clear?.addEventListener("click", restart);
  restart();
}

/** Fold every picture PIN of the page. */
export function foldPins() {
  for (const root of document.querySelectorAll("[data-pin]")) {
    if (root instanceof HTMLElement) foldPin(root);
  }
}
