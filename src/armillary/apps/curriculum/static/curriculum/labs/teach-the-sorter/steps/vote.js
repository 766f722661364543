/** One nearest example or the vote of three: what a slipped label does to each. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture, panel } from '../../kit/parts.js';
import { baskets } from '../cards.js';
import { comparator } from '../comparator.js';
import { coatOutlines } from '../creature.js';
import { guessLabel, listOffRule, runTest } from '../model.js';
import { guide } from '../guide.js';
import { tellGuess } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function voteStep(play) {
  const { examples, test, shown } = play.vote();
  const { rule } = play.level;
  const newcomer = test[shown];
  const slipped = listOffRule(examples, rule)
    .map((one) => one.creature.number)
    .sort((a, b) => a - b);
  const countFor = (/** @type {number} */ k) => runTest(examples, test, { rule, k });

  const view = (/** @type {Bench} */ { say, state }) => {
    const guess = guessLabel(newcomer.look, examples, state.k);
    const note = (/** @type {import('../model.js').Example} */ example) =>
      state.tried && slipped.includes(example.creature.number) ? say('vote.slipped') : undefined;
    return [
      coatOutlines(),
      element(
        'div',
        { class: 'kit-two kit-bench' },
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'vote.machine',
            voteSwitch(say, state.k),
            comparator(say, newcomer, guess),
            state.tried &&
              element(
                'p',
                { class: 'kit-note' },
                say('vote.why', { numbers: slipped.join(say('comma')) }),
              ),
          ),
          state.tried && envelopeView(say, state.opened, countFor),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          guide(say, rule, { isOpen: false }),
          panel(say, 'vote.examples', baskets(say, examples, { leaned: guess.leaned, note })),
        ),
      ),
    ];
  };

  const neighbours = (/** @type {Bench} */ { say, state }, /** @type {string} */ k) => {
    state.k = Number(k);
    state.tried ||= state.k === 3;
    return tellGuess(say, newcomer, guessLabel(newcomer.look, examples, state.k));
  };

  const open = (/** @type {Bench} */ bench) => {
    bench.state.opened = true;
    bench.finish();
    bench.focus('kit-next');
    return bench.say('vote.result', {
      one: countFor(1).right,
      three: countFor(3).right,
      of: test.length,
    });
  };

  return {
    id: 'vote',
    begin: () => ({ k: 1, tried: false, opened: false }),
    greet: ({ say, state }) =>
      say('vote.greet') +
      say('kit.gap') +
      tellGuess(say, newcomer, guessLabel(newcomer.look, examples, state.k)),
    view,
    actions: { neighbours, open },
  };
}

/** @param {import('../../kit/texts.js').Say} say @param {number} k */
function voteSwitch(say, k) {
  return element(
    'div',
    { class: 'sorter-switch', role: 'group', 'aria-label': say('vote.switch') },
    [1, 3].map((n, i) =>
      element(
        'button',
        {
          type: 'button',
          class: 'kit-button',
          'data-act': `neighbours:${n}`,
          'data-key': `k-${n}`,
          'data-digit': i + 1,
          'aria-pressed': String(k === n),
        },
        say(`vote.k${n}`),
      ),
    ),
  );
}

/** @param {import('../../kit/texts.js').Say} say @param {boolean} isOpened @param {(k: number) => {right: number, of: number}} countFor */
function envelopeView(say, isOpened, countFor) {
  const dials = () => [
    countDial(say, countFor(1), { caption: say('vote.k1') }),
    countDial(say, countFor(3), { caption: say('vote.k3') }),
  ];
  return element(
    'section',
    { class: 'kit-panel kit-envelope-panel', 'data-key': 'vote-result' },
    element('h3', {}, say('vote.envelope')),
    isOpened ? element('div', { class: 'kit-dials' }, dials()) : envelopePicture(false),
    element('p', {}, say(isOpened ? 'vote.meaning' : 'vote.ask')),
    !isOpened && actionButton(say('build.open'), 'open', { isMain: true, key: 'open' }),
  );
}
