/** The garden of a class: a clean table, ten faults planted in it, true strange values. No document in here. */

import { drawUntil, makeChance } from '../kit/chance.js';
import { COLUMNS, KINDS, MEASURED, WAYS, mendTable } from './faults.js';
import { findMiss, listGroups } from './guess.js';

/** @typedef {import('../kit/chance.js').Chance} Chance */
/** @typedef {import('./faults.js').Column} Column */
/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./faults.js').Kind} Kind */
/** @typedef {import('./faults.js').Row} Row */
/** @typedef {import('./guess.js').Newcomer} Newcomer */
/** @typedef {Row & {bed: string, sown: number, height: number, leaves: number}} CleanRow */
/**
 * A value that looks strange and is true, as the notebook says. The twins stand at two places.
 * @typedef {{name: 'tall' | 'snail' | 'small' | 'twins', rows: readonly number[], column: Column}} Note
 */
/**
 * @typedef {object} Garden
 * @property {readonly Row[]} rows As the class wrote them.
 * @property {readonly CleanRow[]} clean One row for each plant, as measured.
 * @property {readonly Fault[]} faults
 * @property {readonly Note[]} notes
 * @property {readonly Newcomer[]} newcomers Plants of another class, to try the guesser on.
 * @property {readonly Kind[]} kinds What can be named.
 */

export const PLANTS = Object.freeze(['tomato', 'bean', 'pepper', 'sunflower']);
export const BEDS = Object.freeze(['A', 'B', 'C']);
/** Centimetres and leaves that a plant gains in a day. */
const GROWTH = Object.freeze({
  tomato: { height: 1.15, leaves: 0.3 },
  bean: { height: 1.35, leaves: 0.4 },
  pepper: { height: 0.8, leaves: 0.25 },
  sunflower: { height: 2.4, leaves: 0.4 },
});
/** How many of each grow in the garden: 23 plants, 24 rows with the double one. */
const COUNTS = Object.freeze({ tomato: 7, bean: 6, pepper: 5, sunflower: 5 });
const N_NEWCOMERS = 10;
/** No plant has more leaves; the notebook says so. */
export const MOST_LEAVES = 25;
/** From May to July: a month that slipped. */
const TWO_MONTHS = 61;

/** @param {number} no @param {string} plant @param {Chance} chance @returns {CleanRow} */
function growPlant(no, plant, chance) {
  const sown = 1 + chance.below(24);
  const days = MEASURED - sown;
  const gain = GROWTH[/** @type {'bean'} */ (plant)];
  const luck = () => 0.92 + 0.16 * chance.next();
  return {
    no,
    plant,
    bed: chance.pick(BEDS),
    sown,
    height: Math.round(days * gain.height * luck()),
    leaves: Math.min(Math.round(days * gain.leaves * luck()) + 1, MOST_LEAVES - 1),
  };
}

/**
 * The clean table and the values in it that look strange and are true.
 * @param {Chance} chance
 * @returns {{clean: CleanRow[], notes: Note[]}}
 */
function growGarden(chance) {
  const kinds = Object.entries(COUNTS).flatMap(([plant, n]) => Array(n).fill(plant));
  const clean = chance.shuffle(kinds).map((plant, i) => growPlant(i + 1, plant, chance));
  const place = (/** @type {string} */ plant, /** @type {readonly number[]} */ taken = []) =>
    chance.pick(clean.flatMap((row, i) => (row.plant === plant && !taken.includes(i) ? [i] : [])));
  const [tall, snail, small] = [place('sunflower'), place('bean'), place('pepper')];
  const twin = place('tomato');
  const other = place('tomato', [twin]);
  clean[tall].height = 172 + chance.below(22);
  clean[snail].leaves = 0;
  clean[small].height = 6 + chance.below(3);
  clean[other] = { ...clean[twin], no: other + 1 };
  /** @type {Note[]} */
  const notes = [
    { name: 'tall', rows: [tall], column: 'height' },
    { name: 'snail', rows: [snail], column: 'leaves' },
    { name: 'small', rows: [small], column: 'height' },
    { name: 'twins', rows: [twin, other].sort((a, b) => a - b), column: 'no' },
  ];
  return { clean, notes };
}

/**
 * What a fault asks of the row it falls on, and what it makes of it.
 * @typedef {{kind: Kind, fits?: (row: CleanRow) => boolean, spoil: (row: CleanRow) => Partial<Row>}} Seed
 */

/** @type {Readonly<Record<string, Seed>>} */
const SEEDS = Object.freeze({
  swapped: {
    kind: 'swapped',
    fits: (row) => row.plant !== 'sunflower' && row.height > 34,
    spoil: (row) => ({ height: row.leaves, leaves: row.height }),
  },
  millimetres: {
    kind: 'unit',
    fits: (row) => row.plant !== 'sunflower' && row.height > 30,
    spoil: (row) => ({ height: row.height * 10 }),
  },
  metres: {
    kind: 'unit',
    fits: (row) => row.height < 100,
    spoil: (row) => ({ height: row.height / 100 }),
  },
  name: {
    kind: 'spelling',
    fits: (row) => row.plant === 'tomato',
    spoil: () => ({ plant: 'tomato2' }),
  },
  bed: { kind: 'spelling', fits: (row) => row.bed === 'A', spoil: () => ({ bed: 'a' }) },
  height: { kind: 'missing', spoil: () => ({ height: null }) },
  leaves: { kind: 'missing', spoil: () => ({ leaves: null }) },
  below: { kind: 'impossible', spoil: (row) => ({ height: -row.height }) },
  minus: { kind: 'impossible', spoil: (row) => ({ leaves: -row.leaves }) },
  date: { kind: 'date', spoil: (row) => ({ sown: row.sown + TWO_MONTHS }) },
});

