/** Cards of the feed: on a page with the question "why is this here", or small in a row. */

import { element } from '../kit/dom.js';
import { coverPicture } from './cover.js';
import { pointsTable } from './points.js';
import { listTags, nameValue, nameWork, tellWhy } from './words.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./model.js').Card} Card */
/** @typedef {import('./model.js').Rating} Rating */

/** @param {Say} say @param {Card} card what stands under a cover: title and the four features */
export function cardWords(say, card) {
  return element(
    'span',
    { class: 'feed-words' },
    element('span', { class: 'feed-title' }, nameWork(say, card)),
    element(
      'span',
      { class: 'feed-tags' },
      element('strong', {}, nameValue(say, card, 'topic')),
      say('dot'),
      nameValue(say, card, 'kind'),
      say('dot'),
      nameValue(say, card, 'mood'),
      say('dot'),
      nameValue(say, card, 'length'),
    ),
  );
}

/**
 * A page of the feed. A card is opened by its cover; the button under it asks why it is here.
 * @param {Say} say
 * @param {object} play
 * @param {readonly Card[]} play.page
 * @param {(card: Card) => Rating} play.rate
 * @param {(card: Card) => boolean} play.isOpened
 * @param {string} play.why The card whose reasons are open to view.
 * @param {boolean} [play.isLocked] Cards cannot be opened now.
 */
export function pageView(say, { page, rate, isOpened, why, isLocked }) {
  return element(
    'div',
    { class: 'feed-page', 'data-grid': true, 'data-key': 'page' },
    page.map((card, i) => [
      element(
        'div',
        { class: 'feed-card', 'data-key': `card-${card.id}`, 'data-opened': isOpened(card) },
        openButton(say, card, { place: i + 1, isOpened: isOpened(card), isLocked }),
        whyButton(say, card, why === card.id),
      ),
      why === card.id && whyView(say, rate(card)),
    ]),
  );
}

/** @param {Say} say @param {Card} card @param {{place: number, isOpened: boolean, isLocked?: boolean}} look */
function openButton(say, card, { place, isOpened, isLocked }) {
  return element(
    'button',
    {
      type: 'button',
      class: 'feed-open',
      'data-act': `open:${card.id}`,
      'data-digit': !isLocked && place,
      'aria-pressed': String(isOpened),
      'aria-disabled': (isOpened || isLocked) && 'true',
    },
    element(
      'span',
      { class: 'feed-picture' },
      coverPicture(card),
      element('span', { class: 'feed-place', 'aria-hidden': 'true' }, String(place)),
      isOpened && element('span', { class: 'feed-opened' }, say('card.opened')),
    ),
    cardWords(say, card),
  );
}

/** @param {Say} say @param {Card} card @param {boolean} isOpen */
function whyButton(say, card, isOpen) {
  return element(
    'button',
    {
      type: 'button',
      class: 'feed-ask',
      'data-act': `why:${card.id}`,
      'aria-expanded': String(isOpen),
    },
    say('card.why'),
    element(
      'span',
      { class: 'kit-hidden' },
      say('kit.gap'),
      say('work.quoted', { title: nameWork(say, card) }),
    ),
  );
}

/** @param {Say} say @param {Rating} rating */
export function whyView(say, rating) {
  return element(
    'div',
    { class: 'feed-reasons', 'data-key': `reasons-${rating.card.id}` },
    element('h4', {}, nameWork(say, rating.card)),
    element('p', {}, tellWhy(say, rating)),
    pointsTable(say, rating),
  );
}

/**
 * Small cards in a row, in order.
 * @param {Say} say
 * @param {readonly Card[]} cards
 * @param {{key: string, isMarked?: (card: Card) => boolean, mark?: string, isSmall?: boolean}} look  A small row shows no titles, though it says them.
 */
export function cardRow(say, cards, { key, isMarked, mark, isSmall }) {
  return element(
    'ol',
    { class: isSmall ? 'feed-row feed-row-small' : 'feed-row', 'data-key': key },
    cards.map((card, i) => {
      const marked = isMarked?.(card) ?? false;
      return element(
        'li',
        { class: 'feed-mini', 'data-marked': marked },
        coverPicture(card),
        element('span', { class: 'feed-place', 'aria-hidden': 'true' }, String(i + 1)),
        element('span', { class: isSmall ? 'kit-hidden' : 'feed-mini-title' }, nameWork(say, card)),
        element('span', { class: 'kit-hidden' }, listTags(say, card)),
        marked &&
          mark !== undefined &&
          element('span', { class: isSmall ? 'kit-hidden' : 'feed-mini-mark' }, mark),
        marked &&
          isSmall &&
          element('span', { class: 'feed-mini-tick', 'aria-hidden': 'true' }, '✓'),
      );
    }),
  );
}

/**
 * What was opened, one line for each card.
 * @param {Say} say
 * @param {readonly Card[]} cards
 * @param {(card: Card) => Node | false} [button] What stands at the end of a line.
 */
export function openedList(say, cards, button) {
  return element(
    'ol',
    { class: 'feed-list' },
    cards.map((card) =>
      element(
        'li',
        { 'data-key': `opened-${card.id}` },
        element('span', { class: 'feed-list-picture' }, coverPicture(card)),
        cardWords(say, card),
        button?.(card),
      ),
    ),
  );
}
