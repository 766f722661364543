/** The scored work: mark what the shelf does not back, decide, give a reason, answer by answer. */

import { element } from '../../kit/dom.js';
import { actionButton, countDial, panel } from '../../kit/parts.js';
import { countTone, listErrors } from '../cases.js';
import {
  REASONS,
  VERDICTS,
  countRulings,
  isUsable,
  judge,
  scoreRulings,
  weighMark,
} from '../judge.js';
import { signPicture } from '../pictures.js';
import { beginShelf, makeShelf } from '../shelf.js';
import { sayPhrase, sayProof } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Answer} Answer */
/** @typedef {import('../judge.js').Ruling} Ruling */
/** @typedef {ReturnType<typeof countRulings>} Count */

/**
 * @param {import('../lab.js').Case} play
 * @returns {import('../../kit/stage.js').Step}
 */
export function checkStep(play) {
  const { level, answers } = play;
  const shelf = makeShelf();
  const planted = answers.flatMap(listErrors).length;
  const openAnswer = (/** @type {Bench} */ { state }) => answers[state.n];
  const isHandedIn = (/** @type {Bench} */ { state }) => state.rulings.length > state.n;
  const isLast = (/** @type {Bench} */ { state }) => state.n === answers.length - 1;

  const view = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const count = countRulings(answers, state.rulings);
    return [
      element(
        'div',
        { class: 'kit-two kit-bench fable-desk' },
        element(
          'div',
          { class: 'kit-stack' },
          answerView(bench, openAnswer(bench), isHandedIn(bench), answers.length),
          isHandedIn(bench)
            ? resultView(bench, openAnswer(bench), isLast(bench))
            : rulingView(bench),
          counters(say, count, { planted, level }),
        ),
        element('div', { class: 'kit-stack fable-side' }, shelf.view(bench)),
      ),
      isHandedIn(bench) && isLast(bench) && endView(say, count, play),
    ];
  };

  const mark = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    const isOn = state.marks.includes(id);
    state.marks = isOn
      ? state.marks.filter((/** @type {string} */ one) => one !== id)
      : [...state.marks, id];
    return say(isOn ? 'check.unmarked' : 'check.marked', { n: state.marks.length });
  };
  const verdict = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    Object.assign(state, { verdict: id, reason: '' });
    return say(`verdict.${id}.means`);
  };
  const reason = (/** @type {Bench} */ { say, state }, /** @type {string} */ id) => {
    state.reason = id;
    return say('check.ready');
  };
  const hand = (/** @type {Bench} */ bench) => {
    const { say, state } = bench;
    const fault = findFault(state);
    if (fault) return say(fault);
    state.rulings.push({ marks: state.marks, verdict: state.verdict, reason: state.reason });
    const sentence = tellRuling(say, openAnswer(bench), state.rulings.at(-1));
    if (!isLast(bench)) {
      bench.focus('next-answer');
      return sentence;
    }
    bench.finish();
    bench.focus('kit-next');
    const count = countRulings(answers, state.rulings);
    const { isReached, score } = scoreRulings(level, count);
    bench.report('do', score, {
      ...count,
      planted,
      answers: answers.length,
      reached: isReached,
      cards: state.shelf.opened.length,
      misconceptions: listMisconceptions(state.rulings),
    });
    return sentence;
  };
  const next = (/** @type {Bench} */ { say, state, focus }) => {
    Object.assign(state, { n: state.n + 1, marks: [], verdict: '', reason: '' });
    focus('answer');
    return say('check.next', { n: state.n + 1, of: answers.length });
  };

  return {
    id: 'check',
    begin: () => ({ n: 0, marks: [], verdict: '', reason: '', rulings: [], shelf: beginShelf() }),
    greet: (bench) => {
      if (isHandedIn(bench))
        return tellRuling(bench.say, openAnswer(bench), bench.state.rulings.at(-1));
      return bench.say('check.greet', { n: planted, of: answers.length });
    },
    view,
    actions: { mark, verdict, reason, hand, next, ...shelf.actions },
  };
}

