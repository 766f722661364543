/** The invented catalogue: forty-eight stories, songs and clips, and what each of them is like. */

/** @typedef {'topic' | 'kind' | 'mood' | 'length'} Feature */
/** @typedef {{id: string, number: number, topic: string, kind: string, mood: string, length: string}} Work */

/** The values of every feature, in the order in which the profile shows them. */
export const VALUES = Object.freeze({
  topic: ['space', 'sea', 'animals', 'sport', 'cooking', 'mystery'],
  kind: ['story', 'song', 'clip'],
  mood: ['funny', 'calm', 'exciting'],
  length: ['short', 'long'],
});
export const FEATURES = /** @type {readonly Feature[]} */ (Object.freeze(Object.keys(VALUES)));
export const TOPICS = VALUES.topic;

/** Kind, mood and length of the eight works of every topic; their titles stand in the texts. */
const SHELVES = Object.freeze({
  space: [
    'story exciting long',
    'story funny short',
    'song calm short',
    'song funny short',
    'clip calm long',
    'clip exciting short',
    'story calm short',
    'song exciting long',
  ],
  sea: [
    'story funny long',
    'story calm long',
    'song exciting short',
    'song calm long',
    'clip funny short',
    'clip calm short',
    'clip exciting long',
    'story exciting short',
  ],
  animals: [
    'story funny short',
    'story exciting long',
    'song funny long',
    'song calm short',
    'clip funny short',
    'clip exciting short',
    'clip calm long',
    'story calm short',
  ],
  sport: [
    'story exciting long',
    'story funny short',
    'song exciting short',
    'song funny short',
    'clip exciting long',
    'clip calm short',
    'clip funny long',
    'story calm long',
  ],
  cooking: [
    'story funny long',
    'story exciting short',
    'song funny short',
    'song calm short',
    'clip funny short',
    'clip calm long',
    'clip exciting short',
    'story calm long',
  ],
  mystery: [
    'story exciting long',
    'story funny short',
    'song calm long',
    'song exciting short',
    'clip exciting short',
    'clip funny long',
    'clip calm long',
    'story calm short',
  ],
});

/** @type {readonly Work[]} */
export const WORKS = Object.freeze(
  Object.entries(SHELVES).flatMap(([topic, shelf]) =>
    shelf.map((line, i) => {
      const [kind, mood, length] = line.split(' ');
      return Object.freeze({ id: `${topic}${i + 1}`, number: i + 1, topic, kind, mood, length });
    }),
  ),
);
