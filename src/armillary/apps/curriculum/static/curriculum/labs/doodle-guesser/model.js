/** The guesser itself: strokes, cells, distance, nearest drawings, counts. No document in here. */

/** @typedef {number[][]} Strokes Each stroke is x, y, x, y, ... in a square of 100 by 100. */
/** @typedef {{number: number, kind: string, variant: string, strokes: Strokes}} Doodle */
/** @typedef {Doodle & {cells: Float64Array}} Known A drawing with what the guesser compares. */
/** @typedef {{doodle: Known, distance: number}} Near */
/** @typedef {{kind: string, near: Near[]}} Guess */

/** A drawing is laid on a grid of this many cells in each direction. */
export const SIDE = 16;
/** What is nearer to the edge than this stays empty, so that the blur has room. */
const MARGIN = 1.5;
const BLURS = 2;
/** How many near drawings are shown; the nearest one decides. */
export const SHOWN = 3;

/**
 * @param {Strokes} strokes
 * @returns {{left: number, top: number, width: number, height: number}}
 */
export function findBox(strokes) {
  const all = strokes.flat();
  const xs = all.filter((_, i) => i % 2 === 0);
  const ys = all.filter((_, i) => i % 2 === 1);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/**
 * The same drawing moved to the middle and made so large that its longer side fills the square:
 * where on the sheet and how large somebody drew makes no difference.
 * @param {Strokes} strokes
 * @param {number} side
 * @param {number} margin
 * @returns {Strokes}
 */
export function fitInto(strokes, side, margin) {
  const { left, top, width, height } = findBox(strokes);
  const scale = (side - 2 * margin) / Math.max(width, height, 1);
  const x0 = side / 2 - (left + width / 2) * scale;
  const y0 = side / 2 - (top + height / 2) * scale;
  return strokes.map((stroke) => stroke.map((value, i) => value * scale + (i % 2 === 0 ? x0 : y0)));
}

/**
 * How much ink lies in each cell of the grid, softened, all cells together of length 1.
 * @param {Strokes} strokes
 * @returns {Float64Array}
 */
export function findCells(strokes) {
  const ink = new Float64Array(SIDE * SIDE);
  if (!strokes.some((stroke) => stroke.length > 0)) return ink;
  for (const stroke of fitInto(strokes, SIDE, MARGIN)) layStroke(ink, stroke);
  /** @type {Float64Array} */
  let cells = ink.map((value) => Math.min(value, 1));
  for (let i = 0; i < BLURS; i += 1) cells = blur(cells);
  const length = Math.hypot(...cells);
  return cells.map((value) => value / length);
}

/** @param {Float64Array} ink @param {readonly number[]} stroke */
function layStroke(ink, stroke) {
  dot(ink, stroke[0], stroke[1]);
  for (let i = 2; i < stroke.length; i += 2) {
    const dx = stroke[i] - stroke[i - 2];
    const dy = stroke[i + 1] - stroke[i - 1];
    const steps = Math.ceil(Math.hypot(dx, dy) / 0.25);
    for (let n = 1; n <= steps; n += 1) {
      dot(ink, stroke[i - 2] + (dx * n) / steps, stroke[i - 1] + (dy * n) / steps);
    }
  }
}

/**
 * Ink at a place goes to the four cells around it, by how near their middles are.
 * @param {Float64Array} ink
 * @param {number} x
 * @param {number} y
 */
function dot(ink, x, y) {
  const col = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const right = x - 0.5 - col;
  const low = y - 0.5 - row;
  const at = row * SIDE + col;
  // The margin keeps all four on the grid.
  ink[at] += (1 - right) * (1 - low);
  ink[at + 1] += right * (1 - low);
  ink[at + SIDE] += (1 - right) * low;
  ink[at + SIDE + 1] += right * low;
}

/** @param {Float64Array} cells @returns {Float64Array} each cell mixed with its neighbours */
function blur(cells) {
  return mixAlong(mixAlong(cells, 1), SIDE);
}

/**
 * Each cell a half of itself and a quarter of its two neighbours; over the edge there is nothing.
 * @param {Float64Array} cells
 * @param {number} step 1 along the rows, SIDE along the columns.
 * @returns {Float64Array}
 */
function mixAlong(cells, step) {
  return cells.map((value, i) => {
    const place = step === 1 ? i % SIDE : Math.floor(i / SIDE);
    const before = place === 0 ? 0 : cells[i - step];
    const after = place === SIDE - 1 ? 0 : cells[i + step];
    return (before + 2 * value + after) / 4;
  });
}

/** @param {Doodle} doodle @returns {Known} */
export const learnDoodle = (doodle) => ({ ...doodle, cells: findCells(doodle.strokes) });

/**
 * How far two drawings lie apart: 0 for the same one, 100 when they share no inked cell.
 * @param {Float64Array} one
 * @param {Float64Array} other
 * @returns {number}
 */
export function findDistance(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += (one[i] - other[i]) ** 2;
  return 100 * Math.sqrt(sum / 2);
}

/**
 * The training drawings from nearest to farthest; of equally near ones the earlier comes first.
 * @param {Float64Array} cells
 * @param {readonly Known[]} training
 * @returns {Near[]}
 */
export function rankDoodles(cells, training) {
  return training
    .map((doodle) => ({ doodle, distance: findDistance(cells, doodle.cells) }))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * The label of the nearest training drawing; without any there is no guess: the kind is 'none'.
 * @param {Float64Array} cells
 * @param {readonly Known[]} training
 * @returns {Guess}
 */
export function guessKind(cells, training) {
  const near = rankDoodles(cells, training).slice(0, SHOWN);
  return { kind: near[0]?.doodle.kind ?? 'none', near };
}

/**
 * How many drawings of a test get the label that their pupil gave them, and each guess.
 * @param {readonly Known[]} training
 * @param {readonly Known[]} test
 * @returns {{right: number, of: number, guesses: Guess[]}}
 */
export function runTest(training, test) {
  const guesses = test.map(({ cells }) => guessKind(cells, training));
  const right = guesses.filter((guess, i) => guess.kind === test[i].kind).length;
  return { right, of: test.length, guesses };
}

const DIGITS = 36;

/**
 * Strokes as a short text of letters and digits, four signs for each point, `.` between strokes.
 * @param {Strokes} strokes
 * @returns {string}
 */
export function writeStrokes(strokes) {
  const write = (/** @type {number} */ value) =>
    Math.max(0, Math.min(999, Math.round(value * 10)))
      .toString(DIGITS)
      .padStart(2, '0');
  return strokes.map((stroke) => stroke.map(write).join('')).join('.');
}

/** @param {string} text @returns {Strokes} */
export function readStrokes(text) {
  if (!text) return [];
  return text
    .split('.')
    .map((stroke) => (stroke.match(/../g) ?? []).map((pair) => parseInt(pair, DIGITS) / 10));
}

/** How many points one drawing keeps: what is left out lies within a hair of the line. */
export const MOST_POINTS = 150;

/**
 * The same strokes with fewer points, so that a drawing stays small enough to be kept.
 * @param {Strokes} strokes
 * @returns {Strokes}
 */
export function thinStrokes(strokes) {
  for (let slack = 0.4; ; slack *= 1.6) {
    const thin = strokes.map((stroke) => thinStroke(stroke, slack));
    if (thin.reduce((sum, stroke) => sum + stroke.length / 2, 0) <= MOST_POINTS || slack > 30) {
      return thin;
    }
  }
}

/**
 * Ramer, Douglas and Peucker.
 * @param {readonly number[]} stroke
 * @param {number} slack
 * @returns {number[]}
 */
function thinStroke(stroke, slack) {
  const last = stroke.length / 2 - 1;
  if (last < 2) return [...stroke];
  let far = 0;
  let at = 0;
  for (let i = 1; i < last; i += 1) {
    const away = findAway(stroke, i, last);
    if (away > far) [far, at] = [away, i];
  }
  if (far <= slack) return [...stroke.slice(0, 2), ...stroke.slice(-2)];
  const head = thinStroke(stroke.slice(0, 2 * at + 2), slack);
  return [...head, ...thinStroke(stroke.slice(2 * at), slack).slice(2)];
}

/**
 * How far point i lies from the line between the ends.
 * @param {readonly number[]} stroke
 * @param {number} i
 * @param {number} last
 */
function findAway(stroke, i, last) {
  const [x, y] = [stroke[2 * i] - stroke[0], stroke[2 * i + 1] - stroke[1]];
  const [dx, dy] = [stroke[2 * last] - stroke[0], stroke[2 * last + 1] - stroke[1]];
  const length = Math.hypot(dx, dy);
  return length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length;
}
