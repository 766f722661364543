/** Third step, scored: choose and label examples until a sealed envelope gives 8 of 10. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, envelopePicture, panel } from '../../kit/parts.js';
import { baskets, creatureCard, labelSign, testStrip } from '../cards.js';
import { ENVELOPES, GOAL } from '../cases.js';
import { comparator } from '../comparator.js';
import { coatOutlines } from '../creature.js';
import {
  LABELS,
  guessLabel,
  labelByRule,
  listOffRule,
  runOnOwnExamples,
  runTest,
} from '../model.js';
import { guide } from '../guide.js';
import { describe, nameLabel, tellGuess } from '../words.js';

/** @typedef {import('../../kit/dom.js').Child} Child */
/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../model.js').Creature} Creature */
/** @typedef {import('../model.js').Example} Example */
/** @typedef {import('../model.js').Label} Label */
/** @typedef {ReturnType<typeof import('../cases.js').makeMeadow>} Meadow */
/** @typedef {import('../cases.js').Level} Level */
/** @typedef {{labels: number, right: number, of: number, ownRight: number, offRule: number}} Round */
/** @typedef {{labels: [number, Label][], selected: number | null, opened: boolean, shown: number | null, rounds: Round[], left: boolean, kept: [number, Label][]}} State */
/** @typedef {{level: Level, meadow: Meadow, creatures: Creature[]}} Field */

/** After this many envelopes below the goal the learner may go on without it. */
const ROUNDS_BEFORE_LEAVING = 3;

/**
 * The labelled examples in the order in which they were labelled.
 * @param {{creatures: readonly Creature[]}} field
 * @param {readonly [number, Label][]} labels
 * @returns {Example[]}
 */
export function listExamples({ creatures }, labels) {
  return labels.map(([number, label]) => ({
    creature: /** @type {Creature} */ (creatures.find((one) => one.number === number)),
    label,
  }));
}

/** @param {State} state */
const isReached = (state) => state.rounds.some((round) => round.right >= GOAL);

/**
 * @param {ReturnType<typeof import('../cases.js').makeCase>} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function buildStep(play) {
  const meadow = play.meadow();
  const field = { level: play.level, meadow, creatures: [...meadow.near, ...meadow.far] };
  return {
    id: 'build',
    begin: () => ({
      labels: [],
      selected: null,
      opened: false,
      shown: null,
      rounds: [],
      left: false,
      kept: [],
    }),
    greet: ({ say, state }) =>
      state.labels.length
        ? say('build.back', { n: state.labels.length })
        : say('build.greet', { budget: field.level.budget }),
    view: (bench) => [
      coatOutlines(),
      ...(bench.state.opened ? openedView(bench, field) : meadowView(bench, field)),
    ],
    actions: makeActions(field),
  };
}

/** @param {Field} field @returns {import('../../kit/stage.js').Step['actions']} */
function makeActions(field) {
  return {
    pick: ({ say, state }, number) => {
      state.selected = Number(number);
      const creature = /** @type {Creature} */ (
        field.creatures.find((one) => one.number === state.selected)
      );
      const given = state.labels.find(
        (/** @type {[number, Label]} */ [at]) => at === state.selected,
      );
      if (given) return say('build.isExample', { number, label: nameLabel(say, given[1]) });
      const guess = guessLabel(creature.look, listExamples(field, state.labels), 1);
      return say('build.picked', {
        creature: describe(say, creature),
        guess: tellGuess(say, creature, guess),
      });
    },
    label: (bench, label) => giveLabel(bench, field, /** @type {Label} */ (label)),
    take: ({ say, state }) => {
      state.labels = state.labels.filter(
        (/** @type {[number, Label]} */ [number]) => number !== state.selected,
      );
      return say('build.took', {
        number: state.selected,
        n: state.labels.length,
        budget: field.level.budget,
      });
    },
    open: (bench) => openEnvelope(bench, field),
    show: ({ say, state }, i) => {
      state.shown = Number(i);
      const creature = field.meadow.envelopes[state.rounds.length - 1][state.shown];
      return tellGuess(
        say,
        creature,
        guessLabel(creature.look, listExamples(field, state.labels), 1),
      );
    },
    again: ({ say, state, focus }) => {
      Object.assign(state, { opened: false, shown: null });
      focus('open');
      return say('build.again', { n: state.rounds.length + 1 });
    },
    leave: (bench) => {
      const { say, state } = bench;
      state.left = true;
      bench.finish();
      bench.focus('kit-next');
      const last = state.rounds.at(-1);
      bench.report('do', last.right / last.of, { reached: false, rounds: state.rounds });
      return say('build.left');
    },
  };
}

