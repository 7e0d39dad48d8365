/** What a gate keeps on the device: a few named values, and the passages that the server has not answered for yet. */

const NAME = "kangma-gate";
const VALUES = "values";
const PASSAGES = "passages";

/** @param {IDBRequest} r */
const done = (r) =>
  new Promise((yes, no) => {
    r.onsuccess = () => yes(r.result);
    r.onerror = () => no(r.error);
  });

export class Store {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
  }

  static async open() {
    const r = indexedDB.open(NAME, 1);
    r.onupgradeneeded = () => {
      r.result.createObjectStore(VALUES);
      r.result.createObjectStore(PASSAGES, { keyPath: "id" });
    };
    navigator.storage?.persist?.().catch(() => false); // ask not to be cleared when space runs short
    return new Store(await done(r));
  }

  /** One request in a transaction of its own, durable when it resolves. */
  async run(name, mode, request) {
    const tx = this.db.transaction(name, mode, { durability: "strict" });
    const ended = new Promise((yes, no) => {
      tx.oncomplete = yes;
      tx.onabort = tx.onerror = () => no(tx.error);
    });
    const result = await done(request(tx.objectStore(name)));
    await ended;
    return result;
  }

  get(key) {
    return this.run(VALUES, "readonly", (s) => s.get(key));
  }

  set(key, value) {
    return this.run(VALUES, "readwrite", (s) => s.put(value, key));
  }

  /** All passages, in the order of their ids, which is that of time. */
  passages() {
    return this.run(PASSAGES, "readonly", (s) => s.getAll());
  }

  keep(passage) {
    return this.run(PASSAGES, "readwrite", (s) => s.put(passage));
  }

  forget(id) {
    return this.run(PASSAGES, "readwrite", (s) => s.delete(id));
  }
}
