/** The reference shelf on the page: table of contents, search by word, one open card. */

import { element } from '../kit/dom.js';
import { actionButton } from '../kit/parts.js';
import { cardPicture } from './pictures.js';
import { findCards, readCards } from './search.js';

/** @typedef {import('../kit/stage.js').Bench} Bench */
/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {{open: string, query: string, clears: number, opened: string[]}} ShelfState */

/** @returns {ShelfState} */
export const beginShelf = () => ({ open: '', query: '', clears: 0, opened: [] });

/**
 * A shelf for one step. Its state lies under `shelf` in the step's state.
 * @returns {{view: (bench: Bench) => HTMLElement, actions: Record<string, (bench: Bench, ...words: string[]) => string | void>}}
 */
export function makeShelf() {
  /** @type {string | undefined} */
  let typed;
  const view = (/** @type {Bench} */ { say, state }) => {
    /** @type {ShelfState} */
    const shelf = state.shelf;
    typed ??= shelf.query;
    const hits = findCards(readCards(say), shelf.query);
    const open = hits.find(({ card }) => card.id === shelf.open);
    return element(
      'section',
      { class: 'kit-panel fable-shelf', 'data-key': 'shelf', 'aria-label': say('shelf.title') },
      element('h3', {}, say('shelf.title')),
      searchBar(say, shelf, (text) => {
        typed = text;
      }),
      open && cardView(say, open),
      hits.length === 0
        ? element('p', { class: 'kit-note' }, say('shelf.nothing', { query: shelf.query }))
        : drawers(say, hits, shelf),
    );
  };
  const actions = {
    find: (/** @type {Bench} */ { say, state }) => {
      state.shelf.query = (typed ?? '').trim().slice(0, 40);
      const hits = findCards(readCards(say), state.shelf.query);
      const isOnly = hits.length === 1 && state.shelf.query !== '';
      state.shelf.open = isOnly ? hits[0].card.id : '';
      if (isOnly) note(state.shelf, hits[0].card.id);
      return say('shelf.found', { n: hits.length });
    },
    clear: (/** @type {Bench} */ { say, state }) => {
      typed = '';
      Object.assign(state.shelf, { query: '', open: '', clears: state.shelf.clears + 1 });
      return say('shelf.all');
    },
    card: (/** @type {Bench} */ { say, state, focus }, /** @type {string} */ id) => {
      state.shelf.open = state.shelf.open === id ? '' : id;
      if (!state.shelf.open) return say('shelf.shut');
      note(state.shelf, id);
      focus('open-card');
      return say('shelf.opened', { title: say(`card.${id}`) });
    },
  };
  return { view, actions };
}

/** @param {ShelfState} shelf @param {string} id */
function note(shelf, id) {
  if (!shelf.opened.includes(id)) shelf.opened.push(id);
}

/** @param {Say} say @param {ShelfState} shelf @param {(text: string) => void} keep */
function searchBar(say, shelf, keep) {
  const find = actionButton(say('shelf.find'), 'find', { key: 'find' });
  const input = element('input', {
    type: 'search',
    class: 'fable-input',
    id: 'fable-input',
    'data-key': `input-${shelf.clears}`,
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: 40,
    value: shelf.query,
  });
  const read = () => keep(/** @type {HTMLInputElement} */ (input).value);
  input.addEventListener('input', read);
  // Digits typed here are part of the word; they choose nothing in the lab.
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Enter' || event.isComposing) return;
    read();
    const bar = input.closest('.fable-search');
    /** @type {HTMLElement | null | undefined} */ (bar?.querySelector('[data-act=find]'))?.click();
  });
  return element(
    'div',
    { class: 'fable-search', role: 'search', 'data-key': 'search' },
    element('label', { for: 'fable-input' }, say('shelf.word')),
    input,
    find,
    shelf.query !== '' && actionButton(say('shelf.clear'), 'clear', { key: 'clear' }),
  );
}

/** @param {Say} say @param {{card: import('./search.js').Card, lines: number[]}} hit */
function cardView(say, { card, lines }) {
  return element(
    'article',
    { class: 'fable-card', tabindex: '-1', 'data-key': 'open-card', 'aria-label': card.title },
    element('h4', {}, cardPicture(card.id), card.title),
    element(
      'ul',
      {},
      card.lines.map((line, i) =>
        element('li', { 'data-hit': lines.includes(i) }, lines.includes(i) ? mark(line) : line),
      ),
    ),
    actionButton(say('shelf.back'), `card:${card.id}`, { key: 'back' }),
  );
}

/** @param {string} line */
const mark = (line) => element('mark', {}, line);

/** @param {Say} say @param {{card: import('./search.js').Card, lines: number[]}[]} hits @param {ShelfState} shelf */
function drawers(say, hits, shelf) {
  return element(
    'div',
    {
      class: 'fable-drawers',
      'data-grid': true,
      'data-key': 'drawers',
      role: 'group',
      'aria-label': say('shelf.contents'),
    },
    hits.map(({ card }) =>
      element(
        'button',
        {
          type: 'button',
          class: 'fable-drawer',
          'data-act': `card:${card.id}`,
          'data-key': `drawer-${card.id}`,
          'aria-pressed': String(card.id === shelf.open),
        },
        cardPicture(card.id),
        element('span', {}, card.title),
      ),
    ),
  );
}
