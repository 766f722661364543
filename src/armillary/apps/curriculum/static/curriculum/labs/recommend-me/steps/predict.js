/** Second step, scored: from the profile of somebody else, say which card comes first. */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { cardWords, openedList } from '../cards.js';
import { coverPicture } from '../cover.js';
import { mixBar } from '../mixer.js';
import { PARTS, countProfile, rankCards } from '../model.js';
import { rankView } from '../points.js';
import { profilePanel } from '../profile.js';
import { namePupil, nameWork, tellWhy } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Question} Question */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function predictStep(play) {
  const questions = play.questions();

  const view = (/** @type {Bench} */ { say, state }) => {
    const question = questions[state.page];
    const chosen = state.chosen[question.id];
    const isLast = state.page === questions.length - 1;
    const isAnswered = chosen !== undefined;
    return [
      element(
        'div',
        { class: 'kit-stack', 'data-key': `page-${question.id}` },
        element(
          'p',
          { class: 'kit-place' },
          say('predict.place', { n: state.page + 1, of: questions.length }),
        ),
        evidence(say, question),
        questionView(say, {
          id: question.id,
          prompt: promptOf(say, question),
          options: listOptions(say, question),
          chosen,
        }),
        isAnswered &&
          panel(
            say,
            'predict.order',
            rankView(
              say,
              rankCards(question.options, countProfile(question.opened), question.mix),
              `rank-${question.id}`,
            ),
          ),
        isAnswered &&
          !isLast &&
          actionButton(say('predict.more'), 'more', { isMain: true, key: 'more' }),
      ),
    ];
  };

  const choose = (
    /** @type {Bench} */ bench,
    /** @type {string} */ id,
    /** @type {string} */ card,
  ) => {
    const { say, state } = bench;
    const question = questions[state.page];
    state.chosen[id] = card;
    const option = /** @type {import('../../kit/ask.js').Option} */ (
      listOptions(say, question).find((one) => one.id === card)
    );
    if (state.page === questions.length - 1) {
      bench.finish();
      bench.report('predict', ...scoreOf(questions, state.chosen));
      bench.focus('kit-next');
    } else bench.focus('more');
    return tellFeedback(say, option);
  };

  const more = (/** @type {Bench} */ { say, state, focus }) => {
    state.page += 1;
    focus(`q-${questions[state.page].id}`);
    return promptOf(say, questions[state.page]);
  };

  return {
    id: 'predict',
    begin: () => ({ page: 0, chosen: {} }),
    greet: ({ say }) => say('predict.greet'),
    view,
    actions: { choose, more },
  };
}

/** @param {Say} say @param {Question} question */
function promptOf(say, { pupil }) {
  return say('predict.ask', { whose: namePupil(say, pupil).whose });
}

/** @param {Say} say @param {Question} question */
function evidence(say, { id, pupil, opened, mix, topic }) {
  const { name, whose } = namePupil(say, pupil);
  const values = { name, about: say(`about.${topic}`) };
  const hasNote = ['talk', 'last', 'popular'].includes(id);
  return [
    hasNote && element('p', { class: 'kit-note' }, say(`predict.note.${id}`, values)),
    element(
      'div',
      { class: 'kit-two' },
      profilePanel(say, countProfile(opened), { title: say('profile.of', { whose }) }),
      element(
        'div',
        { class: 'kit-stack' },
        panel(say, 'opened.title', openedList(say, opened)),
        mix.similar < PARTS && panel(say, 'mix.title', mixBar(say, mix)),
      ),
    ),
  ];
}

/** @param {Say} say @param {Question} question @returns {import('../../kit/ask.js').Option[]} */
function listOptions(say, question) {
  const { options, opened, mix, right, traps, pupil } = question;
  const ranked = rankCards(options, countProfile(opened), mix);
  const pupilNames = namePupil(say, pupil);
  const why = tellWhy(say, ranked[0]);
  const first = nameWork(say, ranked[0].card);
  return options.map((card) => {
    const trap = traps[card.id];
    const lesson = trap ? `predict.trap.${trap}` : 'predict.count';
    return {
      id: card.id,
      face: [
        element('span', { class: 'feed-option-picture' }, coverPicture(card)),
        cardWords(say, card),
        element('span', { class: 'feed-facts' }, factsOf(say, card)),
      ],
      right: card === right,
      misconception: trap,
      feedback:
        card === right ? why : say(lesson, { ...pupilNames, title: first }) + say('kit.gap') + why,
    };
  });
}

/** @param {Say} say @param {import('../model.js').Card} card */
function factsOf(say, { readers, days }) {
  return say('card.readers', { readers }) + say('dot') + say('card.days', { n: days });
}

/**
 * @param {Question[]} questions
 * @param {Record<string, string>} chosen
 * @returns {[number, {chosen: Record<string, string>, misconceptions: string[]}]}
 */
function scoreOf(questions, chosen) {
  const right = questions.filter(({ id, right: card }) => chosen[id] === card.id).length;
  const misconceptions = questions.flatMap(({ id, traps }) => traps[chosen[id]] ?? []);
  return [right / questions.length, { chosen, misconceptions }];
}