/**
 * What is still missing before an answer can be handed in, as the key of a text.
 * @param {{marks: string[], verdict: string, reason: string}} state
 */
function findFault({ marks, verdict, reason }) {
  if (!verdict) return 'check.noVerdict';
  if (verdict === 'accept' && marks.length > 0) return 'check.acceptMarked';
  if (verdict !== 'accept' && marks.length === 0) return 'check.nothingMarked';
  return reason ? '' : 'check.noReason';
}

/** @param {readonly Ruling[]} rulings */
function listMisconceptions(rulings) {
  const named = /** @type {Record<string, string>} */ ({ smooth: 'F02-m1', tone: 'F02-m2' });
  return [...new Set(rulings.flatMap(({ reason }) => named[reason] ?? []))];
}

/** @param {Say} say @param {Answer} answer @param {Ruling} ruling */
function tellRuling(say, answer, ruling) {
  const marks = answer.phrases.map((phrase) => weighMark(phrase, ruling.marks));
  const n = marks.filter((one) => one === 'found').length;
  const of = listErrors(answer).length;
  const alarms = marks.filter((one) => one === 'alarm').length;
  const parts = [
    of === 0 ? say('check.noErrors') : say('check.found', { right: n, of }),
    alarms > 0 && say('check.alarms', { n: alarms }),
    say(isUsable(answer, ruling) ? 'check.usable' : 'check.notUsable'),
  ];
  return parts.filter(Boolean).join(say('kit.gap'));
}

/** @param {Bench} bench @param {Answer} answer @param {boolean} isOpen @param {number} of */
function answerView({ say, state }, answer, isOpen, of) {
  return element(
    'section',
    { class: 'kit-panel fable-answer', tabindex: '-1', 'data-key': 'answer' },
    element(
      'h3',
      {},
      say('check.place', { n: state.n + 1, of }),
      element('span', { class: 'fable-stored' }, say('stored')),
    ),
    element(
      'p',
      { class: 'fable-asked' },
      element('b', {}, say('talk.you')),
      say(`ask.${answer.topic}`),
    ),
    element(
      'p',
      { class: 'fable-lead' },
      element('b', {}, say('talk.it')),
      say(`lead.${answer.tone}.${answer.lead}`),
    ),
    element(
      'div',
      { class: 'fable-phrases', role: 'group', 'aria-label': say('check.phrases') },
      answer.phrases.map((phrase) =>
        isOpen
          ? openPhrase(say, phrase, state.rulings[state.n].marks)
          : phraseButton(say, phrase, state.marks),
      ),
    ),
  );
}

/** @param {Say} say @param {import('../cases.js').Phrase} phrase @param {string[]} marks */
function phraseButton(say, phrase, marks) {
  const isMarked = marks.includes(phrase.id);
  return element(
    'button',
    {
      type: 'button',
      class: 'fable-phrase',
      'data-act': `mark:${phrase.id}`,
      'data-key': `phrase-${phrase.topic}-${phrase.id}`,
      'aria-pressed': String(isMarked),
    },
    element('span', { class: 'fable-phrase-mark' }, signPicture(isMarked ? 'doubt' : 'open')),
    element('span', {}, sayPhrase(say, phrase)),
  );
}

/** @param {Say} say @param {import('../cases.js').Phrase} phrase @param {string[]} marks */
function openPhrase(say, phrase, marks) {
  const mark = weighMark(phrase, marks);
  return element(
    'div',
    { class: 'fable-phrase', 'data-mark': mark, 'data-key': `open-${phrase.topic}-${phrase.id}` },
    element('span', { class: 'fable-phrase-mark' }, signPicture(mark)),
    element(
      'span',
      {},
      sayPhrase(say, phrase),
      element('em', {}, say(`mark.${mark}`)),
      mark !== 'fine' && element('small', {}, sayProof(say, phrase)),
    ),
  );
}

