/** The small pictures of the lab, drawn by hand in numbers. */

import { parseGrid } from './grids.js';

/** @typedef {import('./grids.js').Pattern} Pattern */

/** @param {Record<string, string>} drawn @returns {readonly Pattern[]} */
const storePatterns = (drawn) =>
  Object.freeze(Object.entries(drawn).map(([id, rows]) => ({ id, grid: parseGrid(rows) })));

/** To paint by numbers, in four tones. */
export const PAINTINGS = storePatterns({
  boat: `
    00090000
    00099000
    00099600
    00099660
    00099666
    00030000
    66666666
    03333330`,
  cup: `
    00303000
    00030300
    00000000
    99999600
    96666969
    96666969
    96666600
    09999000`,
  fish: `
    00000000
    00669000
    06666906
    66366996
    66666996
    06666906
    00669000
    00000000`,
  house: `
    00033000
    00366300
    03666630
    36666663
    09999990
    09399390
    09993390
    09993390`,
  key: `
    06960000
    69096000
    90009000
    69096999
    06963333
    00000906
    00000906
    00000000`,
  mushroom: `
    00666600
    06966960
    69666666
    66669666
    03333330
    00099000
    00099000
    00999900`,
});

/** For the first grades, in two tones. */
export const STENCILS = storePatterns({
  arrow: `
    00090000
    00099000
    00099900
    99999990
    99999990
    00099900
    00099000
    00090000`,
  face: `
    09999990
    90000009
    90900909
    90000009
    90900909
    90099009
    90000009
    09999990`,
  heart: `
    00000000
    09900990
    99999999
    99999999
    09999990
    00999900
    00099000
    00000000`,
  tree: `
    00099000
    00999900
    09999990
    00999900
    09999990
    99999999
    00099000
    00099000`,
});

/** What the camera of the night picture was given to compare with. */
export const STORED = storePatterns({
  round: `
    11466411
    14899841
    48999984
    69999996
    69999996
    48999984
    14899841
    11466411`,
  window: `
    44444444
    48848844
    48848844
    44444444
    48848844
    48848844
    44444444
    44444444`,
  star: `
    11111111
    11191111
    11191111
    19999911
    11191111
    11191111
    11111111
    11111111`,
  cloud: `
    11111111
    11133111
    11355311
    13555531
    35555553
    33333333
    11111111
    11111111`,
});
