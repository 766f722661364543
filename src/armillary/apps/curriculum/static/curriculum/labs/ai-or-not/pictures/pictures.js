/** Every card as a drawing of its own. */

import { shape } from '../../kit/dom.js';
import { ARGUED } from './argued.js';
import { LEARNED } from './learned.js';
import { LIVING } from './living.js';
import { MACHINES } from './machines.js';
import { MORE } from './more.js';

const ALL = { ...LEARNED, ...MACHINES, ...ARGUED, ...LIVING, ...MORE };

/**
 * A drawing without a name of its own: whoever shows it says what it is.
 * @param {string} id
 * @returns {SVGElement}
 */
export function picture(id) {
  const marks = ALL[id]();
  return shape(
    'svg',
    { viewBox: '0 0 100 100', class: 'aion-picture', 'aria-hidden': 'true', focusable: 'false' },
    marks.flat(),
  );
}
