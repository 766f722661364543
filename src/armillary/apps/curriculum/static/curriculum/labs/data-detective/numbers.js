/** Plain statistics: mean, spread together, a fitted line, the marks of an axis. No document in here. */

/** @typedef {{x: number, y: number}} Point */

/**
 * @param {readonly number[]} values At least one.
 * @returns {number}
 */
export function findMean(values) {
  if (values.length === 0) throw new RangeError('values must not be empty');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * How closely two columns move together, from -1 to 1 (Pearson). A column that never changes
 * moves with nothing: 0.
 * @param {readonly Point[]} points
 * @returns {number}
 */
export function correlate(points) {
  const { sxx, sxy, syy } = sumSquares(points);
  return sxx === 0 || syy === 0 ? 0 : sxy / Math.sqrt(sxx * syy);
}

/**
 * The line with the least sum of squared misses in y.
 * @param {readonly Point[]} points With at least two different x.
 * @returns {{slope: number, start: number}}
 */
export function fitLine(points) {
  const { sxx, sxy, mx, my } = sumSquares(points);
  if (sxx === 0) throw new RangeError('points must have at least two different x');
  const slope = sxy / sxx;
  return { slope, start: my - slope * mx };
}

/** @param {readonly Point[]} points */
function sumSquares(points) {
  const mx = findMean(points.map((point) => point.x));
  const my = findMean(points.map((point) => point.y));
  const sum = (/** @type {(point: Point) => number} */ part) =>
    points.reduce((total, point) => total + part(point), 0);
  return {
    mx,
    my,
    sxx: sum(({ x }) => (x - mx) ** 2),
    sxy: sum(({ x, y }) => (x - mx) * (y - my)),
    syy: sum(({ y }) => (y - my) ** 2),
  };
}

/**
 * Round marks of an axis that reach from below the least to above the greatest value.
 * @param {number} least
 * @param {number} greatest
 * @param {number} n About so many steps.
 * @returns {number[]}
 */
export function listTicks(least, greatest, n) {
  const rough = Math.max(greatest - least, 1e-9) / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((unit) => unit * power).find((one) => one >= rough * 0.999);
  const width = /** @type {number} */ (step);
  const first = Math.floor(least / width + 1e-9);
  const last = Math.max(Math.ceil(greatest / width - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * width);
}