/** @param {Bench} bench @param {Field} field @param {Label} label */
function giveLabel({ say, state }, field, label) {
  const { budget } = field.level;
  const number = state.selected;
  const old = state.labels.find((/** @type {[number, Label]} */ [at]) => at === number);
  if (!old && state.labels.length >= budget) return say('build.full', { budget });
  if (old) old[1] = label;
  else state.labels.push([number, label]);
  return say('build.gave', {
    number,
    label: nameLabel(say, label),
    n: state.labels.length,
    budget,
  });
}

/** @param {Bench} bench @param {Field} field */
function openEnvelope(bench, field) {
  const { say, state } = bench;
  const { rule } = field.level;
  const examples = listExamples(field, state.labels);
  const { right, of } = runTest(examples, field.meadow.envelopes[state.rounds.length], {
    rule,
    k: 1,
  });
  const own = runOnOwnExamples(examples, 1);
  state.rounds.push({
    labels: examples.length,
    right,
    of,
    ownRight: own.right,
    offRule: listOffRule(examples, rule).length,
  });
  Object.assign(state, { opened: true, selected: null, kept: structuredClone(state.labels) });
  bench.focus('result');
  if (right < GOAL) return say('build.notYet', { right, of, goal: GOAL });
  bench.finish();
  bench.report('do', 1, { reached: true, rounds: state.rounds });
  return say('build.reached', { right, of, n: examples.length });
}

/** @param {Bench} bench @param {Field} field @returns {Child[]} */
function meadowView(bench, field) {
  const { say, state } = bench;
  const examples = listExamples(field, state.labels);
  const selected = field.creatures.find((one) => one.number === state.selected);
  const others = examples.filter((example) => example.creature !== selected);
  const guess = selected && guessLabel(selected.look, others, 1);
  const cards = (/** @type {Creature[]} */ creatures) =>
    element(
      'div',
      { class: 'sorter-cards', 'data-grid': true },
      creatures.map((creature) =>
        creatureCard(say, creature, {
          act: `pick:${creature.number}`,
          isPressed: creature === selected,
          label: examples.find((example) => example.creature === creature)?.label,
          isLeaned: guess?.leaned.some((lean) => lean.example.creature === creature),
        }),
      ),
    );
  return [
    element(
      'div',
      { class: 'kit-two kit-bench', 'data-key': 'meadow' },
      element(
        'div',
        { class: 'kit-stack' },
        guide(say, field.level.rule, { isOpen: false }),
        element(
          'div',
          { class: 'kit-stack sorter-meadow' },
          panel(say, 'build.near', cards(field.meadow.near)),
          panel(say, 'build.far', cards(field.meadow.far)),
        ),
      ),
      element(
        'div',
        { class: 'kit-stack' },
        selected && guess && selectedView(bench, field, { selected, guess }),
        panel(
          say,
          'build.examples',
          element(
            'p',
            { class: 'kit-quiet' },
            say('build.used', { n: examples.length, budget: field.level.budget }),
          ),
          baskets(say, examples, {
            leaned: guess?.leaned,
            act: (example) => `pick:${example.creature.number}`,
          }),
        ),
        envelopePanel(bench, examples.length),
      ),
    ),
  ];
}

/** @param {Bench} bench @param {Field} field @param {{selected: Creature, guess: import('../model.js').Guess}} newcomer */
function selectedView({ say, state }, field, { selected, guess }) {
  const given = state.labels.find(
    (/** @type {[number, Label]} */ [number]) => number === selected.number,
  )?.[1];
  const isFull = !given && state.labels.length >= field.level.budget;
  return element(
    'section',
    {
      class: 'kit-panel sorter-selected',
      'data-key': 'selected',
      'aria-label': say('creature.number', { number: selected.number }),
    },
    comparator(say, selected, guess),
    element(
      'div',
      { class: 'sorter-label-bar', role: 'group', 'aria-label': say('label.give') },
      LABELS.map((label, i) =>
        element(
          'button',
          {
            type: 'button',
            class: 'kit-button',
            'data-act': `label:${label}`,
            'data-key': `give-${label}`,
            'data-digit': i + 1,
            'aria-pressed': String(given === label),
            'aria-disabled': isFull && 'true',
          },
          labelSign(label),
          nameLabel(say, label),
        ),
      ),
      given && actionButton(say('build.take'), 'take', { key: 'take', digit: 3 }),
    ),
    isFull &&
      element('p', { class: 'kit-quiet' }, say('build.full', { budget: field.level.budget })),
  );
}

