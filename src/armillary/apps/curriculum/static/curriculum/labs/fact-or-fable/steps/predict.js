/** Second step, scored: say in advance what comes of true examples, of a sure tone, of asking again. */

import { tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { panel } from '../../kit/parts.js';
import { quizStep } from '../../kit/quiz.js';
import { countPairs, findExample, readExamples, writeSentence } from '../counter.js';
import { fieldPicture, signPicture } from '../pictures.js';
import { pickVersion } from '../topics.js';
import { sayPhrase } from '../words.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../../kit/quiz.js').Page} Page */

export const RUN = 100;

/**
 * @param {import('../lab.js').Case} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function predictStep({ chance, level }) {
  const own = chance.fork('predict');
  const pages = [hundredPage(own.fork('hundred')), tonePage(own.fork('tone'))];
  if (level.steps.includes('tone')) pages.push(againPage(own.fork('again')));
  return quizStep({
    id: 'predict',
    moment: 'predict',
    pages,
    greet: ({ say }, answer) => (answer ? tellFeedback(say, answer) : say('predict.greet')),
  });
}

/**
 * A hundred sentences from the counter: which of them stand in the examples?
 * @param {Say} say
 * @param {Chance} chance
 * @returns {boolean[]}
 */
export function runCounter(say, chance) {
  const examples = readExamples(say);
  const table = countPairs(examples);
  return Array.from(
    { length: RUN },
    (_, i) => findExample(examples, writeSentence(chance.fork(String(i)), table)) >= 0,
  );
}

/** @param {Chance} chance @returns {Page} */
function hundredPage(chance) {
  const order = chance.shuffle(['all', 'some', 'none']);
  const wrong = /** @type {Record<string, string>} */ ({ all: 'F02-m4', none: 'F02-m5' });
  /** @type {boolean[] | undefined} */
  let hits;
  const run = (/** @type {Say} */ say) => (hits ??= runCounter(say, chance.fork('run')));
  const n = (/** @type {Say} */ say) => run(say).filter(Boolean).length;
  return {
    id: 'hundred',
    prompt: ({ say }) => say('predict.hundred', { of: RUN }),
    options: ({ say }) =>
      order.map((id) => ({
        id,
        face: say(`predict.hundred.${id}`, { of: RUN }),
        right: id === 'some',
        misconception: wrong[id],
        feedback: say('predict.hundred.why', { right: n(say), of: RUN }),
      })),
    after: ({ say }) =>
      element(
        'figure',
        { class: 'kit-panel fable-run' },
        fieldPicture([...run(say)].sort((a, b) => Number(b) - Number(a))),
        element('figcaption', {}, say('predict.run', { right: n(say), rest: RUN - n(say) })),
      ),
  };
}

/** Two answers to one question: the sure one is false, or the other; only the shelf can tell.
 * @param {Chance} chance @returns {Page} */
function tonePage(chance) {
  const isSureTrue = chance.below(2) === 0;
  const sides = chance.shuffle(['sure', 'soft']);
  const order = chance.shuffle(['sure', 'soft', 'shelf']);
  const wrong = /** @type {Record<string, string>} */ ({ sure: 'F02-m2', soft: 'F02-m2' });
  const version = (/** @type {string} */ side) => ((side === 'sure') === isSureTrue ? 0 : 1);
  const bubble = (
    /** @type {Say} */ say,
    /** @type {string} */ side,
    /** @type {boolean} */ isOpen,
  ) =>
    element(
      'figure',
      { class: 'kit-panel fable-voice', 'data-key': `voice-${side}` },
      element('figcaption', {}, say(`tone.${side}.name`)),
      element('blockquote', {}, pickVersion(say(`predict.tone.${side}`), version(side))),
      isOpen &&
        element(
          'p',
          { class: 'fable-verdict', 'data-true': version(side) === 0 },
          signPicture(version(side) === 0 ? 'fine' : 'alarm'),
          say(version(side) === 0 ? 'shelf.backs' : 'shelf.against'),
        ),
    );
  return {
    id: 'tone',
    prompt: ({ say }) => say('predict.tone'),
    before: ({ say, state }) =>
      element(
        'div',
        { class: 'kit-two' },
        sides.map((side) => bubble(say, side, state.chosen.tone !== undefined)),
      ),
    options: ({ say }) =>
      order.map((id) => ({
        id,
        face: say(`predict.tone.pick.${id}`),
        right: id === 'shelf',
        misconception: wrong[id],
        feedback: say(`predict.tone.${id === 'shelf' ? 'right' : 'wrong'}`),
      })),
    after: ({ say }) =>
      panel(say, 'predict.opened', element('p', {}, say('card.lighthouse.1'))),
  };
}

/** An answer, the question "are you sure?", and another answer.
 * @param {Chance} chance @returns {Page} */
function againPage(chance) {
  const first = chance.below(2);
  const order = chance.shuffle(['first', 'second', 'look']);
  const phrase = { topic: 'bridge', id: 'arches' };
  const turns = (/** @type {Say} */ say) => [
    { who: 'you', text: say('ask.bridge') },
    { who: 'it', text: sayPhrase(say, { ...phrase, version: first }) },
    { who: 'you', text: say('again.ask') },
    {
      who: 'it',
      text: say('again.sorry', { claim: sayPhrase(say, { ...phrase, version: 1 - first }) }),
    },
  ];
  return {
    id: 'again',
    prompt: ({ say }) => say('predict.again'),
    before: ({ say }) => talkView(say, turns(say)),
    options: ({ say }) =>
      order.map((id) => ({
        id,
        face: say(`predict.again.${id}`),
        right: id === 'look',
        misconception: id === 'look' ? undefined : 'G07-m1',
        feedback: say(id === 'look' ? 'predict.again.right' : 'predict.again.wrong'),
      })),
    after: ({ say }) => panel(say, 'predict.opened', element('p', {}, say('card.bridge.0'))),
  };
}

/**
 * A stored talk: what the learner asks and what the assistant answers.
 * @param {Say} say
 * @param {readonly {who: string, text: string}[]} turns
 */
export const talkView = (say, turns) =>
  element(
    'ol',
    { class: 'kit-panel fable-talk', 'data-key': 'talk' },
    turns.map(({ who, text }, i) =>
      element(
        'li',
        { 'data-who': who, 'data-key': `turn-${i}` },
        element('b', {}, say(`talk.${who}`)),
        element('span', {}, text),
      ),
    ),
  );
