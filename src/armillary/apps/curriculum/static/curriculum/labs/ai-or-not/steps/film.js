/** Fourth step: which tasks of a film robot does some narrow AI of today cover, and which none? */

import { questionView, tellFeedback } from '../../kit/ask.js';
import { element } from '../../kit/dom.js';
import { actionButton } from '../../kit/parts.js';
import { CARDS, findCard } from '../cards.js';
import { FILM_ONLY, tryTask } from '../deal.js';
import { judge } from '../definition.js';
import { picture } from '../pictures/pictures.js';
import { smallCard } from '../views.js';
import { nameOf } from '../words.js';

/** @typedef {import('../../kit/stage.js').Bench} Bench */
/** @typedef {import('../../kit/texts.js').Say} Say */

const NARROW = CARDS.filter((card) => judge(card) === 'ai');
/** Why the rest stays uncovered: the wrong choices with what they speak of. */
export const FILM_OPTIONS = Object.freeze({
  right: undefined,
  more: 'A07-m3',
  film: 'A07-m2',
  weak: 'A07-m4',
});

/** @param {import('../deal.js').Play} play @returns {import('../../kit/stage.js').Step} */
export function filmStep({ tasks, orders }) {
  const order = orders.fork('film').shuffle(Object.keys(FILM_OPTIONS));
  const optionsOf = (/** @type {Say} */ say) =>
    order.map((id) => ({
      id,
      face: say(`film.why.${id}`),
      right: id === 'right',
      misconception: FILM_OPTIONS[/** @type {'more'} */ (id)],
      feedback: say(`film.why.${id}.say`),
    }));
  const isPlaced = (/** @type {Bench['state']} */ state) =>
    tasks.every((task) => state.placed[task] !== undefined);

  return {
    id: 'film',
    begin: () => ({ task: tasks[0], placed: {}, tried: 0, chosen: {} }),
    greet: ({ say }) => say('film.greet', { n: tasks.length }),
    view: ({ say, state }) => [
      element(
        'div',
        { class: 'kit-two aion-film', 'data-key': 'film' },
        tasksView(say, tasks, state),
        isPlaced(state)
          ? questionView(say, {
              id: 'rest',
              prompt: say('film.why'),
              options: optionsOf(say),
              chosen: state.chosen.rest,
            })
          : todayView(say, state.task),
      ),
    ],
    actions: {
      task: ({ say, state }, task) => {
        state.task = task;
        return say('film.asked', { task: say(`task.${task}`) });
      },
      try: (bench, id) => tryCard(bench, tasks, id),
      choose: (bench, question, id) => {
        bench.state.chosen[question] = id;
        bench.finish();
        bench.focus('kit-next');
        const option = optionsOf(bench.say).find((one) => one.id === id);
        return tellFeedback(bench.say, /** @type {import('../../kit/ask.js').Option} */ (option));
      },
    },
  };
}

/**
 * Try a narrow AI, or "none of these", on the task in hand.
 * @param {Bench} bench @param {readonly string[]} tasks @param {string} id
 */
function tryCard({ say, state, focus }, tasks, id) {
  const { task } = state;
  state.tried += 1;
  const isFilmOnly = FILM_ONLY.includes(task);
  const fits = id === 'none' ? isFilmOnly : tryTask(findCard(id), task) === 'covers';
  if (!fits) return id === 'none' ? say('film.tooSoon') : tellTry(say, id, task);
  state.placed[task] = id;
  const next = tasks.find((one) => state.placed[one] === undefined);
  state.task = next ?? null;
  focus(next ? `task-${next}` : 'q-rest');
  if (isFilmOnly) return say(`film.none.${task}`);
  return say('film.covered', { name: nameOf(say, id), task: say(`task.${task}`) });
}

/** Where a narrow AI stops. @param {Say} say @param {string} id @param {string} task */
function tellTry(say, id, task) {
  const card = findCard(id);
  const values = {
    name: nameOf(say, id),
    takes: say(`takes.${card.takes}`),
    gives: say(`gives.${card.gives}`),
  };
  return say(`film.stops.${tryTask(card, task)}`, values);
}

/** @param {Say} say @param {readonly string[]} tasks @param {Bench['state']} state */
function tasksView(say, tasks, state) {
  const row = (/** @type {string} */ task) => {
    const placed = state.placed[task];
    return element(
      'button',
      {
        type: 'button',
        class: 'aion-task',
        'data-act': `task:${task}`,
        'data-key': `task-${task}`,
        'data-placed': placed && (placed === 'none' ? 'none' : 'covered'),
        'aria-pressed': String(state.task === task),
        'aria-disabled': placed && 'true',
      },
      element('span', {}, say(`task.${task}`)),
      placed && placed !== 'none' && element('span', { class: 'aion-task-picture' }, picture(placed)),
      placed === 'none' && element('span', { class: 'aion-task-none' }, say('film.none')),
    );
  };
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'tasks' },
    element(
      'div',
      { class: 'aion-film-head' },
      element('span', { class: 'aion-film-picture' }, picture('android')),
      element('h3', {}, say('film.tasks')),
    ),
    element('div', { class: 'aion-tasks', 'data-grid': true }, tasks.map(row)),
  );
}

/** @param {Say} say @param {string} task */
function todayView(say, task) {
  return element(
    'section',
    { class: 'kit-panel', 'data-key': 'today' },
    element('h3', {}, say('film.who', { task: say(`task.${task}`) })),
    element(
      'div',
      { class: 'aion-cards aion-cards-wide', 'data-grid': true },
      NARROW.map((card) => smallCard(say, card, { act: `try:${card.id}`, key: `try-${card.id}` })),
    ),
    actionButton(say('film.none'), 'try:none', { key: 'try-none' }),
  );
}