/** @param {Bench} bench */
function rulingView({ say, state }) {
  const reasons = /** @type {Record<string, readonly string[]>} */ (REASONS)[state.verdict] ?? [];
  return element(
    'section',
    { class: 'kit-panel fable-ruling', 'data-key': 'ruling' },
    element('h3', {}, say('check.decide')),
    choiceRow(say, VERDICTS, {
      chosen: state.verdict,
      name: 'verdict',
      face: (id) => say(`verdict.${id}`),
    }),
    reasons.length > 0 && element('h4', {}, say('check.because')),
    reasons.length > 0 && choiceRow(say, reasons, {
        chosen: state.reason,
        name: 'reason',
        face: (id) => say(`reason.${id}`),
      }),
    actionButton(say('check.hand'), 'hand', { isMain: true, key: 'hand' }),
  );
}

/** @param {Say} say @param {readonly string[]} ids @param {{chosen: string, name: string, face: (id: string) => string}} row */
const choiceRow = (say, ids, { chosen, name, face }) =>
  element(
    'div',
    {
      class: `fable-choices fable-choices-${name}`,
      role: 'group',
      'aria-label': say(`check.${name}`),
    },
    ids.map((id) =>
      element(
        'button',
        {
          type: 'button',
          class: 'kit-button',
          'data-act': `${name}:${id}`,
          'data-key': `${name}-${id}`,
          'aria-pressed': String(id === chosen),
        },
        face(id),
      ),
    ),
  );

/** @param {Bench} bench @param {Answer} answer @param {boolean} isLast */
function resultView({ say, state }, answer, isLast) {
  const ruling = state.rulings[state.n];
  const isRight = ruling.verdict === judge(answer);
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'result' },
    element('h3', {}, say('check.result')),
    element(
      'p',
      { class: 'fable-verdict', 'data-true': isRight },
      signPicture(isRight ? 'fine' : 'missed'),
      say(isRight ? 'check.verdictRight' : 'check.verdictOther', {
        yours: say(`verdict.${ruling.verdict}`),
        ours: say(`verdict.${judge(answer)}`),
      }),
    ),
    element('p', { class: 'kit-quiet' }, say(`verdict.${judge(answer)}.means`)),
    !isLast && actionButton(say('check.more'), 'next', { isMain: true, key: 'next-answer' }),
  );
}

/** @param {Say} say @param {Count} count @param {{planted: number, level: import('../cases.js').Level}} about */
function counters(say, { found, alarms, usable }, { planted, level }) {
  const { goal } = level;
  return element(
    'section',
    { class: 'kit-panel kit-dials fable-counters', 'data-key': 'counters' },
    countDial(say, { right: found, of: planted }, { caption: say('check.dial', { goal }), goal }),
    element(
      'dl',
      {},
      element('dt', {}, say('check.alarmCount')),
      element('dd', {}, say('check.atMost', { n: alarms, of: level.alarms })),
      element('dt', {}, say('check.reasonCount')),
      element('dd', {}, say('check.atLeast', { n: usable, of: level.reasons })),
    ),
  );
}

/** @param {Say} say @param {Count} count @param {import('../lab.js').Case} play */
function endView(say, count, { level, answers }) {
  const { isReached } = scoreRulings(level, count);
  const rows = /** @type {import('../cases.js').Tone[]} */ (['sure', 'soft']).filter(
    (tone) => countTone(answers, tone).of > 0,
  );
  return element(
    'section',
    { class: 'kit-panel fable-end', 'data-key': 'end' },
    element('h3', {}, say(isReached ? 'check.reached' : 'check.notReached')),
    element('p', {}, say('check.sum', { found: count.found, n: count.alarms })),
    toneTable(say, rows, answers),
  );
}

/** @param {Say} say @param {readonly import('../cases.js').Tone[]} rows @param {readonly Answer[]} answers */
export const toneTable = (say, rows, answers) =>
  element(
    'table',
    { class: 'fable-table' },
    element('caption', {}, say('tone.table')),
    element(
      'tbody',
      {},
      rows.map((tone) => {
        const { wrong, of } = countTone(answers, tone);
        return element(
          'tr',
          {},
          element('th', { scope: 'row' }, say(`tone.${tone}.name`)),
          element('td', {}, say('tone.wrong', { n: wrong, of })),
        );
      }),
    ),
  );
