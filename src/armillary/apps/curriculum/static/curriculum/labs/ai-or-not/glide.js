/** Cards glide to where a new definition puts them, for those who do not ask for rest. */

const SLIDE_MS = 180;

/** @returns {Map<string, DOMRect>} where each card of the trays lies */
function findPlaces() {
  const cards = document.querySelectorAll('.aion-trays .aion-card');
  return new Map(
    [...cards].map((card) => [card.getAttribute('data-key') ?? '', card.getBoundingClientRect()]),
  );
}

/** Note where the cards lie; once they are drawn anew, let each glide from there. */
export function glide() {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const before = findPlaces();
  requestAnimationFrame(() => {
    const after = findPlaces();
    for (const card of document.querySelectorAll('.aion-trays .aion-card')) {
      const key = card.getAttribute('data-key') ?? '';
      const [from, to] = [before.get(key), after.get(key)];
      if (!from || !to || (from.x === to.x && from.y === to.y)) continue;
      const start = `translate(${from.x - to.x}px, ${from.y - to.y}px)`;
      card.animate([{ transform: start }, { transform: 'none' }], {
        duration: SLIDE_MS,
        easing: 'ease-out',
      });
    }
  });
}
