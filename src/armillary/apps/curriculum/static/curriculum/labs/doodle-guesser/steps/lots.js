/** Twenty lots of one pile: the count of a test has some luck in it. */

import { element, shape } from '../../kit/dom.js';
import { actionButton, envelopePicture } from '../../kit/parts.js';
import { LOTS, countLots } from '../cases.js';
import { listPile } from '../parts.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function lotsStep(play) {
  const read = (/** @type {Bench} */ { look }) => {
    const pile = listPile(play, look);
    return /** @type {number[]} */ (
      play.keep(`lots:${pile.length}`, () => countLots(play.level, pile, play.chance.fork('lots')))
    );
  };
  return {
    id: 'lots',
    begin: () => ({ drawn: false }),
    greet: ({ say }) => say('lots.greet', { n: LOTS }),
    view: (bench) => {
      const { say, state } = bench;
      const of = play.level.testSize;
      return [
        element(
          'section',
          { class: 'kit-panel kit-envelope-panel', 'data-key': 'lots' },
          !state.drawn && envelopePicture(false),
          !state.drawn &&
            actionButton(say('lots.draw', { n: LOTS }), 'draw', { isMain: true, key: 'draw' }),
          state.drawn && dotPlot(say, read(bench), of),
          state.drawn && element('p', { class: 'kit-note' }, say('lots.why')),
        ),
      ];
    },
    actions: {
      draw: (bench) => {
        const { say, state, finish, focus } = bench;
        const counts = read(bench);
        state.drawn = true;
        finish();
        focus('kit-next');
        return say('lots.drawn', {
          n: LOTS,
          least: Math.min(...counts),
          most: Math.max(...counts),
          of: play.level.testSize,
        });
      },
    },
  };
}

/**
 * A dot for each lot over the count that it gave.
 * @param {Say} say
 * @param {number[]} counts
 * @param {number} of
 */
function dotPlot(say, counts, of) {
  const high = Math.max(
    ...Array.from({ length: of + 1 }, (_, n) => counts.filter((c) => c === n).length),
  );
  const height = high * 12 + 30;
  const x = (/** @type {number} */ n) => 14 + n * (272 / of);
  const dots = counts.map((count, i) => {
    const below = counts.slice(0, i).filter((one) => one === count).length;
    return shape('circle', {
      cx: x(count),
      cy: height - 28 - below * 12,
      r: 5,
      class: 'doodle-dot',
    });
  });
  const marks = Array.from({ length: of + 1 }, (_, n) => [
    shape('path', { d: `M${x(n)} ${height - 20} v5`, class: 'doodle-axis' }),
    shape('text', { x: x(n), y: height - 3, class: 'doodle-axis-number' }, String(n)),
  ]);
  return element(
    'figure',
    { class: 'doodle-plot' },
    shape(
      'svg',
      {
        viewBox: `0 0 300 ${height}`,
        role: 'img',
        'aria-label': say('lots.plot', { counts: counts.join(say('comma')) }),
      },
      shape('path', { d: `M8 ${height - 20} H292`, class: 'doodle-axis' }),
      marks,
      dots,
    ),
    element('figcaption', { class: 'kit-quiet' }, say('lots.axis', { of })),
  );
}
