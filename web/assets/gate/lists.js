/** Trust list, status lists and settings: kept on the device, renewed from the node while it can be reached. */

import { LIMITS } from "./verify.js";
import { mayReplace, readStatus, readTrust } from "./trust.js";

const FEVER = 37.3; // °C, where the node has set nothing
const ALONE = 300; // seconds, where the node has set nothing

export class Lists {
  /** @param {import("./store.js").Store} store @param {import("./api.js").API} api */
  constructor(store, api) {
    Object.assign(this, { store, api, trust: null, statuses: new Map(), limits: LIMITS, fever: FEVER, raw: null });
  }

  /** Takes up what was kept on the device. */
  async resume() {
    const [trust, statuses, settings] = await Promise.all(["trust", "statuses", "settings"].map((k) => this.store.get(k)));
    if (trust) this.take(trust);
    for (const s of statuses ?? []) this.statuses.set(s.iss, await readStatus(s));
    this.set(settings);
  }

  take(json) {
    this.trust = readTrust(json);
    this.raw = json;
  }

  set(settings) {
    this.limits = { ...LIMITS, ...settings?.limits };
    this.fever = settings?.fever ?? FEVER;
    this.alone = settings?.alone ?? ALONE; // without an answer of the node, until the page offers to go on without it
    this.registerKey = settings?.register_key ?? ""; // for which is sealed what is written down
  }

  /** Renews keys and settings. */
  async renewTrust() {
    const json = await this.api.trust();
    if (mayReplace(this.raw, json)) {
      this.take(json);
      await this.store.set("trust", json);
    }
    const settings = await this.api.settings();
    this.set(settings);
    await this.store.set("settings", settings);
  }

  /** Renews the recall lists of all issuers that have one; gives the seconds after which to ask again. */
  async renewStatuses() {
    const issuers = (this.raw?.issuers ?? []).filter((i) => i.keys.some((k) => k.use === "status")).map((i) => i.region);
    const kept = [];
    let next = 30;
    for (const issuer of issuers) {
      const json = await this.api.status(issuer).catch((e) => {
        if (e.status === 404) return null; // an issuer whose list this node does not have
        throw e;
      });
      if (!json) continue;
      const had = this.statuses.get(json.iss);
      if (!had || json.iat >= had.iat) this.statuses.set(json.iss, await readStatus(json));
      kept.push(json);
      next = Math.min(next, Math.max(10, json.ttl ?? 30));
    }
    await this.store.set("statuses", kept);
    return next;
  }
}
