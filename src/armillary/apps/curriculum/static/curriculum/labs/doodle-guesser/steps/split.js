/** Second step: mix the pile and put ten drawings, unseen, into the envelope. */

import { element, shape } from '../../kit/dom.js';
import { actionButton, envelopePicture, panel } from '../../kit/parts.js';
import { doodleCard, drawnForLab, shelves } from '../cards.js';
import { sealLot } from '../cases.js';
import { listPile, readParts } from '../parts.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {ReturnType<typeof import('../cases.js').makeCase>} Case */
/** @typedef {import('../model.js').Known} Known */

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function splitStep(play) {
  const { testSize } = play.level;

  const seal = (/** @type {Bench} */ bench) => {
    const { say, state, look, finish, focus } = bench;
    const pile = listPile(play, look);
    if (state.mixes === 0) {
      state.sealed = pile.slice(0, testSize).map((doodle) => doodle.number);
      state.isSpoiled = true;
      state.spoiled += 1;
      focus('back');
      return say('split.spoiled', { n: testSize });
    }
    state.sealed = sealLot(play.level, pile, play.chance.fork(`lot-${state.mixes - 1}`));
    finish();
    focus('kit-next');
    return say('split.sealed', { n: testSize, training: pile.length - testSize });
  };

  return {
    id: 'split',
    begin: () => ({ mixes: 0, sealed: [], isSpoiled: false, spoiled: 0 }),
    greet: ({ say, state, look }) =>
      state.sealed.length && !state.isSpoiled
        ? say('split.sealed', { n: testSize, training: listPile(play, look).length - testSize })
        : say('split.greet', { n: testSize, of: listPile(play, look).length }),
    view: (bench) => {
      const { say, state, look } = bench;
      if (state.sealed.length) return sealedView(bench, play);
      const pile = listPile(play, look);
      const isMixed = state.mixes > 0;
      return [
        panel(
          say,
          'split.pile',
          element(
            'div',
            { class: 'kit-row' },
            actionButton(say('split.mix'), 'mix', { isMain: !isMixed, key: 'mix', digit: 1 }),
            actionButton(say('split.seal', { n: testSize }), 'seal', {
              isMain: isMixed,
              key: 'seal',
              digit: 2,
            }),
          ),
          isMixed ? backs(say, pile, testSize) : faces(say, pile, testSize),
          drawnForLab(say),
        ),
      ];
    },
    actions: {
      mix: ({ say, state, look, focus }) => {
        state.mixes += 1;
        focus('seal');
        return say('split.mixed', { n: listPile(play, look).length });
      },
      seal,
      back: ({ say, state, focus }) => {
        Object.assign(state, { sealed: [], isSpoiled: false });
        focus('mix');
        return say('split.back');
      },
    },
  };
}

/** @param {Say} say @param {Known[]} pile @param {number} top */
function faces(say, pile, top) {
  return element(
    'div',
    { class: 'doodle-cards doodle-pile' },
    pile.map((doodle, i) =>
      element(
        'span',
        { class: 'doodle-pile-place', 'data-top': i < top, 'data-key': `place-${doodle.number}` },
        doodleCard(say, doodle, { kind: doodle.kind }),
      ),
    ),
  );
}

/** @param {Say} say @param {Known[]} pile @param {number} top */
function backs(say, pile, top) {
  return element(
    'div',
    {
      class: 'doodle-cards doodle-pile',
      role: 'img',
      'aria-label': say('split.down', { n: pile.length }),
    },
    pile.map((_, i) =>
      element(
        'span',
        { class: 'doodle-pile-place', 'data-top': i < top, 'data-key': `back-${i}` },
        element('span', { class: 'doodle-back' }, backPicture()),
      ),
    ),
  );
}

/** The back of a card: rings of an armillary sphere. */
function backPicture() {
  return shape(
    'svg',
    { viewBox: '0 0 40 40', 'aria-hidden': 'true' },
    shape('circle', { cx: 20, cy: 20, r: 12, class: 'doodle-back-line' }),
    shape('ellipse', { cx: 20, cy: 20, rx: 12, ry: 4.5, class: 'doodle-back-line' }),
    shape('ellipse', { cx: 20, cy: 20, rx: 4.5, ry: 12, class: 'doodle-back-line' }),
    shape('circle', { cx: 20, cy: 20, r: 1.6, class: 'doodle-back-dot' }),
  );
}

/** @param {Bench} bench @param {Case} play */
function sealedView({ say, state, look }, play) {
  const { training, test } = readParts(play, look);
  const { kinds } = play.level;
  return [
    element(
      'div',
      { class: 'kit-two doodle-split' },
      element(
        'section',
        { class: 'kit-panel kit-envelope-panel', 'data-key': 'envelope' },
        element('h3', {}, say('part.test')),
        envelopePicture(state.isSpoiled),
        element(
          'p',
          {},
          say(state.isSpoiled ? 'split.oneKind' : 'split.shut', {
            n: test.length,
            kind: say(`kind.${test[0].kind}`),
          }),
        ),
        state.isSpoiled &&
          actionButton(say('split.takeBack'), 'back', { isMain: true, key: 'back' }),
      ),
      panel(say, 'part.training', shelves(say, training, kinds)),
    ),
  ];
}
