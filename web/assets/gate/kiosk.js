/**
 * A fixed screen without a guard: the holder shows his code himself, every answer goes on by itself, and nothing but the answer is shown. A number leads out of
 * it, so that nobody who passes by changes the point or signs out.
 */

import { complain, el, show } from "./screen.js";
import { toBase64url } from "./trust.js";
import { say } from "./words.js";

const TRIES = 5;
const REST = 60e3; // milliseconds after so many wrong numbers
const ROUNDS = 100_000;

/** @param {string} pin @param {Uint8Array} salt */
async function digest(pin, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return toBase64url(new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, key, 256)));
}

export class Kiosk {
  /** @param {import("./main.js").Gate} gate */
  constructor(gate) {
    Object.assign(this, { gate, lock: null });
    el("kiosk-open").addEventListener("click", () => {
      complain("kiosk-error");
      el("kiosk-pin").value = "";
      el("kiosk-dialog").showModal();
    });
    el("kiosk-leave").addEventListener("click", () => {
      complain("leave-error");
      el("leave-pin").value = "";
      el("leave-dialog").showModal();
    });
    el("form-kiosk").addEventListener("submit", (e) => this.submitted(e, "kiosk", (pin) => this.begin(pin)));
    el("form-leave").addEventListener("submit", (e) => this.submitted(e, "leave", (pin) => this.leave(pin)));
  }

  get on() {
    return Boolean(this.lock);
  }

  async submitted(e, name, work) {
    if (e.submitter.value !== "ok") return;
    e.preventDefault();
    const refused = await work(el(`${name}-pin`).value);
    if (refused) complain(`${name}-error`, say(refused));
    else el(`${name}-dialog`).close();
  }

  async resume() {
    this.lock = (await this.gate.store.get("kiosk")) ?? null;
    this.mark();
    if (!this.on) return;
    this.gate.home();
    await this.gate.scanner.begin();
  }

  mark() {
    el("gate").toggleAttribute("data-kiosk", this.on);
  }

  /** @returns {Promise<string>} why not, or "" */
  async begin(pin) {
    if (!/^\d{4,8}$/.test(pin)) return "gate.kiosk.pin_short";
    if (!this.gate.point) return "fault.point.none";
    const salt = crypto.getRandomValues(new Uint8Array(16));
    this.lock = { salt, digest: await digest(pin, salt), wrong: 0, rest: 0 };
    await this.gate.store.set("kiosk", this.lock);
    this.mark();
    this.gate.scanner.stop(); // the camera on the holder's side comes instead
    this.gate.home();
    document.documentElement.requestFullscreen?.().catch(() => {});
    this.gate.scanner.begin();
    return "";
  }

  /** @returns {Promise<string>} why not, or "" */
  async leave(pin) {
    const { lock } = this;
    const now = Date.now();
    if (now < lock.rest) return "gate.kiosk.rest";
    if ((await digest(pin, lock.salt)) !== lock.digest) {
      lock.wrong++;
      if (lock.wrong % TRIES === 0) lock.rest = now + REST;
      await this.gate.store.set("kiosk", lock);
      return "gate.kiosk.wrong";
    }
    this.lock = null;
    await this.gate.store.set("kiosk", null);
    this.mark();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.gate.scanner.stop();
    show("scan");
    this.gate.home();
    return "";
  }
}
