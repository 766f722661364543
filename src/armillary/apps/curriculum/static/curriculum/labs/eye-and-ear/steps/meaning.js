/** The heart of the lab: one reading, one label, two places it may come from. */

import { element } from '../../kit/dom.js';
import { actionButton, panel } from '../../kit/parts.js';
import { MEANINGS, SENSORS, readCamera } from '../cases.js';
import { gridPicture, readingPicture } from '../pictures.js';
import { patternShelf, verdict } from '../recogniser.js';
import { scenePicture, sensorSign } from '../scenes.js';
import { LOUD } from '../signals.js';
import { glassPad, nightPicture, shiftGlass } from '../street.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */
/** @typedef {import('../cases.js').Case} Case */
/** @typedef {import('../cases.js').Sensor} Sensor */
/** @typedef {import('../street.js').Place} Place */
/** @typedef {{at: number, judged: string[], slips: number, glass: Place, found: boolean}} State */

const VERDICTS = Object.freeze(['fits', 'not']);

/** @param {State} state @param {Sensor} sensor */
const isJudged = (state, sensor) => MEANINGS[sensor].every((thing) => state.judged.includes(thing));

/** @param {Case} play @returns {import('../../kit/stage.js').Step} */
export function meaningStep(play) {
  const start = /** @type {Record<string, Place>} */ (play.places)[play.readings.camera.label];
  const hunt = (/** @type {Bench} */ bench, /** @type {Place} */ place) => {
    const { say, state } = bench;
    state.glass = place;
    const { label } = readCamera(place, play.readings.camera.label);
    const values = { label: say(`label.${label}`) };
    const isSame = label === play.readings.camera.label;
    if (!isSame) return say('hunt.other', values);
    if (place.column === start.column && place.row === start.row) return say('hunt.start', values);
    state.found = true;
    return say('hunt.found', values);
  };
  return {
    id: 'meaning',
    begin: () => ({ at: 0, judged: [], slips: 0, glass: { ...start }, found: false }),
    greet: (bench) => bench.say('meaning.greet') + bench.say('kit.gap') + tellReading(bench, play),
    view: (bench) => view(bench, play),
    actions: {
      sensor: (bench, i) => {
        bench.state.at = Number(i);
        bench.focus('reading');
        return tellReading(bench, play);
      },
      go: (bench, way) => hunt(bench, shiftGlass(bench.state.glass, way)),
      place: (bench, column, row) => hunt(bench, { column: Number(column), row: Number(row) }),
      judge: (bench, thing, verdictGiven) => judge(bench, play, { thing, given: verdictGiven }),
    },
  };
}

/** @param {Bench} bench @param {Case} play */
function tellReading({ say, state }, play) {
  const sensor = SENSORS[state.at];
  const { label } = play.readings[sensor];
  return say(`meaning.read.${sensor}`, { label: say(`label.${label}`) });
}

/** @param {Bench} bench @param {Case} play @param {{thing: string, given: string}} answer */
function judge(bench, play, { thing, given }) {
  const { say, state } = bench;
  const sensor = SENSORS[state.at];
  const { label } = play.readings[sensor];
  const values = { label: say(`label.${label}`), truth: say(`label.${thing}`) };
  const right = thing === label ? 'fits' : 'not';
  if (given !== right) {
    state.slips += 1;
    return say('kit.notYet') + say('kit.gap') + say('meaning.slip', values);
  }
  if (!state.judged.includes(thing)) state.judged.push(thing);
  const told = say('kit.right') + say('kit.gap') + say(`meaning.${right}.told`, values);
  if (!isJudged(state, sensor)) return told;
  const isOver = SENSORS.every((one) => isJudged(state, one));
  if (isOver) {
    bench.finish();
    bench.focus('kit-next');
    return told + say('kit.gap') + say('meaning.over');
  }
  bench.focus('next-sensor');
  return told + say('kit.gap') + say('meaning.both');
}

/** @param {Bench} bench @param {Case} play */
function view(bench, play) {
  const { say, state } = bench;
  const sensor = SENSORS[state.at];
  const next = SENSORS.findIndex((one) => !isJudged(state, one));
  const isHunt = sensor === 'camera' && !state.found;
  return [
    tabs(say, state),
    sensor === 'camera' && huntView(bench, play),
    element(
      'section',
      {
        class: 'kit-panel eye-reading-panel',
        tabindex: '-1',
        'data-key': 'reading',
        'aria-label': say(`sensor.${sensor}`),
      },
      element(
        'div',
        { class: 'kit-two' },
        element(
          'div',
          { class: 'kit-stack' },
          element('h3', {}, say('meaning.gives')),
          reading(bench, play, sensor),
          element('p', { class: 'kit-quiet' }, say(`meaning.numbers.${sensor}`)),
        ),
        element(
          'div',
          { class: 'kit-stack' },
          element('h3', {}, say('meaning.recogniser')),
          recogniser(bench, play, sensor),
        ),
      ),
    ),
    !isHunt &&
      element(
        'section',
        { class: 'kit-stack', 'data-key': `scenes-${sensor}` },
        element('h3', {}, say('meaning.scenes')),
        element(
          'div',
          { class: 'eye-scenes' },
          MEANINGS[sensor].map((thing) => sceneCard(bench, play, thing)),
        ),
      ),
    isJudged(state, sensor) &&
      element('p', { class: 'kit-note', 'data-key': 'note' }, say(`meaning.note.${sensor}`)),
    isJudged(state, sensor) &&
      next >= 0 &&
      element(
        'div',
        { class: 'kit-row eye-end', 'data-key': 'row' },
        actionButton(
          say('meaning.next', { sensor: say(`sensor.${SENSORS[next]}`) }),
          `sensor:${next}`,
          {
            isMain: true,
            key: 'next-sensor',
          },
        ),
      ),
  ];
}

