/** What holds for the words of every lab: the same keys, values and plural forms in each language. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

import {
  LANGUAGES,
  chooseLanguage,
  makeSay,
} from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/texts.js';

const LABS = new URL(
  '../../src/armillary/apps/curriculum/static/curriculum/labs/',
  import.meta.url,
);
const folders = readdirSync(LABS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const BUDGET_KB = 150;

const loadTexts = async (folder, language) =>
  (await import(new URL(`${folder}/texts.${language}.js`, LABS))).default;
const listForms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
const listValues = (form) => [...form.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const listFiles = (folder, end) =>
  readdirSync(new URL(`${folder}/`, LABS), { recursive: true })
    .filter((name) => name.endsWith(end))
    .map((name) => new URL(`${folder}/${name}`, LABS));

for (const folder of folders) {
  for (const language of LANGUAGES) {
    test(`${folder} in ${language} has every text, with the values of the English one`, async () => {
      const english = await loadTexts(folder, 'en');
      const texts = await loadTexts(folder, language);
      assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort());
      for (const [key, text] of Object.entries(texts)) {
        const expected = new Set(listForms(english[key]).flatMap(listValues));
        const got = new Set(listForms(text).flatMap(listValues));
        // A language may say a number of one as a word, so only the union of the forms is compared.
        assert.deepEqual([...got].sort(), [...expected].sort(), `${key} in ${language}`);
      }
    });

    test(`${folder} in ${language} has every plural form and no empty text`, async () => {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, text] of Object.entries(await loadTexts(folder, language))) {
        if (typeof text !== 'string')
          assert.deepEqual(Object.keys(text).sort(), [...forms].sort(), key);
        if (key !== 'kit.gap') for (const form of listForms(text)) assert.ok(form.trim(), key);
      }
    });

    test(`${folder} in ${language} gives the machine no mind`, async () => {
      // The one exception is a wrong answer that learners are asked to see through.
      const mind = {
        en: /\b(thinks?|knows?|wants?|feels?|understands?|believes?|remembers?)\b/i,
        ru: /(?<!\p{L})(дума[еюл]|знает|хочет|чувству|понима|помнит)/iu,
        be: /(?<!\p{L})(думае|ведае|хоча|адчувае|разумее|памятае)/iu,
        'zh-Hans': /(认为|知道|想要|觉得|懂得|明白|记得)/,
      }[language];
      for (const [key, text] of Object.entries(await loadTexts(folder, language))) {
        if (key.endsWith('.wish')) continue;
        for (const form of listForms(text)) assert.doesNotMatch(form, mind, key);
      }
    });
  }

  test(`no text of ${folder} lies unused`, async () => {
    const source = [...listFiles('kit', '.js'), ...listFiles(folder, '.js')]
      .filter((file) => !file.pathname.includes('/texts.'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const whole = new Set([...source.matchAll(/'([\w.-]+)'/g)].map((match) => match[1]));
    const starts = [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1]);
    const stems = [...source.matchAll(/`([\w.-]+)\$\{/g)].map((match) => match[1]);
    for (const key of Object.keys(await loadTexts(folder, 'en'))) {
      const isUsed = whole.has(key) || [...starts, ...stems].some((start) => key.startsWith(start));
      assert.ok(isUsed, key);
    }
  });
}

for (const folder of folders.filter((name) => name !== 'kit')) {
  test(`every text that ${folder} asks for by its full key is there`, async () => {
    const all = { ...(await loadTexts('kit', 'en')), ...(await loadTexts(folder, 'en')) };
    for (const file of [...listFiles('kit', '.js'), ...listFiles(folder, '.js')]) {
      const source = readFileSync(file, 'utf8');
      for (const [, key] of source.matchAll(/\b(?:say|panel)\((?:say,\s*)?'([\w.-]+)'/g)) {
        assert.ok(key in all, `${key} in ${file.pathname}`);
      }
    }
  });

  test(`${folder} is described by its lab.json and stays within its weight`, () => {
    const about = JSON.parse(readFileSync(new URL(`${folder}/lab.json`, LABS), 'utf8'));
    assert.equal(about.id, folder);
    assert.deepEqual(about.languages, [...LANGUAGES]);
    const files = [...listFiles(folder, ''), ...listFiles('kit', '')];
    const code = files.filter((file) => /\.(js|css)$/.test(file.pathname));
    for (const name of [about.entry, ...about.css]) {
      assert.ok(
        code.some((file) => file.pathname.endsWith(`/${folder}/${name}`)),
        name,
      );
    }
    for (const language of LANGUAGES) {
      const others = LANGUAGES.filter((one) => one !== language);
      const isLoaded = (file) => !others.some((one) => file.pathname.endsWith(`/texts.${one}.js`));
      const sizes = code.filter(isLoaded).map((file) => gzipSync(readFileSync(file)).length);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      assert.ok(
        bytes <= about.kB * 1000,
        `${language}: ${bytes} bytes, lab.json says ${about.kB} kB`,
      );
    }
    assert.ok(about.kB <= BUDGET_KB);
  });
}

test('the language of the page chooses the file', () => {
  const cases = {
    'zh-hans': 'zh-Hans',
    'zh-CN': 'zh-Hans',
    ru: 'ru',
    'be-BY': 'be',
    EN: 'en',
    fr: 'en',
  };
  for (const [asked, expected] of Object.entries(cases))
    assert.equal(chooseLanguage(asked), expected);
  assert.equal(chooseLanguage(undefined), 'en');
});

test('a count takes the plural form of the language', () => {
  const text = { one: '{n} метка', few: '{n} метки', many: '{n} меток', other: '{n} метки' };
  const say = makeSay('ru', { text });
  const said = [1, 2, 5, 11, 21, 22].map((n) => say('text', { n }));
  assert.deepEqual(said, ['1 метка', '2 метки', '5 меток', '11 меток', '21 метка', '22 метки']);
});

test('a missing text or value is an error, not a hole in the page', () => {
  const say = makeSay('en', { hello: 'Hello {name}' });
  assert.throws(() => say('bye'), /no text bye/);
  assert.throws(() => say('hello'), /needs a value for name/);
});
