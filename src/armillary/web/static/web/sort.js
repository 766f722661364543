/**
 * Tables with `data-sortable` sort by the columns whose head cell carries `data-sort="number"` or
 * `data-sort="text"`. A cell may give its value as `data-value`; otherwise its text counts.
 */

/**
 * @param {HTMLTableRowElement} row
 * @param {number} column
 * @returns {string}
 */
function valueAt(row, column) {
  const cell = row.cells[column];
  return cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
}

/**
 * Compare two cells; what is not a number comes last, whichever way the table is sorted.
 * @param {string} first
 * @param {string} second
 * @param {{asNumbers: boolean, sign: number, language: string}} order  sign: 1 upwards, -1 downwards
 * @returns {number}
 */
export function compareCells(first, second, { asNumbers, sign, language }) {
  if (!asNumbers) return sign * first.localeCompare(second, language, { numeric: true });
  const [a, b] = [first, second].map((text) => (text === "" ? NaN : Number(text)));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLTableCellElement} head
 */
function sortBy(table, head) {
  const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  const order = {
    asNumbers: head.dataset.sort === "number",
    sign: direction === "ascending" ? 1 : -1,
    language: document.documentElement.lang || "en",
  };
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) =>
    compareCells(valueAt(a, head.cellIndex), valueAt(b, head.cellIndex), order),
  );
  for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
  body.append(...rows);
}

/** Turn the head cells of sortable tables into buttons. */
export function sortTables() {
  /** @type {NodeListOf<HTMLTableElement>} */
  const tables = document.querySelectorAll("table[data-sortable]");
  for (const table of tables) {
    /** @type {NodeListOf<HTMLTableCellElement>} */
    const heads = table.querySelectorAll("thead th[data-sort]");
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sortBy(table, head));
      head.append(button);
    }
  }
}
