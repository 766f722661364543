/** Cards one by one: does the sensor give this, or do we say it? It counts with "explain". */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { SIGNAL_CARDS } from '../cases.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */

const SIDES = Object.freeze(['signal', 'meaning']);
/** @param {string} card */
const sideOf = (card) => (SIGNAL_CARDS.includes(card) ? 'signal' : 'meaning');

/** What stands on a card. @param {Say} say @param {Case} play @param {string} card */
function tellCard(say, { readings }, card) {
  const sensor = /** @type {import('../cases.js').Sensor} */ (card.split('.')[1]);
  const { values, label } = readings[sensor];
  if (sideOf(card) === 'meaning') return say(`split.meaning.${label}`);
  return say(`split.${card}`, {
    low: Math.min(...values),
    high: Math.max(...values),
    first: values[0],
    last: values[values.length - 1],
    n: values.length,
  });
}

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function splitStep(play) {
  const { cards } = play;
  const view = (/** @type {Bench} */ { say, state }) => {
    const { placed } = state;
    const card = cards[placed.length];
    return [
      card !== undefined &&
        element(
          'section',
          {
            class: 'kit-panel eye-deal',
            'data-key': 'deal',
            role: 'group',
            'aria-label': say('split.card'),
          },
          element(
            'p',
            { class: 'kit-place' },
            say('split.place', { n: placed.length + 1, of: cards.length }),
          ),
          element('p', { class: 'eye-card' }, tellCard(say, play, card)),
          element(
            'div',
            { class: 'eye-choices' },
            SIDES.map((side, i) =>
              actionButton(say(`split.to.${side}`), `put:${side}`, {
                key: `put-${side}`,
                digit: i + 1,
              }),
            ),
          ),
        ),
      element(
        'div',
        { class: 'kit-two' },
        SIDES.map((side) => pile(say, play, { side, placed })),
      ),
    ];
  };

  const put = (/** @type {Bench} */ bench, /** @type {string} */ side) => {
    const { say, state } = bench;
    const card = cards[state.placed.length];
    const isRight = side === sideOf(card);
    state.placed.push(isRight);
    const told =
      say(isRight ? 'kit.right' : 'kit.notYet') + say('kit.gap') + say(`split.why.${card}`);
    if (state.placed.length < cards.length) return told;
    bench.finish();
    bench.focus('kit-next');
    const right = state.placed.filter(Boolean).length;
    return told + say('kit.gap') + say('split.done', { right, of: cards.length });
  };

  return {
    id: 'split',
    begin: () => ({ placed: [] }),
    greet: ({ say }) => say('split.greet'),
    view,
    actions: { put },
  };
}

/** @param {Say} say @param {Case} play @param {{side: string, placed: readonly boolean[]}} at */
function pile(say, play, { side, placed }) {
  const mine = play.cards.flatMap((card, i) =>
    i < placed.length && sideOf(card) === side ? [i] : [],
  );
  return element(
    'section',
    { class: `kit-panel eye-pile eye-pile-${side}`, 'data-key': `pile-${side}` },
    element('h3', {}, say(`split.${side}`)),
    element('p', { class: 'kit-quiet' }, say(`split.${side}.what`)),
    element(
      'ul',
      { class: 'eye-pile-cards' },
      mine.map((i) =>
        element(
          'li',
          { 'data-key': `card-${i}` },
          tellCard(say, play, play.cards[i]),
          !placed[i] && element('span', { class: 'kit-quiet' }, ` (${say('split.moved')})`),
        ),
      ),
    ),
  );
}