/** @param {Bench} bench @param {number} n */
function envelopePanel({ say, state }, n) {
  const round = state.rounds.length + 1;
  const isGone = state.rounds.length >= ENVELOPES;
  return element(
    'section',
    { class: 'kit-panel kit-envelope-panel', 'data-key': 'envelope' },
    element('h3', {}, say('build.envelope', { n: round })),
    envelopePicture(false),
    element('p', {}, say(isGone ? 'build.noEnvelopes' : 'build.sealed', { goal: GOAL })),
    !isGone &&
      actionButton(say('build.open'), 'open', { isMain: n > 0, key: 'open', isOff: n === 0 }),
    state.rounds.length > 0 && roundLog(say, state.rounds),
  );
}

/** @param {import('../../kit/texts.js').Say} say @param {Round[]} rounds */
function roundLog(say, rounds) {
  const row = (/** @type {Round} */ round, /** @type {number} */ i) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(i + 1)),
      element('td', {}, String(round.labels)),
      element('td', {}, say('kit.count', { right: round.ownRight, of: round.labels })),
      element(
        'td',
        { 'data-reached': round.right >= GOAL },
        say('kit.count', { right: round.right, of: round.of }),
      ),
    );
  const head = ['log.round', 'log.labels', 'log.own', 'log.envelope'];
  return element(
    'table',
    { class: 'sorter-log' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head.map((key) => element('th', { scope: 'col' }, say(key))),
      ),
    ),
    element('tbody', {}, rounds.map(row)),
  );
}

/** @param {Bench} bench @param {Field} field @returns {Child[]} */
function openedView({ say, state }, field) {
  const { rule } = field.level;
  const examples = listExamples(field, state.labels);
  const test = field.meadow.envelopes[state.rounds.length - 1];
  const { right, of, guesses } = runTest(examples, test, { rule, k: 1 });
  const own = runOnOwnExamples(examples, 1);
  const offRule = listOffRule(examples, rule);
  const shown =
    state.shown ?? guesses.findIndex((guess, i) => guess.label !== labelByRule(test[i].look, rule));
  const dials = [
    countDial(say, own, { caption: say('build.ownCount') }),
    countDial(say, { right, of }, { caption: say('build.newGoal', { goal: GOAL }), goal: GOAL }),
  ];
  const canLeave = !isReached(state) && !state.left && state.rounds.length >= ROUNDS_BEFORE_LEAVING;
  return [
    element(
      'div',
      { class: 'kit-two', 'data-key': 'opened' },
      element(
        'section',
        {
          class: 'kit-panel',
          tabindex: '-1',
          'data-key': 'result',
          'aria-label': say('build.newCount'),
        },
        element('h3', {}, say('build.opened', { n: state.rounds.length })),
        element('div', { class: 'kit-dials' }, dials),
        element('p', {}, say('build.compare', { n: own.of })),
        offRule.length > 0 &&
          element(
            'p',
            { class: 'kit-note' },
            say('build.offRule', {
              n: offRule.length,
              numbers: offRule.map((one) => one.creature.number).join(say('comma')),
            }),
          ),
        roundLog(say, state.rounds),
      ),
      element(
        'section',
        { class: 'kit-panel', 'data-key': 'inside' },
        element('h3', {}, say('build.inside')),
        element('p', { class: 'kit-quiet' }, say('build.tapWrong')),
        testStrip(say, test, guesses, {
          rule,
          key: 'inside',
          act: (i) => `show:${i}`,
          pressed: shown,
        }),
        shown >= 0 && comparator(say, test[shown], guesses[shown]),
      ),
    ),
    element(
      'div',
      { class: 'kit-row', 'data-key': 'row' },
      actionButton(say(isReached(state) ? 'build.fewer' : 'build.repair'), 'again', {
        isMain: !isReached(state),
        key: 'again',
      }),
      canLeave && actionButton(say('build.leave'), 'leave', { key: 'leave' }),
    ),
  ];
}
