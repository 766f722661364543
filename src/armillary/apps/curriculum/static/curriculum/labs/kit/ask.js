/** One question with cards to choose from, answered once. */

import { element } from './dom.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./texts.js').Say} Say */
/**
 * @typedef {object} Option
 * @property {string} id
 * @property {Child} face What stands on the card.
 * @property {boolean} right
 * @property {string} feedback
 * @property {string} [misconception] What choosing this one speaks of.
 */

/**
 * A question. Before the answer the cards are buttons with the action `choose:<question>:<option>`
 * and a digit; after it they show which one was chosen and which one is right.
 * @param {Say} say
 * @param {{id: string, prompt: string, options: readonly Option[], chosen: string | undefined}} question
 * @returns {HTMLElement}
 */
export function questionView(say, { id, prompt, options, chosen }) {
  const answered = options.find((option) => option.id === chosen);
  return element(
    'div',
    {
      class: 'kit-question',
      role: 'group',
      tabindex: '-1',
      'aria-labelledby': `kit-prompt-${id}`,
      'data-key': `q-${id}`,
    },
    element('p', { class: 'kit-prompt', id: `kit-prompt-${id}` }, prompt),
    element(
      'div',
      { class: 'kit-options' },
      options.map((option, i) => optionView(say, id, option, { digit: i + 1, chosen })),
    ),
    answered && feedbackView(say, answered),
  );
}

/** @param {Say} say @param {string} question @param {Option} option @param {{digit: number, chosen: string | undefined}} place */
function optionView(say, question, option, { digit, chosen }) {
  const isAnswered = chosen !== undefined;
  const isChosen = option.id === chosen;
  const mark = !isAnswered ? '' : option.right ? '✓' : isChosen ? '○' : '';
  return element(
    'button',
    {
      type: 'button',
      class: 'kit-option',
      'data-act': `choose:${question}:${option.id}`,
      'data-digit': !isAnswered && digit,
      'data-right': isAnswered && option.right,
      'data-chosen': isChosen,
      'aria-pressed': String(isChosen),
      'aria-disabled': isAnswered && 'true',
    },
    element('span', { class: 'kit-option-digit', 'aria-hidden': 'true' }, mark || String(digit)),
    element('span', { class: 'kit-option-face' }, option.face),
    isAnswered && option.right && element('span', { class: 'kit-hidden' }, say('kit.right')),
    isAnswered && isChosen && element('span', { class: 'kit-yours' }, say('kit.yours')),
  );
}

/**
 * The judgement and the feedback of an option in one breath.
 * @param {Say} say
 * @param {Option} option
 * @returns {string}
 */
export function tellFeedback(say, option) {
  return say(option.right ? 'kit.right' : 'kit.notYet') + say('kit.gap') + option.feedback;
}

/** @param {Say} say @param {Option} option */
function feedbackView(say, option) {
  return element(
    'p',
    { class: 'kit-feedback', 'data-right': option.right },
    element('strong', {}, say(option.right ? 'kit.right' : 'kit.notYet')),
    say('kit.gap'),
    option.feedback,
  );
}
