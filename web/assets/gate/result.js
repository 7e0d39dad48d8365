/** The answer, filling the screen, and the temperature that may go with it. */

import { el, show } from "./screen.js";
import { play } from "./sound.js";
import { press, reading } from "./temperature.js";
import { inWords, say } from "./words.js";

/** Milliseconds until the next scan by itself; what is not here waits for the guard. */
const BY_ITSELF = { pass: 2500, unknown: 6000 };
/** The same where no guard stands by. */
const ALONE = { pass: 3000, ask: 8000, stop: 8000, unknown: 5000 };
const AFTER_TEMPERATURE = 1200;

/** The line under the answer: a genuine code says what its outcome asks for, others why they were not taken. */
export function why({ answer, reason }, alone = false) {
  if (alone && answer !== "pass") return say(answer === "unknown" ? "gate.kiosk.unknown" : "gate.kiosk.ask"); // to the holder, and before whoever stands behind
  return say(reason === "code" ? `gate.reason.code.${answer}` : `gate.reason.${reason}`);
}

/** What another region's code counts as here, where that is another colour or somebody said something about it. */
function meant({ here, claims }) {
  if (!here) return "";
  const note = inWords(here.note);
  const as = here.colour === claims.colour ? "" : say("gate.here", { colour: say(`colour.${here.colour}`) });
  return [as, note].filter(Boolean).join(" · ");
}

export class Result {
  /**
   * @param {object} hooks
   * @param {() => number} hooks.fever °C
   * @param {(value: number | null) => void} hooks.measured
   * @param {() => boolean} hooks.alone whether no guard stands by
   * @param {() => void} hooks.closed the guard, or time, went on to the next person
   */
  constructor(hooks) {
    Object.assign(this, { hooks, keys: "", answer: null, each: false, timer: 0, open: false });
    el("keys").addEventListener("click", (e) => {
      const key = e.target.closest("button")?.dataset.key;
      if (key) this.key(key);
    });
    el("next").addEventListener("click", () => this.close());
    el("add-temperature").addEventListener("click", () => this.measure());
  }

  /** Shows an answer. @param {import("./verify.js").Answer} answer @param {{each: boolean, recorded: boolean}} how */
  show(answer, { each, recorded }) {
    const alone = this.hooks.alone();
    Object.assign(this, { keys: "", open: true, each: each && recorded && !alone });
    show("result");
    el("add-temperature").hidden = !recorded || this.each || alone;
    el("temperature").hidden = !this.each;
    el("shown-name").textContent = el("shown-number").textContent = "";
    this.degrees();
    this.paint(answer);
    el("next").focus({ preventScroll: true });
  }

  /** Paints an answer, the first or a newer one for the same code. */
  paint(answer) {
    this.answer = answer;
    const box = document.querySelector(`template[data-verdict="${answer.answer}"]`).content.cloneNode(true);
    const because = why(answer, this.hooks.alone());
    box.querySelector(".why").textContent = because;
    el("verdict").replaceChildren(box);
    const { claims } = answer;
    const silent = answer.reason === "not_recognised"; // whose it is can be told, and its colour means nothing here
    el("facts").hidden = !claims || (answer.answer === "unknown" && !silent); // what cannot be told has no colour
    if (claims) {
      el("shown-colour").textContent = answer.reason === "paper" ? say("gate.paper") : silent ? "" : say(`colour.${claims.colour}`);
      el("shown-mark").textContent = claims.mark && !silent ? say(`mark.${claims.mark}`) : "";
      const from = inWords(answer.name) || answer.issuer;
      el("shown-here").textContent = meant(answer);
      el("shown-from").textContent = `${say("gate.from", { name: from })} · ${say(answer.online ? "gate.checked.online" : "gate.checked.offline")}`;
    }
    el("speak").textContent = `${say(`gate.answer.${answer.answer}`)}. ${because}`;
    play(answer.answer);
    this.wait();
  }

  /** Adds what the server says of the same code: the masked checking information, and a newer answer if there is one. */
  confirm(online) {
    if (!this.open) return;
    if (!this.hooks.alone()) { // who it is is for a guard, not for who stands behind
      el("shown-name").textContent = online.name ?? "";
      el("shown-number").textContent = online.number ?? "";
    }
    const claims = this.answer.claims && { ...this.answer.claims, colour: online.colour ?? this.answer.claims.colour, mark: online.mark ?? this.answer.claims.mark };
    const newer = { ...this.answer, answer: online.answer, reason: online.reason, claims, online: true };
    if (newer.answer !== this.answer.answer || newer.reason !== this.answer.reason) return this.paint(newer);
    this.answer = newer;
    el("shown-from").textContent = el("shown-from").textContent.replace(say("gate.checked.offline"), say("gate.checked.online"));
  }

  /** Goes on by itself after a while, unless somebody has to do something first. */
  wait(ms = this.each || (this.answer.reason === "paper_now" && !this.hooks.alone()) ? undefined : (this.hooks.alone() ? ALONE : BY_ITSELF)[this.answer.answer]) {
    clearInterval(this.timer);
    el("auto").hidden = !ms;
    if (!ms) return;
    const start = performance.now();
    this.timer = setInterval(() => {
      const share = (performance.now() - start) / ms;
      el("auto").value = 100 * share;
      if (share >= 1) this.close();
    }, 50);
  }

  measure() {
    this.each = true;
    el("temperature").hidden = false;
    el("add-temperature").hidden = true;
    this.wait();
  }

  /** @param {string} key a digit or "back" */
  key(key) {
    if (!this.open || el("temperature").hidden) return;
    this.keys = press(this.keys, key);
    const { value } = this.degrees();
    this.hooks.measured(value);
    if (value === null) return this.wait();
    const fever = value >= this.hooks.fever();
    el("fever").hidden = !fever;
    if (fever) play("ask");
    if (!fever && this.answer.answer === "pass") this.wait(AFTER_TEMPERATURE);
    else this.wait();
  }

  degrees() {
    const r = reading(this.keys);
    el("degrees").textContent = r.text || "--.-";
    el("fever").hidden = true;
    return r;
  }

  close() {
    if (!this.open) return;
    this.open = false;
    clearInterval(this.timer);
    for (const id of ["shown-name", "shown-number", "shown-colour", "shown-mark", "shown-here", "shown-from", "speak"]) el(id).textContent = ""; // nobody's data stays on the page
    this.hooks.closed();
  }
}
