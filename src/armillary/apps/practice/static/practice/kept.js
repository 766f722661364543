/**
 * Posting to the school's computer, and keeping in the browser what cannot be sent now. Shared by the
 * questions of practice and those of tests; works on plain http: no service worker, no crypto.
 */

export const RETRY_MS = 5000;
const PATIENCE_MS = 15000;
const DATABASE = "armillary";
const STORE = "answers";

/**
 * One answer that waits. `place` names the question of a test: of several answers to it only the last
 * is kept. `keptAt` is the device's clock when the answer was given; the difference to its clock when
 * the answer is sent says how long it waited.
 * @typedef {{ key?: IDBValidKey, url: string, body: string, place?: string, keptAt?: number }} Kept
 */

/** @returns {Promise<IDBDatabase>} the browser's own store of answers not yet sent */
function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore(STORE, { keyPath: "key", autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

/**
 * Run one request on the store.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} its result, after the transaction is complete
 */
async function withStore(mode, ask) {
  const database = await openStore();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @returns {number} the device's own sequence number, one higher each time */
export function nextSequence() {
  try {
    const following = Number(localStorage.getItem("armillary-sequence") ?? "0") + 1;
    localStorage.setItem("armillary-sequence", String(following));
    return following;
  } catch {
    return 0;
  }
}

/**
 * Post a form's fields and return the response; rejects when the network is gone or too slow.
 * @param {string} url
 * @param {string} body
 */
export async function post(url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      signal: stop.signal,
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
      },
    });
    return { status: response.status, html: await response.text() };
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {Promise<Kept[]>} what waits, oldest first */
export function listKept() {
  return withStore("readonly", (store) => store.getAll());
}

/** Keep an answer until it can be sent. @param {Kept} entry */
export async function keep(entry) {
  await withStore("readwrite", (store) => store.add(entry));
  if (!entry.place) return;
  const same = (await listKept()).filter((other) => other.place === entry.place);
  for (const old of same.slice(0, -1)) await forget(old);
}

/** Let an answer go. @param {Kept} entry */
export function forget(entry) {
  return withStore("readwrite", (store) => store.delete(/** @type {IDBValidKey} */ (entry.key)));
}

/** @param {Kept} entry @returns {string} what is sent: with how long it waited, where that counts */
function bodyOf(entry) {
  if (entry.keptAt === undefined) return entry.body;
  const waited = Math.max(0, (Date.now() - entry.keptAt) / 1000);
  return `${entry.body}&waited=${waited.toFixed(1)}`;
}

let sending = false;

/**
 * Send what is kept, oldest first; what the server has stored or refused for good is let go. When the
 * network is still gone, try again in a while.
 * @param {(html: string, entry: Kept) => void} arrived called with the reply to each
 * @param {(count: number) => void} done called after the last one, with how many there were
 */
export async function sendKept(arrived, done) {
  if (sending) return;
  sending = true;
  try {
    const kept = await listKept();
    for (const entry of kept) {
      const { status, html } = await post(entry.url, bodyOf(entry));
      if (status >= 500) throw new Error("not saved");
      await forget(entry);
      arrived(html, entry);
    }
    if (kept.length) done(kept.length);
  } catch {
    setTimeout(() => sendKept(arrived, done), RETRY_MS);
  } finally {
    sending = false;
  }
}
