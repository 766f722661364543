/** Drawing a stroke over the buttons of a grid: each button that the pointer crosses is pressed. */

/**
 * Listen on a grid. A plain press stays a plain click; only a stroke presses by itself.
 * @param {HTMLElement} grid
 */
export function listenToStrokes(grid) {
  /** @type {Element | null} */
  let at = null;
  const find = (/** @type {PointerEvent} */ event) => {
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('button');
    return under && grid.contains(under) ? under : null;
  };
  grid.addEventListener('pointerdown', (event) => {
    at = event.isPrimary && event.button === 0 ? find(event) : null;
  });
  grid.addEventListener('pointermove', (event) => {
    if (!at || !event.isPrimary || event.buttons !== 1) return;
    const under = find(event);
    if (!under || under === at) return;
    if (!at.hasAttribute('data-stroked')) press(at);
    press(under);
    at = under;
  });
  const end = () => {
    at = null;
    for (const button of grid.querySelectorAll('[data-stroked]'))
      button.removeAttribute('data-stroked');
  };
  grid.addEventListener('pointerup', end);
  grid.addEventListener('pointercancel', end);
  grid.addEventListener('pointerleave', end);
}

/** @param {Element} button */
function press(button) {
  /** @type {HTMLElement} */ (button).click();
  button.setAttribute('data-stroked', '');
}
