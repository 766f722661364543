/** Second step, scored: say in advance what the sorter will do, then see. */

import { element } from '../../kit/dom.js';
import { countDial, panel } from '../../kit/parts.js';
import { quizStep, stackParts } from '../../kit/quiz.js';
import { baskets, labelTag, testStrip } from '../cards.js';
import { comparator, featureTable } from '../comparator.js';
import { coatOutlines, creaturePicture } from '../creature.js';
import { guessLabel, runTest } from '../model.js';
import { describe, nameDifferences, nameLabel } from '../words.js';

/** @typedef {import('../../kit/chance.js').Chance} Chance */
/** @typedef {import('../../kit/quiz.js').Page} Page */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../model.js').Example} Example */
/** @typedef {import('../model.js').Rule} Rule */

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @param {Chance} chance
 * @returns {import('../../kit/stage.js').Step}
 */
export function predictStep(play, chance) {
  const { rule } = play.level;
  const pages = [
    nearestPage(play.nearest()),
    dietsPage('equal', play.equal(), { rule, chance }),
    dietsPage('unequal', play.unequal(), { rule, chance }),
  ];

  return quizStep({
    id: 'predict',
    moment: 'predict',
    pages,
    greet: ({ say }) => say('predict.greet'),
    lay: layPage,
  });
}

/** The outlines of coats stand once for all pictures of a page. @type {import('../../kit/quiz.js').Quiz['lay']} */
export const layPage = (parts) => [coatOutlines(), ...stackParts(parts)];

/** @param {ReturnType<typeof import('../cases.js').makeNearestQuestion>} question @returns {Page} */
function nearestPage({ examples, newcomer, nearest }) {
  const guess = guessLabel(newcomer.look, examples, 1);
  const [lean] = guess.leaned;
  const feedback = (/** @type {Say} */ say) =>
    say('predict.nearest.why', {
      example: lean.example.creature.number,
      label: nameLabel(say, guess.label),
      n: lean.differences.length,
      differences: nameDifferences(
        say,
        newcomer.look,
        lean.example.creature.look,
        lean.differences,
      ),
    });
  return {
    id: 'nearest',
    prompt: ({ say }) => say('predict.nearest', { number: newcomer.number }),
    before: ({ say }) => [
      element(
        'figure',
        { class: 'sorter-lens sorter-lens-new sorter-lens-alone' },
        element(
          'div',
          { class: 'sorter-lens-glass', role: 'img', 'aria-label': describe(say, newcomer) },
          creaturePicture(newcomer.look),
        ),
        element('figcaption', {}, say('creature.number', { number: newcomer.number })),
      ),
    ],
    options: ({ say }) =>
      examples.map((example, i) => ({
        id: String(i),
        face: [
          element(
            'span',
            { class: 'sorter-option-picture' },
            creaturePicture(example.creature.look),
          ),
          element('span', { class: 'kit-hidden' }, describe(say, example.creature)),
          element(
            'span',
            { 'aria-hidden': 'true' },
            say('creature.number', { number: example.creature.number }),
          ),
          labelTag(say, example.label),
        ],
        right: i === nearest,
        feedback: feedback(say),
      })),
    after: ({ say }) => [
      element(
        'div',
        { class: 'kit-two' },
        comparator(say, newcomer, guess),
        featureTable(say, newcomer, lean),
      ),
    ],
  };
}

/**
 * @param {string} id
 * @param {ReturnType<typeof import('../cases.js').makeDiets>} diets
 * @param {{rule: Rule, chance: Chance}} settings
 * @returns {Page}
 */
function dietsPage(id, { narrow, varied, test }, { rule, chance }) {
  const isNarrowFirst = chance.fork(id).below(2) === 0;
  const sides = isNarrowFirst ? [narrow, varied] : [varied, narrow];
  const results = sides.map((examples) => runTest(examples, test, { rule, k: 1 }));
  const counts = {
    narrow: runTest(narrow, test, { rule, k: 1 }).right,
    varied: runTest(varied, test, { rule, k: 1 }).right,
  };
  const nameOf = (/** @type {Say} */ say, /** @type {readonly Example[]} */ side) =>
    say(side === narrow ? 'diet.narrow' : 'diet.varied');
  return {
    id,
    prompt: ({ say }) => say('predict.diets', { of: test.length }),
    before: ({ say }) => [
      element('p', {}, say(`predict.${id}.intro`)),
      element(
        'div',
        { class: 'kit-two' },
        sides.map((examples, i) =>
          panel(
            say,
            i === 0 ? 'diet.a' : 'diet.b',
            element('p', { class: 'kit-quiet' }, say('labels.n', { n: examples.length })),
            baskets(say, examples),
          ),
        ),
      ),
    ],
    options: ({ say }) => [
      ...sides.map((side, i) => ({
        id: side === narrow ? 'narrow' : 'varied',
        face: say(i === 0 ? 'diet.a' : 'diet.b'),
        right: side === varied,
        misconception: id === 'unequal' && side === narrow ? 'E02-m1' : undefined,
        feedback: say(`predict.${id}.why`, { ...counts, of: test.length }),
      })),
      {
        id: 'same',
        face: say(`predict.${id}.same`),
        right: false,
        misconception: id === 'equal' ? 'E02-m1' : undefined,
        feedback: say(`predict.${id}.why`, { ...counts, of: test.length }),
      },
    ],
    after: ({ say }) => [
      element(
        'div',
        { class: 'kit-two' },
        sides.map((side, i) =>
          element(
            'div',
            { class: 'kit-panel', 'data-key': `result-${i}` },
            countDial(say, results[i], {
              caption: [
                element('strong', {}, say(i === 0 ? 'diet.a' : 'diet.b')),
                ' ',
                nameOf(say, side),
                ' ',
                say('labels.n', { n: side.length }),
              ],
            }),
            testStrip(say, test, results[i].guesses, { rule, key: `strip-${i}` }),
          ),
        ),
      ),
    ],
  };
}