/** @param {Chance} chance @returns {Seed[]} nine of the ten; the tenth is the double row */
function listSeeds(chance) {
  const { below, minus, ...rest } = SEEDS;
  return [...Object.values(rest), chance.pick([below, minus])];
}

/**
 * Plant the faults, each in a row of its own; none falls on a row in `spared`.
 * @param {readonly CleanRow[]} clean
 * @param {readonly Seed[]} seeds
 * @param {readonly number[]} spared
 * @param {Chance} chance
 * @returns {{rows: Row[], faults: Fault[], free: number[]} | null} null when a fault finds no row
 */
function plantFaults(clean, seeds, spared, chance) {
  let free = chance.shuffle(clean.map((_, i) => i).filter((i) => !spared.includes(i)));
  /** @type {Row[]} */
  const rows = clean.map((row) => ({ ...row }));
  /** @type {Fault[]} */
  const faults = [];
  for (const { kind, fits, spoil } of seeds) {
    const at = free.find((i) => fits?.(clean[i]) ?? true);
    if (at === undefined) return null;
    const change = spoil(clean[at]);
    const columns = COLUMNS.filter((column) => column in change);
    const truth = Object.fromEntries(columns.map((column) => [column, clean[at][column]]));
    Object.assign(rows[at], change);
    faults.push({ kind, rows: [at], columns, truth });
    free = free.filter((i) => i !== at);
  }
  return { rows, faults, free };
}

/**
 * Write one row a second time, some rows further down. Places below it move by one.
 * @param {{rows: Row[], faults: Fault[], free: number[]}} planted
 * @param {Chance} chance
 */
function copyRow({ rows, faults, free }, chance) {
  const from = chance.pick(free.filter((i) => i < rows.length - 4));
  const to = from + 3 + chance.below(rows.length - from - 2);
  const move = (/** @type {number} */ i) => (i >= to ? i + 1 : i);
  return {
    rows: [...rows.slice(0, to), { ...rows[from] }, ...rows.slice(to)],
    faults: [
      ...faults.map((fault) => ({ ...fault, rows: fault.rows.map(move) })),
      /** @type {Fault} */ ({ kind: 'double', rows: [from, to], columns: [], truth: {} }),
    ],
    move,
  };
}

/**
 * A garden drawn without looking at what its faults do.
 * @param {Chance} chance
 * @returns {Garden | null} null when the faults found no room
 */
export function drawGarden(chance) {
  const { clean, notes } = growGarden(chance);
  const spared = notes.flatMap((note) => note.rows);
  const planted = plantFaults(clean, listSeeds(chance), spared, chance);
  if (!planted || !planted.free.some((i) => i < clean.length - 4)) return null;
  const { rows, faults, move } = copyRow(planted, chance);
  const newcomers = Array.from({ length: N_NEWCOMERS }, (_, i) =>
    growPlant(i + 1, PLANTS[i % PLANTS.length], chance),
  );
  return {
    rows,
    clean,
    faults,
    notes: notes.map((note) => ({ ...note, rows: note.rows.map(move) })),
    newcomers,
    kinds: KINDS,
  };
}

/**
 * The table with every fault mended in the careful way.
 * @param {Pick<Garden, 'rows' | 'faults'>} garden
 */
export function mendCarefully(garden) {
  const ways = garden.faults.map(({ kind }, i) => [i, WAYS[kind][0]]);
  return mendTable(garden, Object.fromEntries(ways));
}

/**
 * A garden in which cleaning helps the guesser so much that ten new plants show it.
 * @param {string} seed
 * @returns {Garden}
 */
export function makeGarden(seed) {
  const garden = drawUntil(makeChance(seed).fork('garden'), drawGarden, (drawn) => {
    if (!drawn) return false;
    const clean = findMiss(mendCarefully(drawn), drawn.newcomers);
    const dirty = findMiss(drawn.rows, drawn.newcomers);
    const beds = listGroups(drawn.clean, 'bed', BEDS);
    return clean < 12 && dirty > clean * 2.5 && beds.every((bed) => bed.n > 3);
  });
  return /** @type {Garden} */ (garden);
}

/**
 * Six rows with two faults, to begin with: a height in millimetres and a plant under two names.
 * @param {string} seed
 * @returns {Garden}
 */
export function makeLittleGarden(seed) {
  const draw = (/** @type {Chance} */ chance) => {
    const kinds = ['tomato', 'tomato', 'tomato', 'bean', 'bean', 'bean'];
    const clean = chance.shuffle(kinds).map((plant, i) => growPlant(i + 1, plant, chance));
    const planted = plantFaults(clean, [SEEDS.millimetres, SEEDS.name], [], chance);
    return planted && { ...planted, clean, notes: [], newcomers: [] };
  };
  const drawn = drawUntil(makeChance(seed).fork('little'), draw, (one) => one !== null);
  const { rows, faults, clean } = /** @type {NonNullable<ReturnType<typeof draw>>} */ (drawn);
  return { rows, faults, clean, notes: [], newcomers: [], kinds: ['double', 'unit', 'spelling'] };
}
