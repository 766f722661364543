/** The stage of a lab: title, scale of steps, the sentence that says what just happened, one step. */

import { element, patch } from './dom.js';
import { listenToKeys, settleGrids } from './keyboard.js';
import { makeStopwatch, reportResult } from './moments.js';
import { QUIET_MS, makeKeeper } from './state.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {import('./moments.js').Moment} Moment */
/** @typedef {import('./texts.js').Say} Say */
/**
 * @typedef {object} Bench What a step works with.
 * @property {Say} say
 * @property {any} state The step's own part of the state (any: each step keeps a form of its own).
 * @property {(step: string) => any} look Another step's part of the state, undefined before its start.
 * @property {() => void} finish Open the way to the next step.
 * @property {(moment: Moment, score: number, raw: Record<string, unknown>) => void} report
 * @property {(key: string) => void} focus After the redraw, focus what carries this data-key.
 */
/**
 * @typedef {object} Step
 * @property {string} id Its title is the text `step.<id>`.
 * @property {() => any} begin The state at its start.
 * @property {(bench: Bench) => string} greet What is said when the step opens.
 * @property {(bench: Bench) => Child[]} view
 * @property {Record<string, (bench: Bench, ...words: string[]) => string | void>} actions
 *   By name; what an action returns is said. A button asks for one by `data-act="name:word:word"`.
 */

/**
 * @typedef {object} Play
 * @property {string} title
 * @property {Say} say
 * @property {readonly Step[]} steps
 * @property {Record<string, any>} state Begun or restored; kept up to date in place.
 * @property {() => number} now Milliseconds that never run backwards.
 */

/**
 * Open a stage in a host element.
 * @param {HTMLElement} root
 * @param {Play} play
 * @returns {() => void} closes the stage
 */
export function openStage(root, play) {
  const stage = new Stage(root, play);
  stage.open();
  return () => stage.close();
}

class Stage {
  #ending = new AbortController();
  #focusKey = '';
  /** @type {HTMLElement} */ #root;
  /** @type {Play} */ #play;
  /** @type {ReturnType<typeof makeParts>} */ #parts;
  /** @type {ReturnType<typeof makeKeeper>} */ #keeper;
  /** @type {ReturnType<typeof makeStopwatch>} */ #watch;

  /** @param {HTMLElement} root @param {Play} play */
  constructor(root, play) {
    this.#root = root;
    this.#play = play;
    this.#parts = makeParts(play.title);
    this.#keeper = makeKeeper(root, () => play.state, QUIET_MS);
    this.#watch = makeStopwatch(play.now, 0);
  }

  open() {
    const { signal } = this.#ending;
    this.#parts.stage.addEventListener('click', (event) => this.#onClick(event), { signal });
    listenToKeys(this.#parts.stage, signal);
    document.addEventListener(
      'visibilitychange',
      () => (document.hidden ? this.#rest() : this.#watch.run()),
      {
        signal,
      },
    );
    window.addEventListener('pagehide', () => this.#rest(), { signal });
    this.#root.append(this.#parts.stage);
    this.#enter();
  }

  close() {
    this.#rest();
    this.#ending.abort();
    this.#parts.stage.remove();
  }

  get #step() {
    const { steps, state } = this.#play;
    return steps.find((one) => one.id === state.step) ?? steps[0];
  }

  /** The kept part of the open step, begun where there is none yet. */
  get #part() {
    const { id, begin } = this.#step;
    return (this.#play.state.parts[id] ??= { at: begin(), done: false, seconds: 0 });
  }

  /** @returns {Bench} */
  #makeBench() {
    const { say, state } = this.#play;
    const part = this.#part;
    return {
      say,
      state: part.at,
      look: (id) => state.parts[id]?.at,
      finish: () => {
        part.done = true;
      },
      report: (moment, score, raw) => {
        const seconds = this.#watch.read();
        reportResult(this.#root, state.told, {
          moment,
          score,
          raw: { go: state.go, ...raw },
          seconds,
        });
      },
      focus: (key) => {
        this.#focusKey = key;
      },
    };
  }

