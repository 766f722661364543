/** Building and renewing parts of the page without a framework and without HTML strings. */

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | false | null | undefined | Children} Child */
/** @typedef {readonly Child[]} Children */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

/**
 * An HTML element. An attribute of false, null or undefined is left out; true stands without value.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(tag), attributes, children));
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function shape(tag, attributes = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), attributes, children));
}

/** @param {Element} node @param {Attributes} attributes @param {Child[]} children */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...flatten(children));
  return node;
}

/** @param {Children} children @returns {(Node | string)[]} */
function flatten(children) {
  return children.flatMap((child) => {
    if (child === false || child === null || child === undefined) return [];
    return Array.isArray(child) ? flatten(child) : [/** @type {Node | string} */ (child)];
  });
}

/**
 * Make the children of a parent look like fresh ones while keeping what is already there: focus,
 * scroll and the reading place of a screen reader survive. Children with a `data-key` are known by it.
 * @param {Element} parent
 * @param {Child[]} fresh
 */
export function patch(parent, fresh) {
  const keyed = new Map();
  for (const child of parent.children) {
    const key = child.getAttribute('data-key');
    if (key) keyed.set(key, child);
  }
  /** @type {ChildNode | null} */
  let at = parent.firstChild;
  for (const entry of flatten(fresh)) {
    const node = typeof entry === 'string' ? document.createTextNode(entry) : entry;
    const old = findMatch(at, node, keyed);
    if (old && old === at) at = at.nextSibling;
    else parent.insertBefore(old ?? node, at);
    if (old) renew(old, node);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** @param {Node | null} at @param {Node} node @param {Map<string, Element>} keyed @returns {Node | null} */
function findMatch(at, node, keyed) {
  const key = keyOf(node);
  const old = key ? (keyed.get(key) ?? null) : at;
  const fits = old && old.nodeName === node.nodeName && keyOf(old) === key;
  return fits ? old : null;
}

/** @param {Node} node */
const keyOf = (node) => (node instanceof Element ? node.getAttribute('data-key') : null);

/** What the reader or the keyboard sets on an element and a redraw must leave alone. */
const KEPT = new Map([
  ['DETAILS', 'open'],
  ['BUTTON', 'tabindex'],
]);

/** @param {Node} old @param {Node} node */
function renew(old, node) {
  if (!(old instanceof Element) || !(node instanceof Element)) {
    if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
    return;
  }
  const kept = KEPT.get(old.nodeName);
  for (const { name } of [...old.attributes]) {
    if (name !== kept && !node.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of node.attributes) {
    if (name !== kept && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  patch(old, [...node.childNodes]);
}
