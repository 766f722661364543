/** Last step: the whole list of what the lab stored, and what erasing it does to the feed. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { cardRow, openedList } from '../cards.js';
import { ALL_SIMILAR, countProfile, makePage, rateCard } from '../model.js';
import { nameWork, tellWhy } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function storedStep(play) {
  const { cards, find } = play;
  const openedOf = (/** @type {Bench} */ { look }) => look('tap').opened.map(find);
  const pageOf = (/** @type {Bench} */ bench) => makePage(cards, openedOf(bench), ALL_SIMILAR);

  /** The feed of the first step follows: its page is ranked anew from what is left. @param {Bench} bench */
  const rankAnew = (bench) => {
    const tap = bench.look('tap');
    const page = pageOf(bench).map((card) => card.id);
    Object.assign(tap, { page, ranked: tap.opened.length, why: '' });
  };

  const view = (/** @type {Bench} */ bench) => {
    const { say } = bench;
    const opened = openedOf(bench);
    const page = pageOf(bench);
    return [
      element(
        'div',
        { class: 'kit-two' },
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'stored.list',
            opened.length === 0
              ? element('p', {}, say('stored.none'))
              : openedList(say, opened, (card) =>
                  element(
                    'button',
                    {
                      type: 'button',
                      class: 'feed-erase',
                      'data-act': `erase:${card.id}`,
                      'aria-label': say('stored.eraseOf', { title: nameWork(say, card) }),
                    },
                    '×',
                  ),
                ),
            element('p', { class: 'kit-quiet' }, say('stored.others')),
          ),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'stored.page',
            cardRow(say, page, { key: 'stored-page' }),
            element('p', {}, tellWhy(say, rateCard(page[0], countProfile(opened), ALL_SIMILAR))),
          ),
          panel(say, 'stored.not', element('p', {}, say('stored.nothingHeard'))),
          element(
            'div',
            { class: 'kit-row' },
            opened.length > 0 &&
              actionButton(say('stored.eraseAll'), 'eraseAll', { key: 'erase', isMain: true }),
            opened.length > 0 && actionButton(say('stored.keep'), 'keep', { key: 'keep' }),
          ),
        ),
      ),
    ];
  };

  const erase = (/** @type {Bench} */ bench, /** @type {string} */ id) => {
    const tap = bench.look('tap');
    tap.opened = tap.opened.filter((/** @type {string} */ one) => one !== id);
    rankAnew(bench);
    bench.finish();
    return bench.say('stored.erased', {
      title: nameWork(bench.say, find(id)),
      n: tap.opened.length,
    });
  };

  const eraseAll = (/** @type {Bench} */ bench) => {
    bench.look('tap').opened = [];
    // What was opened with somebody else's profile in the third step is stored too.
    const widen = bench.look('widen');
    if (widen) Object.assign(widen, { opened: [], ranked: 0 });
    rankAnew(bench);
    bench.finish();
    bench.focus('kit-next');
    return bench.say('stored.allErased');
  };

  return {
    id: 'stored',
    begin: () => ({}),
    greet: ({ say, look }) => say('stored.greet', { n: look('tap').opened.length }),
    view,
    actions: {
      erase,
      eraseAll,
      keep: (bench) => {
        bench.finish();
        bench.focus('kit-next');
        return bench.say('stored.kept');
      },
    },
  };
}