  #enter() {
    const { say, steps, state, now } = this.#play;
    state.step = this.#step.id;
    this.#watch = makeStopwatch(now, this.#part.seconds);
    if (!document.hidden) this.#watch.run();
    const n = steps.indexOf(this.#step) + 1;
    this.#parts.area.replaceChildren();
    this.#parts.heading.textContent = say('kit.step', {
      n,
      of: steps.length,
      title: say(`step.${state.step}`),
    });
    this.#parts.live.textContent = this.#step.greet(this.#makeBench());
    this.#redraw();
  }

  #redraw() {
    const { say, steps, state } = this.#play;
    const { rail, area, foot, stage } = this.#parts;
    patch(
      rail,
      steps.map((one, i) =>
        railView(say, one, { n: i + 1, state, isOpen: isOpen(steps, i, state) }),
      ),
    );
    patch(area, this.#step.view(this.#makeBench()));
    patch(foot, footView(say, steps, state));
    settleGrids(stage);
    const target = this.#focusKey && stage.querySelector(`[data-key="${this.#focusKey}"]`);
    if (target instanceof HTMLElement) target.focus();
    this.#focusKey = '';
    // What was pressed may now lie under a panel that sticks to the edge: scroll margins say how far.
    const { activeElement } = document;
    if (stage.contains(activeElement)) activeElement?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = /** @type {Element} */ (event.target).closest('[data-act]');
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    const [name, ...words] = (button.getAttribute('data-act') ?? '').split(':');
    if (name === 'kit-step') this.#moveTo(words[0]);
    else if (name === 'kit-again') this.#startAgain();
    else this.#act(name, words);
    this.#settle();
  }

  /** @param {string} name @param {string[]} words */
  #act(name, words) {
    const sentence = this.#step.actions[name](this.#makeBench(), ...words);
    if (sentence) this.#parts.live.textContent = sentence;
    this.#redraw();
  }

  /** @param {string} id */
  #moveTo(id) {
    this.#settle();
    this.#play.state.step = id;
    this.#show();
  }

  #startAgain() {
    const { state, steps } = this.#play;
    Object.assign(state, { step: steps[0].id, parts: {}, told: {}, go: state.go + 1 });
    this.#show();
  }

  #show() {
    this.#enter();
    this.#parts.heading.focus({ preventScroll: true });
    this.#parts.stage.scrollIntoView({ block: 'start' });
  }

  #settle() {
    this.#part.seconds = this.#watch.read();
    this.#keeper.save();
  }

  /** The page goes out of view: stop the clock and send what is kept. */
  #rest() {
    this.#watch.rest();
    this.#part.seconds = this.#watch.read();
    this.#keeper.flush();
  }
}

/** @param {readonly Step[]} steps @param {number} i @param {Record<string, any>} state */
function isOpen(steps, i, state) {
  return i === 0 || state.parts[steps[i - 1].id]?.done === true;
}

/** @param {string} title */
function makeParts(title) {
  const rail = element('ol', { class: 'kit-rail' });
  const heading = element('p', { class: 'kit-step', tabindex: '-1' });
  const live = element('p', { class: 'kit-live', role: 'status', 'aria-live': 'polite' });
  const area = element('div', { class: 'kit-area' });
  const foot = element('div', { class: 'kit-foot' });
  const head = element(
    'header',
    { class: 'kit-head' },
    element('h2', { class: 'kit-title' }, title),
    rail,
    heading,
  );
  const stage = element(
    'section',
    { class: 'kit-stage', 'aria-label': title },
    head,
    live,
    area,
    foot,
  );
  return { stage, rail, heading, live, area, foot };
}

/** @param {Say} say @param {Step} step @param {{n: number, state: Record<string, any>, isOpen: boolean}} place */
function railView(say, step, { n, state, isOpen }) {
  const isHere = step.id === state.step;
  const isDone = state.parts[step.id]?.done === true;
  const name = say('kit.stepName', { n, title: say(`step.${step.id}`) });
  return element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        class: 'kit-rail-step',
        'data-act': `kit-step:${step.id}`,
        'data-done': isDone,
        'aria-current': isHere && 'step',
        'aria-disabled': !isOpen && 'true',
        'aria-label': isDone ? say('kit.stepDone', { name }) : name,
        title: say(`step.${step.id}`),
      },
      element('span', { class: 'kit-rail-mark' }, isDone && !isHere ? '✓' : String(n)),
    ),
  );
}

/** @param {Say} say @param {readonly Step[]} steps @param {Record<string, any>} state @returns {Child[]} */
function footView(say, steps, state) {
  const i = steps.findIndex((one) => one.id === state.step);
  const next = steps[i + 1];
  if (!state.parts[state.step]?.done) return [];
  const button = (
    /** @type {string} */ action,
    /** @type {string} */ text,
    /** @type {string} */ look,
  ) =>
    element(
      'button',
      { type: 'button', class: look, 'data-act': action, 'data-key': 'kit-next' },
      text,
    );
  if (!next) return [button('kit-again', say('kit.again'), 'kit-button')];
  return [
    button(
      `kit-step:${next.id}`,
      say('kit.next', { title: say(`step.${next.id}`) }),
      'kit-button kit-main',
    ),
  ];
}
