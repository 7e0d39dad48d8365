/**
 * Passages on their way to the server. One is kept on the device before the guard sees the next person, signed once
 * nothing can change in it any more, and forgotten only when the server has answered for it. The server knows it by
 * its id, so that sending it twice stores it once.
 */

import { slip } from "./slip.js";

const BATCH = 50;

/** 16 bytes, the first six of them the time, as 32 hexadecimal digits. @param {number} ms */
export function newId(ms) {
  const tail = crypto.getRandomValues(new Uint8Array(10));
  return ms.toString(16).padStart(12, "0") + Array.from(tail, (b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {object} Passage
 * @property {string} id
 * @property {"open" | "ready" | "refused"} state open: still on the screen
 * @property {{id: string, device: string, point: string, at: number, answer: string, temperature: number | null, code: string}} fields
 * @property {string} [payload] the exact text that is signed
 * @property {string} [signature]
 * @property {string} [refusal] key of the server's reason
 */

export class Queue {
  /**
   * @param {{passages(): Promise<Passage[]>, keep(p: Passage): Promise<any>, forget(id: string): Promise<any>}} store
   * @param {(text: string) => Promise<string>} sign with the device's key
   * @param {(batch: object) => Promise<{results: {id: string, status: string, key?: string}[]}>} post
   * @param {(unsent: number, refused: number) => void} changed
   */
  constructor(store, sign, post, changed) {
    Object.assign(this, { store, sign, post, changed, sending: null });
  }

  /** Keeps a passage whose temperature may still come. @param {object} fields all but the id @returns {Promise<Passage>} */
  async open(fields) {
    const id = newId(fields.at);
    const p = { id, state: "open", fields: { id, ...fields } };
    await this.store.keep(p);
    await this.count();
    return p;
  }

  /** Keeps what changed in a passage. @param {Passage} p */
  amend(p) {
    return p.state === "open" ? this.store.keep(p) : undefined;
  }

  /** Signs a passage: from here on it only waits for the server. @param {Passage} p */
  async close(p) {
    if (p.state !== "open") return;
    const payload = slip(p.fields);
    const ready = { id: p.id, state: "ready", fields: p.fields, payload, signature: await this.sign(payload) };
    await this.store.keep(ready);
    Object.assign(p, ready);
  }

  /** Closes what was open when the page went away: nothing is lost with it. */
  async recover() {
    for (const p of await this.store.passages()) await this.close(p);
    await this.count();
  }

  /** Gives what was refused another chance: somebody else's sign-in may have been the reason. */
  async reconsider() {
    for (const p of await this.store.passages()) if (p.state === "refused") await this.store.keep({ ...p, state: "ready", refusal: undefined });
    await this.count();
  }

  /** What the server has not answered for, and what it refused. */
  list() {
    return this.store.passages();
  }

  /** Takes what was refused for good off the device, once somebody has seen why. */
  async clear() {
    for (const p of await this.store.passages()) if (p.state === "refused") await this.store.forget(p.id);
    await this.count();
  }

  async count() {
    const all = await this.store.passages();
    this.changed(all.filter((p) => p.state !== "refused").length, all.filter((p) => p.state === "refused").length);
  }

  /** Sends all that is ready, one sender at a time. Rejects if the server cannot be reached; then everything stays. */
  send() {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async sendAll() {
    const later = new Set(); // what the server wants to see again, but not at once
    for (;;) {
      const ready = (await this.store.passages()).filter((p) => p.state === "ready" && !later.has(p.id));
      if (ready.length === 0) return;
      const { device } = ready[0].fields; // a batch is of one device's signatures
      const batch = ready.filter((p) => p.fields.device === device).slice(0, BATCH);
      const { results } = await this.post({ device, passages: batch.map(({ id, payload, signature }) => ({ id, payload, signature })) });
      const answered = new Map(results.map((r) => [r.id, r]));
      for (const p of batch) {
        const r = answered.get(p.id);
        if (r?.status === "stored" || r?.status === "duplicate") await this.store.forget(p.id);
        else if (r?.status === "refused") await this.store.keep({ ...p, state: "refused", refusal: r.key });
        else later.add(p.id);
      }
      await this.count();
    }
  }
}
