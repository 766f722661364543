/** Fourth step: two simulated pupils with the same start, and how their pages drift apart. */

import { element, shape } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { cardRow } from '../cards.js';
import { PAGE, countTopics } from '../model.js';
import { DRIFT_PAGES } from '../readers.js';
import { nameWork } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeDriftCase>} Drift */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function driftStep(play) {
  const drift = play.drift();
  const names = play.pupils.slice(0, 2);

  const view = (/** @type {Bench} */ { say, state }) => [
    element(
      'div',
      { class: 'kit-two' },
      commonView(say, drift, state.n),
      element(
        'div',
        { class: 'kit-stack' },
        element('p', { class: 'kit-note' }, say('drift.rule')),
        state.n < DRIFT_PAGES &&
          actionButton(say('page.next'), 'next', { key: 'next', isMain: true }),
      ),
    ),
    element(
      'div',
      { class: 'kit-two' },
      names.map((name, i) => pupilView(say, { drift, i, n: state.n, name })),
    ),
  ];

  const next = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    state.n += 1;
    const told = say('drift.common', { n: drift.common[state.n - 1], page: state.n, of: PAGE });
    if (state.n < DRIFT_PAGES) return told;
    bench.finish();
    bench.focus('kit-next');
    return told + say('kit.gap') + say('drift.over');
  };

  return {
    id: 'drift',
    begin: () => ({ n: 1 }),
    greet: ({ say }) => {
      const [one, two] = names.map((name) => say(`pupil.${name}`));
      const [first, second] = drift.own.map((card) => nameWork(say, card));
      return say('drift.greet', { one, two, first, second });
    },
    view,
    actions: { next },
  };
}

/** @param {Say} say @param {{drift: Drift, i: number, n: number, name: string}} place */
function pupilView(say, { drift, i, n, name }) {
  const turns = drift.turns[i].slice(0, n);
  return element(
    'section',
    { class: 'kit-panel', 'data-key': `pupil-${i}` },
    element('h3', {}, say('drift.pupil', { name: say(`pupil.${name}`) })),
    [...turns].reverse().map(({ page, opened }, back) =>
      element(
        'div',
        { class: 'feed-turn', 'data-key': `turn-${n - back}` },
        element(
          'p',
          { class: 'kit-quiet' },
          say('drift.page', { page: n - back, topics: countTopics(page) }),
        ),
        cardRow(say, page, {
          key: `row-${i}-${n - back}`,
          isSmall: back > 0,
          isMarked: (card) => opened.includes(card),
          mark: say('card.opened'),
        }),
      ),
    ),
  );
}

/** How many cards both pages have, page by page, as steps on a scale. @param {Say} say @param {Drift} drift @param {number} n */
export function commonView(say, drift, n) {
  const wide = 300 / DRIFT_PAGES;
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'common' },
    element('h3', {}, say('drift.commonTitle')),
    shape(
      'svg',
      { viewBox: '-18 0 322 104', class: 'feed-steps', 'aria-hidden': 'true' },
      [0, 2, 4, 6].map((count) => [
        shape('path', { d: `M0 ${86 - count * 12} H300`, class: 'feed-step-line' }),
        shape('text', { x: -6, y: 90 - count * 12, class: 'feed-step-scale' }, String(count)),
      ]),
      drift.common.map((count, i) => [
        i < n &&
          shape('rect', {
            x: i * wide + 8,
            y: 86 - Math.max(count, 0.15) * 12,
            width: wide - 16,
            height: Math.max(count, 0.15) * 12,
            class: 'feed-step',
          }),
        i < n &&
          shape(
            'text',
            { x: (i + 0.5) * wide, y: 82 - count * 12, class: 'feed-step-count' },
            String(count),
          ),
        shape('text', { x: (i + 0.5) * wide, y: 101, class: 'feed-step-page' }, String(i + 1)),
      ]),
    ),
    element(
      'p',
      { class: 'kit-quiet' },
      say('drift.commonWords', { counts: drift.common.slice(0, n).join(say('comma')) }),
    ),
  );
}
