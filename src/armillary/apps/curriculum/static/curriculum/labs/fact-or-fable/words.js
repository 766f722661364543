/** What the assistant and the shelf say, in the reader's language. */

import { pickVersion } from './topics.js';

/** @typedef {import('../kit/texts.js').Say} Say */
/** @typedef {import('./cases.js').Phrase} Phrase */

/**
 * A phrase as it stands in an answer.
 * @param {Say} say
 * @param {Pick<Phrase, 'topic' | 'id' | 'version'>} phrase
 */
export const sayPhrase = (say, { topic, id, version }) =>
  pickVersion(say(`claim.${topic}.${id}`), version);

/**
 * The line of the shelf that settles a phrase, with the title of its card. Against an invented book
 * stands the line that says the list is complete.
 * @param {Say} say
 * @param {Phrase} phrase
 */
export const sayProof = (say, { kind, version, card, line }) =>
  say('proof', {
    title: say(`card.${card}`),
    line: say(`card.${card}.${kind === 'source' && version > 0 ? 0 : line}`),
  });
