/** Second step, scored: say what somebody's definition lets in or leaves out, then run it. */

import { element } from '../../kit/dom.js';
import { quizStep } from '../../kit/quiz.js';
import { findCard } from '../cards.js';
import { fits, listMissing, sortCards } from '../definition.js';
import { picture } from '../pictures/pictures.js';
import { traysView } from '../views.js';
import { list, nameAll, nameOf, tellDefinition } from '../words.js';

/** @typedef {import('../../kit/ask.js').Option} Option */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cards.js').Card} Card */
/** @typedef {import('../deal.js').Forecast} Forecast */
/** @typedef {import('../definition.js').Definition} Definition */
/** @typedef {import('../schemes.js').Scheme} Scheme */

/** @param {Definition} claim @returns {string} the misconception that such a definition speaks of */
export function misconceptionOf({ parts }) {
  if (parts.includes('grows')) return 'A02-m1';
  if (parts.includes('shown')) return 'A05-m1';
  if (parts.includes('body') || parts.includes('face')) return 'A06-m1';
  if (parts.includes('electric')) return 'A01-m1';
  return parts.includes('inference') ? 'A06-m2' : 'A06-m4';
}

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function predictStep({ scheme, forecasts, open }) {
  return quizStep({
    id: 'predict',
    moment: 'predict',
    pages: forecasts.map((forecast, i) => makePage(scheme, forecast, i, open)),
    greet: ({ say }) => say('predict.greet'),
  });
}

/** @param {Scheme} scheme @param {Forecast} forecast @param {number} i @param {readonly Card[]} open @returns {import('../../kit/quiz.js').Page} */
function makePage(scheme, forecast, i, open) {
  const { id, kind, claim } = forecast;
  return {
    id,
    announce: ({ say }) => tellClaim(say, scheme, claim, i),
    before: ({ say }) => claimView(say, scheme, claim, i),
    prompt: ({ say }) => say(kind === 'width' ? 'predict.width' : `predict.${kind}.${scheme.id}`),
    options: ({ say }) => optionsOf(say, scheme, forecast, open),
    after: ({ say }) => runView(say, scheme, claim, open),
  };
}

/** @param {Say} say @param {Scheme} scheme @param {Definition} claim @param {number} i */
const tellClaim = (say, scheme, claim, i) =>
  say('claim', { name: say(`child.${i + 1}`), text: tellDefinition(say, scheme, claim) });

/** @param {Say} say @param {Scheme} scheme @param {Definition} claim @param {number} i */
function claimView(say, scheme, claim, i) {
  return element(
    'blockquote',
    { class: 'aion-claim' },
    element('strong', {}, say(`child.${i + 1}`), say('colon')),
    tellDefinition(say, scheme, claim),
  );
}

/** @param {Say} say @param {Scheme} scheme @param {Forecast} page @param {readonly Card[]} open @returns {Option[]} */
function optionsOf(say, scheme, page, open) {
  return page.options.map((id) => ({
    id,
    face: page.kind === 'width' ? say(`width.${id}`) : faceOf(say, id),
    right: id === page.right,
    misconception: id === page.right ? undefined : misconceptionOf(page.claim),
    feedback: page.kind === 'width' ? tellWidth(say, scheme, page, open) : tellCard(say, scheme, page, id),
  }));
}

/** @param {Say} say @param {string} id */
function faceOf(say, id) {
  return [
    element('span', { class: 'aion-option-picture' }, picture(id)),
    element('span', {}, nameOf(say, id)),
  ];
}

/** @param {Say} say @param {Scheme} scheme @param {Forecast} page @param {readonly Card[]} open */
function tellWidth(say, scheme, { claim, right }, open) {
  const { slippedIn, leftOut } = sortCards(open, claim, scheme.side);
  const values = { in: nameAll(say, slippedIn), out: nameAll(say, leftOut) };
  return say(`width.${right}.why`, values);
}

/** What the claim does with a card. @param {Say} say @param {Scheme} scheme @param {Forecast} page @param {string} id */
function tellCard(say, scheme, { claim }, id) {
  const card = findCard(id);
  const name = nameOf(say, id);
  const belongs = scheme.side(card) === 'in';
  if (fits(card, claim)) return say(belongs ? 'run.in.right' : 'run.in.wrong', { name });
  const missing = listMissing(card, claim).map((part) =>
    say('quote', { text: say(`switch.${part}`) }),
  );
  return say(belongs ? 'run.out.wrong' : 'run.out.right', { name, parts: list(say, missing) });
}

/** @param {Say} say @param {Scheme} scheme @param {Definition} claim @param {readonly Card[]} open */
function runView(say, scheme, claim, open) {
  const { slippedIn, leftOut } = sortCards(open, claim, scheme.side);
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'run' },
    element('h3', {}, say('run.title')),
    element('p', {}, say('run.count', { slipped: slippedIn.length, left: leftOut.length })),
    traysView(say, scheme, { cards: open, definition: claim }, (card) => ({
      mark: slippedIn.includes(card) ? 'slipped' : leftOut.includes(card) ? 'left' : '',
    })),
  );
}
