/** A drawing hand: lines that waver, circles that do not quite close. No document in here. */

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {readonly (readonly [number, number])[]} Points */

/**
 * The hand of one pupil of the lab. Every pupil has another size, slant and tremble.
 * @param {Chance} chance
 */
export function makeHand(chance) {
  const around = (/** @type {number} */ middle, /** @type {number} */ spread) =>
    middle + (chance.next() * 2 - 1) * spread;
  const style = {
    tremble: around(0.9, 0.6),
    lean: around(0, 0.14),
    turn: around(0, 0.1),
    wide: around(1, 0.14),
    tall: around(1, 0.14),
  };
  /** @type {number[][]} */
  const strokes = [];

  const place = (/** @type {number} */ x, /** @type {number} */ y) => {
    const u = (x - 50) * style.wide + (y - 50) * style.lean;
    const v = (y - 50) * style.tall;
    const cos = Math.cos(style.turn);
    const sin = Math.sin(style.turn);
    return [50 + u * cos - v * sin, 50 + u * sin + v * cos];
  };

  /** @param {Points} points Close together; the tremble runs along them. */
  const put = (points) => {
    const phases = [0, 1, 2, 3].map(() => chance.next() * 2 * Math.PI);
    let way = 0;
    const stroke = points.flatMap(([x, y], i) => {
      if (i > 0) way += Math.hypot(x - points[i - 1][0], y - points[i - 1][1]);
      const dx = Math.sin(way / 9 + phases[0]) + 0.5 * Math.sin(way / 3.7 + phases[1]);
      const dy = Math.sin(way / 8 + phases[2]) + 0.5 * Math.sin(way / 4.1 + phases[3]);
      return place(x + style.tremble * dx, y + style.tremble * dy);
    });
    strokes.push(stroke);
  };

  return {
    around,
    strokes,
    /**
     * Straight pieces through the given corners.
     * @param {...(readonly [number, number])} corners
     */
    line: (...corners) => put(fillIn(corners)),
    /** Part of an ellipse; a full turn ends a little before or after its start.
     * @param {number} x @param {number} y @param {number} rx @param {number} ry
     * @param {readonly [number, number]} [arc] In degrees, 0 to the right, clockwise. */
    round: (x, y, rx, ry, arc) => {
      const [from, to] = arc ?? [around(-90, 60), around(270, 60) + around(0, 14)];
      const end = arc ? to : from + 360 + around(0, 12);
      const n = Math.max(6, Math.ceil((Math.abs(end - from) * Math.max(rx, ry)) / 160));
      put(
        Array.from({ length: n + 1 }, (_, i) => {
          const turn = ((from + ((end - from) * i) / n) * Math.PI) / 180;
          return /** @type {const} */ ([x + rx * Math.cos(turn), y + ry * Math.sin(turn)]);
        }),
      );
    },
    /**
     * A smooth bow through three points.
     * @param {readonly [number, number]} a
     * @param {readonly [number, number]} b
     * @param {readonly [number, number]} c
     */
    bow: (a, b, c) => {
      put(
        Array.from({ length: 13 }, (_, i) => {
          const t = i / 12;
          const at = (/** @type {0 | 1} */ axis) =>
            (1 - t) ** 2 * a[axis] + 2 * t * (1 - t) * b[axis] + t ** 2 * c[axis];
          return /** @type {const} */ ([at(0), at(1)]);
        }),
      );
    },
  };
}

/** @typedef {ReturnType<typeof makeHand>} Hand */

/** Points between corners, about four units apart. @param {Points} corners @returns {Points} */
function fillIn(corners) {
  return corners.flatMap((corner, i) => {
    if (i === 0) return [corner];
    const [x, y] = corners[i - 1];
    const n = Math.max(1, Math.round(Math.hypot(corner[0] - x, corner[1] - y) / 4));
    return Array.from(
      { length: n },
      (_, k) =>
        /** @type {const} */ ([
          x + ((corner[0] - x) * (k + 1)) / n,
          y + ((corner[1] - y) * (k + 1)) / n,
        ]),
    );
  });
}
