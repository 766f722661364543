/** Second step, scored: from the profile of somebody else, say which card comes first. */

import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { quizStep } from '../../kit/quiz.js';
import { cardWords, openedList } from '../cards.js';
import { coverPicture } from '../cover.js';
import { mixBar } from '../mixer.js';
import { PARTS, countProfile, rankCards } from '../model.js';
import { rankView } from '../points.js';
import { profilePanel } from '../profile.js';
import { namePupil, nameWork, tellWhy } from '../words.js';

/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Question} Question */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function predictStep(play) {
  return quizStep({
    id: 'predict',
    moment: 'predict',
    pages: play.questions().map(makePage),
    greet: ({ say }) => say('predict.greet'),
  });
}

/** @param {Question} question @returns {import('../../kit/quiz.js').Page} */
function makePage(question) {
  const { id, pupil, options, opened, mix } = question;
  return {
    id,
    prompt: ({ say }) => say('predict.ask', { whose: namePupil(say, pupil).whose }),
    before: ({ say }) => evidence(say, question),
    options: ({ say }) => listOptions(say, question),
    after: ({ say }) =>
      panel(
        say,
        'predict.order',
        rankView(say, rankCards(options, countProfile(opened), mix), `rank-${id}`),
      ),
  };
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
