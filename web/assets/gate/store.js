/**
 * What a gate keeps on the device: a few named values, and the passages that the server has not answered for yet. Where
 * the device keeps nothing (a private window, no space left) they are in memory, and the page says so: nothing is lost
 * while it is open.
 */

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
  /** @param {IDBDatabase | null} db null: everything is in memory */
  constructor(db) {
    this.db = db;
    this.values = new Map(); // what the device did not take
    this.spare = new Map(); // passages that it did not take
  }

  /** Opens what the device has; whatever it refuses, there is a store. */
  static async open() {
    try {
      const r = indexedDB.open(NAME, 1);
      r.onupgradeneeded = () => {
        r.result.createObjectStore(VALUES);
        r.result.createObjectStore(PASSAGES, { keyPath: "id" });
      };
      const store = new Store(await done(r));
      navigator.storage?.persist?.().catch(() => false); // ask not to be cleared when space runs short
      return store;
    } catch {
      return new Store(null);
    }
  }

  /** What is wrong with keeping: "" nothing, "none" the device keeps nothing, "full" it did not take all. @returns {"" | "none" | "full"} */
  get trouble() {
    if (!this.db) return "none";
    return this.spare.size > 0 ? "full" : "";
  }

  /** One request in a transaction of its own, durable when it resolves. */
  async run(name, mode, request) {
    const tx = this.db.transaction(name, mode, { durability: "strict" });
    const ended = new Promise((yes, no) => {
      tx.oncomplete = yes;
      tx.onabort = tx.onerror = () => no(tx.error);
    });
    ended.catch(() => {}); // a request that failed has told already
    const result = await done(request(tx.objectStore(name)));
    await ended;
    return result;
  }

  async get(key) {
    if (this.values.has(key) || !this.db) return this.values.get(key);
    return this.run(VALUES, "readonly", (s) => s.get(key));
  }

  async set(key, value) {
    try {
      await this.run(VALUES, "readwrite", (s) => s.put(value, key));
      this.values.delete(key);
    } catch {
      this.values.set(key, value);
    }
  }

  /** All passages, in the order of their ids, which is that of time. */
  async passages() {
    const kept = this.db ? await this.run(PASSAGES, "readonly", (s) => s.getAll()) : [];
    return [...kept.filter((p) => !this.spare.has(p.id)), ...this.spare.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Keeps a passage: on the device if it takes it, else in memory. */
  async keep(passage) {
    try {
      await this.run(PASSAGES, "readwrite", (s) => s.put(passage));
      this.spare.delete(passage.id);
    } catch {
      this.spare.set(passage.id, structuredClone(passage));
    }
  }

  /** Tries again to keep on the device what it did not take. */
  async settle() {
    if (this.db) for (const p of [...this.spare.values()]) await this.keep(p);
  }

  async forget(id) {
    this.spare.delete(id);
    if (this.db) await this.run(PASSAGES, "readwrite", (s) => s.delete(id));
  }
}