/** @param {Say} say @param {State} state */
function tabs(say, state) {
  return element(
    'div',
    { class: 'eye-tabs', role: 'group', 'aria-label': say('meaning.sensors'), 'data-key': 'tabs' },
    SENSORS.map((sensor, i) => {
      const isDone = isJudged(state, sensor);
      return element(
        'button',
        {
          type: 'button',
          class: 'eye-tab',
          'data-act': `sensor:${i}`,
          'data-key': `tab-${sensor}`,
          'aria-pressed': String(state.at === i),
          'data-done': isDone,
        },
        sensorSign(sensor),
        element('span', { class: 'eye-tab-name' }, say(`sensor.${sensor}`)),
        isDone && element('span', { class: 'eye-mark' }, '✓'),
      );
    }),
  );
}

/** Where the glass is, and what to look for. @param {Bench} bench @param {Case} play */
function huntView({ say, state }, play) {
  const label = say(`label.${play.readings.camera.label}`);
  return element(
    'section',
    { class: 'kit-panel eye-hunt', 'data-key': 'hunt' },
    nightPicture(say, state.glass, 8),
    element(
      'div',
      { class: 'kit-stack' },
      element(
        'p',
        { class: 'kit-prompt' },
        say(state.found ? 'hunt.found' : 'hunt.task', { label }),
      ),
      glassPad(say, state.glass),
      verdict(say, readCamera(state.glass, play.readings.camera.label).label),
    ),
  );
}

/** What stands in the numbers, drawn. @param {Bench} bench @param {Case} play @param {Sensor} sensor */
function reading({ say, state }, play, sensor) {
  const { label } = play.readings.camera;
  const { values } = sensor === 'camera' ? readCamera(state.glass, label) : play.readings[sensor];
  const name = say('meaning.list', { numbers: values.join(say('comma')) });
  if (sensor === 'camera') {
    const grid = { width: 8, height: 8, cells: values };
    return gridPicture(grid, { hasLines: true, hasNumbers: true, look: 'eye-middling', name });
  }
  const how = {
    microphone: { low: 0, high: 9, bar: LOUD },
    thermometer: { low: Math.min(...values) - 3, high: Math.max(...values), isLine: true },
    distance: { low: 0, high: Math.max(...values) },
  }[sensor];
  return readingPicture(values, { name, ...how });
}

/** How the label comes about. @param {Bench} bench @param {Case} play @param {Sensor} sensor */
function recogniser({ say, state }, play, sensor) {
  const { label } = play.readings[sensor];
  if (sensor !== 'camera') {
    return [
      element('p', { class: 'eye-rule' }, say(`rule.${sensor}`, { label: say(`label.${label}`) })),
      verdict(say, label),
    ];
  }
  const here = readCamera(state.glass, label);
  const nameOf = (/** @type {string} */ id) => say(`label.${id === 'round' ? label : id}`);
  return [
    element('p', { class: 'eye-rule' }, say('rule.camera')),
    patternShelf(say, here.ranked, nameOf),
  ];
}

/** @param {Bench} bench @param {Case} play @param {string} thing */
function sceneCard({ say, state }, play, thing) {
  const { label } = play.readings[SENSORS[state.at]];
  const isOpen = !state.judged.includes(thing);
  const right = thing === label ? 'fits' : 'not';
  return element(
    'figure',
    { class: 'eye-scene', 'data-key': `scene-${thing}`, 'data-judged': isOpen ? false : right },
    scenePicture(play, thing, say(`scene.${thing}`)),
    element('figcaption', {}, say(`scene.${thing}`)),
    isOpen
      ? element(
          'div',
          { class: 'eye-choices', role: 'group', 'aria-label': say('meaning.ask') },
          VERDICTS.map((one) =>
            actionButton(say(`meaning.${one}`), `judge:${thing}:${one}`, {
              key: `judge-${thing}-${one}`,
            }),
          ),
        )
      : element(
          'p',
          { class: 'eye-judged' },
          element(
            'span',
            { class: 'eye-mark', 'aria-hidden': 'true' },
            right === 'fits' ? '✓' : '≠',
          ),
          say(`meaning.${right}.short`),
        ),
  );
}
