/** The answers of a seed: which topics, which phrases are false, in which tone each is said. */

import { drawUntil, makeChance } from '../kit/chance.js';
import { TOPICS } from './topics.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./topics.js').Claim} Claim */
/** @typedef {import('./topics.js').Kind} Kind */
/** @typedef {'sure' | 'soft'} Tone */
/** @typedef {Claim & {topic: string, version: number}} Phrase Its version 0 is backed by the shelf. */
/** @typedef {{topic: string, isMadeUp: boolean, tone: Tone, lead: number, phrases: Phrase[]}} Answer */
/**
 * @typedef {object} Level
 * @property {readonly string[]} steps
 * @property {readonly string[]} topics
 * @property {readonly number[]} errors Planted errors of the answers, before they are mixed.
 * @property {Readonly<Partial<Record<Kind, number>>>} kinds How many planted errors are of each kind.
 * @property {number} goal How many of them are to be found,
 * @property {number} alarms with at most so many false alarms,
 * @property {number} reasons and so many usable reasons.
 */

/** Phrases in one answer. */
export const PHRASES = 4;
/** As many ways to open an answer in either tone. */
export const LEADS = 4;

const REAL = TOPICS.filter((topic) => !topic.isMadeUp).map((topic) => topic.id);

/** @type {Record<string, Level>} */
export const LEVELS = Object.freeze({
  starter: {
    steps: ['meet', 'predict', 'check', 'explain'],
    topics: REAL,
    errors: [0, 1, 3],
    kinds: { fact: 4 },
    goal: 3,
    alarms: 1,
    reasons: 2,
  },
  shelf: {
    steps: ['meet', 'predict', 'check', 'tone', 'explain'],
    topics: TOPICS.map((topic) => topic.id),
    errors: [0, 0, 1, 2, 2, 2, 3],
    kinds: { fact: 4, old: 2, source: 2, quote: 2 },
    goal: 7,
    alarms: 2,
    reasons: 4,
  },
});

/** @param {Answer} answer @returns {Phrase[]} */
export const listErrors = (answer) => answer.phrases.filter((phrase) => phrase.version > 0);

/**
 * Of the phrases said in one tone: how many there are, and how many of them are false.
 * @param {readonly Answer[]} answers
 * @param {Tone} tone
 */
export function countTone(answers, tone) {
  const said = answers.filter((answer) => answer.tone === tone);
  const wrong = said.reduce((sum, answer) => sum + listErrors(answer).length, 0);
  return { wrong, of: said.length * PHRASES };
}

/** @param {Level} level @param {Chance} chance @returns {Answer[]} */
function drawAnswers(level, chance) {
  const errors = chance.fork('errors').shuffle(level.errors);
  const topics = chance.fork('topics').shuffle(level.topics);
  return errors.map((n, i) => {
    const topic = TOPICS.find((one) => one.id === topics[i]);
    if (!topic) throw new RangeError(`no topic ${topics[i]}`);
    const own = chance.fork(`answer-${i}`);
    const wrong = new Set(own.shuffle(topic.claims).slice(0, n));
    const phrases = topic.claims.map((claim) => ({
      ...claim,
      topic: topic.id,
      version: wrong.has(claim) ? 1 + own.below(claim.versions - 1) : 0,
    }));
    const tone = /** @type {Tone} */ (own.pick(['sure', 'soft']));
    return { topic: topic.id, isMadeUp: topic.isMadeUp, tone, lead: own.below(LEADS), phrases };
  });
}

/** @param {Level} level @param {readonly Answer[]} answers */
function hasKinds(level, answers) {
  const errors = answers.flatMap(listErrors);
  return Object.entries(level.kinds).every(
    ([kind, n]) => errors.filter((phrase) => phrase.kind === kind).length === n,
  );
}

/** Both tones are heard alike often, with false phrases in nearly the same share.
 * @param {readonly Answer[]} answers */
function isFairTone(answers) {
  const [sure, soft] = [countTone(answers, 'sure'), countTone(answers, 'soft')];
  if (Math.abs(sure.of - soft.of) > PHRASES) return false;
  return Math.abs(sure.wrong / sure.of - soft.wrong / soft.of) < 0.11;
}

/** The first answer holds one planted error or two: something to find, and something that stands.
 * @param {readonly Answer[]} answers */
const isGoodStart = ([first]) => [1, 2].includes(listErrors(first).length);

/**
 * Two phrases for the scale of tone, one true and one false, whose false version can be told by
 * a number alone.
 * @param {Chance} chance
 * @returns {{claim: Phrase, other: number}[]} `other` is the version it turns to when asked again.
 */
function drawPair(chance) {
  const claims = TOPICS.flatMap((topic) =>
    topic.claims
      .filter((claim) => claim.kind === 'fact' && claim.versions > 2)
      .map((claim) => ({ ...claim, topic: topic.id, version: 0 })),
  );
  const [first, second] = drawUntil(
    chance,
    (own) => own.shuffle(claims),
    ([one, two]) => one.topic !== two.topic,
  );
  return chance.fork('order').shuffle([
    { claim: first, other: 1 },
    { claim: { ...second, version: 1 }, other: 0 },
  ]);
}

/**
 * Everything that one seed brings on one level.
 * @param {string | number} seed
 * @param {string} levelName
 */
export function makeCase(seed, levelName) {
  const level = LEVELS[levelName];
  if (!level) throw new RangeError(`level must be one of ${Object.keys(LEVELS)}, got ${levelName}`);
  const chance = makeChance(seed).fork(levelName);
  const answers = drawUntil(
    chance.fork('answers'),
    (own) => drawAnswers(level, own),
    (drawn) =>
      hasKinds(level, drawn) && isGoodStart(drawn) && (level.topics === REAL || isFairTone(drawn)),
  );
  return { level, chance, answers, pair: drawPair(chance.fork('pair')) };
}
