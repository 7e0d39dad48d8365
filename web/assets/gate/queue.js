/**
 * Passages on their way to the server. One is kept on the device before the guard sees the next person, signed once
 * nothing can change in it any more, and forgotten only when the server has answered for it. The server knows it by
 * its id, so that sending it twice stores it once.
 */

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
 * @property {object} fields what is signed
 * @property {string} [payload] the exact text that is signed
 * @property {string} [signature]
 * @property {string} [refusal] key of the server's reason
 */

export class Queue {
  /**
   * @param {{passages(): Promise<Passage[]>, keep(p: Passage): Promise<any>, forget(id: string): Promise<any>}} store
   * @param {{id: string, sign(text: string): Promise<string>}} device
   * @param {(batch: object) => Promise<{results: {id: string, status: string, key?: string}[]}>} post
   * @param {(unsent: number, refused: number) => void} changed
   */
  constructor(store, device, post, changed) {
    Object.assign(this, { store, device, post, changed, sending: null });
  }

  /** Keeps a passage whose temperature may still come. @param {object} fields @param {number} ms @returns {Promise<Passage>} */
  async open(fields, ms) {
    const id = newId(ms);
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
    const payload = JSON.stringify(p.fields);
    const ready = { id: p.id, state: "ready", fields: p.fields, payload, signature: await this.device.sign(payload) };
    await this.store.keep(ready);
    Object.assign(p, ready);
  }

  /** Closes what was open when the page went away: nothing is lost with it. */
  async recover() {
    for (const p of await this.store.passages()) await this.close(p);
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
    for (;;) {
      const ready = (await this.store.passages()).filter((p) => p.state === "ready").slice(0, BATCH);
      if (ready.length === 0) return;
      const { results } = await this.post({ device: this.device.id, passages: ready.map(({ id, payload, signature }) => ({ id, payload, signature })) });
      const answered = new Map(results.map((r) => [r.id, r]));
      let settled = 0;
      for (const p of ready) {
        const r = answered.get(p.id);
        if (r?.status === "stored" || r?.status === "duplicate") {
          await this.store.forget(p.id);
          settled++;
        } else if (r?.status === "refused") {
          await this.store.keep({ ...p, state: "refused", refusal: r.key });
          settled++;
        }
      }
      await this.count();
      if (settled === 0) return; // an answer for none of them: try later, not at once
    }
  }
}
