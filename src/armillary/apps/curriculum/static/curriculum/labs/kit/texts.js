/** The words of a lab in the reader's language. */

/** @typedef {string | Record<string, string>} Text One sentence, or one for each plural form of {n}. */
/** @typedef {Record<string, Text>} Texts */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

export const LANGUAGES = Object.freeze(['en', 'ru', 'be', 'zh-Hans']);

/**
 * The language of the files for a language as the page names it: 'zh-hans' is 'zh-Hans', 'ru-RU' is
 * 'ru', and anything that labs do not speak is 'en'.
 * @param {string | undefined} asked
 * @returns {string}
 */
export function chooseLanguage(asked) {
  const wanted = (asked ?? '').toLowerCase();
  const exact = LANGUAGES.find((language) => language.toLowerCase() === wanted);
  const near = LANGUAGES.find((language) => language.split('-')[0] === wanted.split('-')[0]);
  return exact ?? near ?? 'en';
}

/**
 * A function that says a text with its values put in. A text with plural forms takes the form that
 * the value `n` asks for in the language.
 * @param {string} language
 * @param {...Texts} texts Later ones stand over earlier ones.
 * @returns {Say}
 */
export function makeSay(language, ...texts) {
  /** @type {Texts} */
  const all = Object.assign({}, ...texts);
  const plurals = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const text = all[key];
    if (text === undefined) throw new RangeError(`no text ${key} in ${language}`);
    const form =
      typeof text === 'string' ? text : (text[plurals.select(Number(values.n))] ?? text.other);
    return form.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values))
        throw new RangeError(`text ${key} in ${language} needs a value for ${name}`);
      return String(values[name]);
    });
  };
}
