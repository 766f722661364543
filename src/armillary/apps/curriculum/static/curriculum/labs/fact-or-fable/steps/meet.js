/** First step: a real word counter writes smooth sentences from true examples. */

import { drawUntil } from '../../kit/chance.js';
import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import {
  END,
  START,
  countPairs,
  findExample,
  listNext,
  readExamples,
  writeSentence,
} from '../counter.js';
import { signPicture } from '../pictures.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {{sentence: number, word: number}} MeetState `word` is how many words are written. */

const SENTENCES = 3;

/**
 * @param {import('../lab.js').Case} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function meetStep(play) {
  /** @type {string[][] | undefined} */
  let drawn;
  const sentencesOf = (/** @type {Say} */ say) => (drawn ??= drawSentences(say, play));

  const view = (/** @type {Bench} */ { say, state }) => {
    const examples = readExamples(say);
    const words = sentencesOf(say)[state.sentence];
    const isOver = state.word === words.length;
    const isLast = state.sentence === SENTENCES - 1;
    return [
      element(
        'div',
        { class: 'kit-two kit-bench' },
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'meet.machine',
            tape(say, words, state.word),
            element(
              'div',
              { class: 'kit-row' },
              !isOver &&
                actionButton(say('meet.draw'), 'draw', { isMain: true, key: 'draw', digit: 1 }),
              !isOver &&
                state.sentence > 0 &&
                actionButton(say('meet.rest'), 'rest', { key: 'rest', digit: 2 }),
              isOver &&
                !isLast &&
                actionButton(say('meet.new'), 'fresh', { isMain: true, key: 'fresh', digit: 1 }),
            ),
            isOver
              ? verdictView(say, examples, words)
              : nextWords(say, examples, state.word === 0 ? START : words[state.word - 1]),
          ),
          state.sentence > 0 && heap(say, examples, sentencesOf(say).slice(0, state.sentence)),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          panel(
            say,
            'meet.examples',
            exampleList(say, examples, isOver ? words : words.slice(0, state.word)),
          ),
        ),
      ),
    ];
  };

  const tell = (/** @type {Bench} */ { say, state }) => {
    const words = sentencesOf(say)[state.sentence];
    if (state.word < words.length) return tellNext(say, words, state.word);
    const isTrue = findExample(readExamples(say), words) >= 0;
    return say(isTrue ? 'meet.true' : 'meet.false');
  };
  const settle = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const isOver = state.word === sentencesOf(say)[state.sentence].length;
    if (isOver && state.sentence === SENTENCES - 1) {
      bench.finish();
      bench.focus('kit-next');
    } else if (isOver) bench.focus('fresh');
    return tell(bench);
  };

  return {
    id: 'meet',
    begin: () => ({ sentence: 0, word: 0 }),
    greet: (bench) =>
      bench.state.sentence + bench.state.word === 0 ? bench.say('meet.greet') : tell(bench),
    view,
    actions: {
      draw: (bench) => {
        bench.state.word += 1;
        return settle(bench);
      },
      rest: (bench) => {
        bench.state.word = sentencesOf(bench.say)[bench.state.sentence].length;
        return settle(bench);
      },
      fresh: (bench) => {
        Object.assign(bench.state, { sentence: bench.state.sentence + 1, word: 0 });
        bench.focus('draw');
        return bench.say('meet.again', { n: bench.state.sentence + 1, of: SENTENCES });
      },
    },
  };
}

/**
 * Three different sentences, drawn from the counts; the first of them stands in no example, so that
 * nobody leaves without having met one (three in four do not).
 * @param {Say} say
 * @param {import('../lab.js').Case} play
 */
function drawSentences(say, { chance }) {
  const examples = readExamples(say);
  const table = countPairs(examples);
  return drawUntil(
    chance.fork('meet'),
    (own) => Array.from({ length: SENTENCES }, (_, i) => writeSentence(own.fork(`s${i}`), table)),
    (sentences) =>
      findExample(examples, sentences[0]) < 0 &&
      new Set(sentences.map((words) => words.join(' '))).size === SENTENCES,
  );
}

/** @param {Say} say @param {string[]} words @param {number} n How many are written. */
function tellNext(say, words, n) {
  return say('meet.drawn', { word: words[n - 1] });
}

/** @param {Say} say @param {string[]} words @param {number} n */
function tape(say, words, n) {
  const text = words.slice(0, n).join(say('kit.gap'));
  return element(
    'p',
    { class: 'fable-tape', 'data-key': 'tape', 'aria-label': text || say('meet.empty') },
    words.slice(0, n).map((word, i) =>
      element(
        'span',
        { class: 'fable-word', 'data-last': i === n - 1, 'data-key': `word-${i}-${word}` },
        word,
      ),
    ),
    n < words.length
      ? element('span', { class: 'fable-word fable-word-next', 'data-key': 'gap' }, '?')
      : element('span', { class: 'fable-word', 'data-key': 'stop' }, say('stop')),
  );
}

/** @param {Say} say @param {string[][]} examples @param {string} word */
function nextWords(say, examples, word) {
  const rows = listNext(countPairs(examples), word);
  const all = rows.reduce((sum, { n }) => sum + n, 0);
  return element(
    'div',
    { class: 'fable-counts', 'data-key': 'counts' },
    element(
      'h4',
      {},
      word === START ? say('meet.first') : say('meet.after', { word }),
    ),
    element(
      'ul',
      {},
      rows.map(({ word: next, n }) =>
        element(
          'li',
          {},
          element('span', { class: 'fable-count-word' }, next === END ? say('meet.end') : next),
          element('span', { class: 'fable-bar', 'aria-hidden': 'true' }, ticks(n)),
          element('span', { class: 'fable-count' }, say('meet.count', { n, of: all })),
        ),
      ),
    ),
  );
}

/** @param {number} n */
const ticks = (n) => Array.from({ length: n }, () => element('i', {}));

/** @param {Say} say @param {string[][]} examples @param {string[]} words */
function verdictView(say, examples, words) {
  const isTrue = findExample(examples, words) >= 0;
  return element(
    'p',
    { class: 'fable-verdict', 'data-true': isTrue, 'data-key': 'verdict' },
    signPicture(isTrue ? 'fine' : 'alarm'),
    say(isTrue ? 'meet.stands' : 'meet.nowhere'),
  );
}

/** @param {Say} say @param {string[][]} examples @param {string[][]} sentences */
function heap(say, examples, sentences) {
  return panel(
    say,
    'meet.heap',
    element(
      'ul',
      { class: 'fable-heap' },
      sentences.map((words) => {
        const isTrue = findExample(examples, words) >= 0;
        return element(
          'li',
          { 'data-true': isTrue },
          signPicture(isTrue ? 'fine' : 'alarm'),
          words.join(say('kit.gap')) + say('stop'),
        );
      }),
    ),
  );
}

/**
 * The examples; those pairs of words that the open sentence has used are marked in them.
 * @param {Say} say
 * @param {string[][]} examples
 * @param {string[]} written
 */
function exampleList(say, examples, written) {
  const last = written.at(-1) ?? '';
  return element(
    'ul',
    { class: 'fable-examples' },
    examples.map((words) =>
      element(
        'li',
        {},
        words.map((word, i) => [
          i > 0 && say('kit.gap'),
          word === last ? element('mark', {}, word) : word,
        ]),
        say('stop'),
      ),
    ),
  );
}
