/**
 * Going on without the system (WZ-18): the collector looks at another health code and the itinerary card. He turns it on, it is on the screen
 * for as long as it lasts, and the node is told from when until when as soon as it is reached.
 */

import { newId } from "./queue.js";
import { complain, el, show } from "./screen.js";
import { say } from "./words.js";

const TIME = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };

/** What two cards come to: red stops, green with a clear itinerary passes, all else asks. @param {string} colour @param {string} itinerary */
export function judge(colour, itinerary) {
  if (colour === "red") return "stop";
  return colour === "green" && itinerary === "clear" ? "pass" : "ask";
}

export class Fallback {
  /** @param {import("./main.js").Gate} gate */
  constructor(gate) {
    Object.assign(this, { gate, all: [], chosen: {}, reporting: false, refused: 0, cause: "" });
    el("tool-fallback").addEventListener("click", () => this.ask());
    el("fallback-go").addEventListener("click", () => this.begin(this.cause));
    el("fallback-later").addEventListener("click", () => this.later());
    for (const b of document.querySelectorAll("[data-cause]")) b.addEventListener("click", () => this.begin(b.dataset.cause));
    for (const b of document.querySelectorAll("[data-card]")) b.addEventListener("click", () => this.choose(b));
    el("fallback-end").addEventListener("click", () => this.end());
    el("fallback-scan").addEventListener("click", () => gate.scanScreen());
  }

  /** The one that lasts, null if there is none. */
  get now() {
    return this.all.find((f) => !f.ended) ?? null;
  }

  async resume() {
    this.all = (await this.gate.store.get("fallbacks")) ?? [];
    this.bar();
  }

  keep() {
    this.bar();
    return this.gate.store.set("fallbacks", this.all);
  }

  bar() {
    const { now } = this;
    el("fallback-bar").hidden = !now;
    if (now) el("fallback-since").textContent = say("gate.fallback.since", { time: new Date(now.began).toLocaleTimeString("zh-CN", TIME) });
  }

  /**
   * Offers to go on without the system, once the node has not answered for as long as the rules say, or there are no keys that count; who says no is asked
   * again after as long. It never begins by itself. @param {number} silence milliseconds
   */
  offer(silence) {
    const { gate } = this;
    const { trust, alone } = gate.lists;
    this.silence = silence;
    if (silence === 0) this.refused = 0;
    const keyless = silence > 0 && (!trust || gate.clock.now() >= trust.expires_at * 1000);
    const due = silence > 0 && alone > 0 && silence - this.refused >= alone * 1000;
    const yes = Boolean(gate.point) && !gate.kiosk?.on && !this.now && (due || (keyless && this.refused === 0));
    if (yes && el("fallback-offer").hidden) { // said once, not at every minute
      this.cause = keyless ? "no_keys" : "unreachable";
      el("fallback-silent").textContent = say(`gate.fallback.offer.${this.cause}`, { n: Math.max(1, Math.floor(silence / 60e3)) });
    }
    el("fallback-offer").hidden = !yes;
    if (this.now) el("fallback-back").hidden = silence > 0;
  }

  later() {
    this.refused = this.silence;
    el("fallback-offer").hidden = true;
  }

  ask() {
    if (this.now) return this.screen();
    el("fallback-dialog").showModal();
  }

  async begin(cause) {
    el("fallback-dialog").close();
    el("fallback-offer").hidden = true;
    const { gate } = this;
    if (!gate.point) return;
    const began = gate.clock.now();
    this.all.push({ id: newId(began), point: gate.point.id, cause, began, ended: 0, told: "" });
    await this.keep();
    this.report();
    this.screen();
  }

  async end() {
    if (this.now) this.now.ended = this.gate.clock.now();
    await this.keep();
    this.report();
    this.gate.scanScreen();
  }

  screen() {
    this.gate.scanner.pause();
    this.chosen = {};
    this.mark();
    show("fallback");
  }

  mark() {
    for (const b of document.querySelectorAll("[data-card]")) b.setAttribute("aria-pressed", String(this.chosen[b.dataset.card] === b.value));
  }

  async choose(button) {
    this.chosen[button.dataset.card] = button.value;
    this.mark();
    const { colour, itinerary } = this.chosen;
    if (!colour || !itinerary) return;
    const answer = judge(colour, itinerary);
    await this.gate.answer({ answer, reason: `cards_${answer}`, scheme: "" }, `KF1:${colour}-${itinerary}`, { cards: true });
  }

  /** Tells the node of begins and ends; whatever goes wrong, it is tried again. */
  async report() {
    if (this.reporting || !this.gate.signedInHere) return;
    this.reporting = true;
    try {
      for (const f of [...this.all]) {
        const tell = f.ended ? "end" : "begin";
        if (f.told === tell) continue;
        const time = (ms) => new Date(ms).toISOString();
        try {
          await this.gate.api.reportFallback({ id: f.id, point: f.point, cause: f.cause, began: time(f.began), ...(f.ended && { ended: time(f.ended) }) });
        } catch (refusal) {
          if (!(refusal.status === 422 || refusal.status === 409 || refusal.status === 404)) return; // else it is refused for good: too old, or the point is closed
        }
        f.told = tell;
        this.all = this.all.filter((x) => !(x.ended && x.told === "end"));
        await this.keep();
      }
    } finally {
      this.reporting = false;
    }
  }
}
