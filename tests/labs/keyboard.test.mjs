import assert from 'node:assert/strict';
import test from 'node:test';

import { findNextBox } from '../../src/armillary/apps/curriculum/static/curriculum/labs/kit/keyboard.js';

/** Seven boxes of 50 by 50 in rows of three: 0 1 2 / 3 4 5 / 6. */
const boxes = Array.from({ length: 7 }, (_, i) => ({
  left: (i % 3) * 60,
  top: Math.floor(i / 3) * 60,
  width: 50,
  height: 50,
}));

test('left and right follow the reading order over the ends of rows', () => {
  assert.equal(findNextBox(boxes, 1, 'ArrowRight'), 2);
  assert.equal(findNextBox(boxes, 2, 'ArrowRight'), 3);
  assert.equal(findNextBox(boxes, 3, 'ArrowLeft'), 2);
});

test('up and down stay in the column', () => {
  assert.equal(findNextBox(boxes, 1, 'ArrowDown'), 4);
  assert.equal(findNextBox(boxes, 4, 'ArrowUp'), 1);
});

test('down into a short row goes to its nearest box', () => {
  assert.equal(findNextBox(boxes, 5, 'ArrowDown'), 6);
});

test('at an edge the place stays', () => {
  assert.equal(findNextBox(boxes, 0, 'ArrowLeft'), 0);
  assert.equal(findNextBox(boxes, 6, 'ArrowRight'), 6);
  assert.equal(findNextBox(boxes, 6, 'ArrowDown'), 6);
  assert.equal(findNextBox(boxes, 2, 'ArrowUp'), 2);
});

test('Home and End go to the ends', () => {
  assert.equal(findNextBox(boxes, 4, 'Home'), 0);
  assert.equal(findNextBox(boxes, 4, 'End'), 6);
});
