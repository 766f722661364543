/** Keys: arrows walk through a grid, digits choose. Both work only while focus is inside the lab. */

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * The box to go to from one box by an arrow key: the nearest one that way, or the same one when
 * there is none. Left and right follow the reading order and so wrap from row to row.
 * @param {readonly Box[]} boxes In reading order.
 * @param {number} from
 * @param {string} key
 * @returns {number}
 */
export function findNextBox(boxes, from, key) {
  const last = boxes.length - 1;
  if (key === 'ArrowRight') return Math.min(from + 1, last);
  if (key === 'ArrowLeft') return Math.max(from - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const sign = key === 'ArrowDown' ? 1 : -1;
  const here = boxes[from];
  const away = (/** @type {Box} */ box) => sign * (box.top - here.top);
  const aside = (/** @type {Box} */ box) =>
    Math.abs(box.left + box.width / 2 - here.left - here.width / 2);
  const cost = (/** @type {Box} */ box) => away(box) * 4 + aside(box);
  const ahead = boxes.map((_, i) => i).filter((i) => away(boxes[i]) > here.height / 2);
  return ahead.reduce(
    (best, i) => (best === from || cost(boxes[i]) < cost(boxes[best]) ? i : best),
    from,
  );
}

const WALKING = new Set(['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End']);

/**
 * Listen to keys in a stage until the signal ends. Inside `[data-grid]` arrows move among its buttons;
 * a digit presses the button whose `data-digit` it is.
 * @param {HTMLElement} stage
 * @param {AbortSignal} signal
 */
export function listenToKeys(stage, signal) {
  stage.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = /** @type {HTMLElement} */ (event.target);
      if (WALKING.has(event.key)) walk(target, event);
      else if (/^[1-9]$/.test(event.key)) press(stage, event);
    },
    { signal },
  );
}

/** @param {HTMLElement} target @param {KeyboardEvent} event */
function walk(target, event) {
  const grid = /** @type {HTMLElement | null} */ (target.closest('[data-grid]'));
  if (!grid) return;
  const cells = listCells(grid);
  const from = cells.indexOf(/** @type {HTMLElement} */ (target));
  if (from < 0) return;
  event.preventDefault();
  const to = findNextBox(
    cells.map((cell) => cell.getBoundingClientRect()),
    from,
    event.key,
  );
  cells[from].tabIndex = -1;
  cells[to].tabIndex = 0;
  cells[to].focus();
}

/** @param {HTMLElement} stage @param {KeyboardEvent} event */
function press(stage, event) {
  const button = /** @type {HTMLElement | null} */ (
    stage.querySelector(`[data-digit="${event.key}"]`)
  );
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}

/** @param {HTMLElement} grid @returns {HTMLElement[]} */
const listCells = (grid) => [...grid.querySelectorAll('button')];

/**
 * Leave exactly one button of every grid in the tab order: the focused or last visited one, else the first.
 * @param {HTMLElement} stage
 */
export function settleGrids(stage) {
  for (const grid of stage.querySelectorAll('[data-grid]')) {
    const cells = listCells(/** @type {HTMLElement} */ (grid));
    const focused = cells.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const visited = cells.findIndex((cell) => cell.getAttribute('tabindex') === '0');
    const open = Math.max(focused >= 0 ? focused : visited, 0);
    cells.forEach((cell, i) => {
      cell.tabIndex = i === open ? 0 : -1;
    });
  }
}
