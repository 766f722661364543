/** Dragging a card onto a bin, as a comfort beside the buttons. */

/** From this many pixels on a press is a drag. */
const SLACK = 8;

/**
 * Let the card follow the pointer that holds its handle; dropped on a bin it presses that bin.
 * @param {HTMLElement} card
 * @param {HTMLElement} handle
 */
export function listenToDrag(card, handle) {
  /** @type {{x: number, y: number} | null} */
  let from = null;
  let isMoving = false;
  const rest = () => {
    from = null;
    isMoving = false;
    card.style.translate = '';
    card.removeAttribute('data-dragged');
  };
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    isMoving ||= Math.hypot(x, y) > SLACK;
    if (!isMoving) return;
    card.setAttribute('data-dragged', '');
    card.style.translate = `${x}px ${y}px`;
  });
  handle.addEventListener('pointerup', (event) => {
    const wasMoving = isMoving;
    rest();
    if (!wasMoving) return;
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    const bin = under.map((one) => one.closest('.aion-bin')).find((one) => one !== null);
    if (bin instanceof HTMLElement) bin.click();
  });
  handle.addEventListener('pointercancel', rest);
}
