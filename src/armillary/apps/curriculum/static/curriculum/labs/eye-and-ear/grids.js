/** Pictures as grids of numbers: 0 is black, 9 is white. No document in here. */

/**
 * @typedef {object} Grid
 * @property {number} width
 * @property {number} height
 * @property {readonly number[]} cells Row by row, each from 0 to 9.
 */

export const DARKEST = 0;
export const BRIGHTEST = 9;
/** The side of the small pictures that are painted, stored and compared. */
export const SIDE = 8;

/**
 * A grid from rows of digits, as in '0 0 3 9'.
 * @param {string} rows
 * @returns {Grid}
 */
export function parseGrid(rows) {
  const lines = rows.trim().split('\n');
  const cells = lines.flatMap((line) => [...line.replaceAll(/\s/g, '')].map(Number));
  return { width: cells.length / lines.length, height: lines.length, cells };
}

/**
 * A piece of a grid. What lies outside of it counts as black.
 * @param {Grid} grid
 * @param {{x: number, y: number, width: number, height: number}} box
 * @returns {Grid}
 */
export function cutGrid(grid, { x, y, width, height }) {
  const read = (/** @type {number} */ column, /** @type {number} */ row) => {
    const isInside = column >= 0 && row >= 0 && column < grid.width && row < grid.height;
    return isInside ? grid.cells[row * grid.width + column] : DARKEST;
  };
  const cells = Array.from({ length: width * height }, (_, i) =>
    read(x + (i % width), y + Math.floor(i / width)),
  );
  return { width, height, cells };
}

/**
 * How far two pictures lie apart: the differences of all squares added up.
 * @param {readonly number[]} one
 * @param {readonly number[]} other
 * @returns {number}
 */
export function measureDistance(one, other) {
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0);
}

/** @typedef {{id: string, grid: Grid}} Pattern */
/** @typedef {{id: string, grid: Grid, distance: number}} Ranked */

/**
 * The stored patterns, nearest first; of equally near ones the one stored first.
 * @param {readonly number[]} cells
 * @param {readonly Pattern[]} patterns
 * @returns {Ranked[]}
 */
export function rankPatterns(cells, patterns) {
  return patterns
    .map((pattern) => ({ ...pattern, distance: measureDistance(cells, pattern.grid.cells) }))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * Runs of equal squares in each row, gathered by tone: what a drawing of the grid is made from.
 * @param {Grid} grid
 * @returns {Map<number, {x: number, y: number, n: number}[]>}
 */
export function listRuns({ width, height, cells }) {
  /** @type {Map<number, {x: number, y: number, n: number}[]>} */
  const runs = new Map();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width;) {
      const tone = cells[y * width + x];
      let n = 1;
      while (x + n < width && cells[y * width + x + n] === tone) n += 1;
      runs.set(tone, [...(runs.get(tone) ?? []), { x, y, n }]);
      x += n;
    }
  }
  return runs;
}
