/** The parts of the page that several modules write to. */

import { say, sayAge } from "./words.js";

/** @param {string} id @returns {any} */
export const el = (id) => document.getElementById(id);

/** Shows one of the screens. @param {"login" | "points" | "scan" | "result" | "register" | "fallback" | "manage"} name */
export function show(name) {
  el("gate").dataset.screen = name;
  for (const s of document.querySelectorAll(".screen")) s.hidden = s.id !== name;
  head(el(name));
}

/** Puts the focus on a screen's heading where it would be nowhere: who hears the page hears where he is, and the next Tab is on the screen. */
function head(screen) {
  const at = document.activeElement;
  if (document.querySelector("dialog[open]") || (at !== document.body && !at.closest(".screen[hidden]"))) return;
  const h = screen.querySelector("h1");
  h.tabIndex = -1;
  h.focus({ preventScroll: true });
}

/** Writes an error line, or takes it away. @param {string} id @param {string} [text] */
export function complain(id, text = "") {
  el(id).hidden = text === "";
  el(id).querySelector("span").textContent = text;
}

function chip(id, text, level = "") {
  const c = el(id);
  c.hidden = text === "";
  c.dataset.level = level;
  c.querySelector("span").textContent = text;
}

/** Whether the server is reached, and whether it knows who we are. @param {boolean} reached @param {boolean} signedIn */
export function showNet(reached, signedIn) {
  if (!reached) chip("chip-net", say("gate.net.off"), "warn");
  else if (!signedIn) chip("chip-net", say("gate.net.login"), "warn");
  else chip("chip-net", say("gate.net.on"), "good");
}

/** Whether the time of this device can be relied on. @param {boolean} doubtful */
export function showClock(doubtful) {
  chip("chip-clock", doubtful ? say("gate.clock") : "", "warn");
}

/** A line under the header for as long as something is wrong with the device, "" when it is not. @param {string} text */
export function showTrouble(text) {
  el("trouble").hidden = text === "";
  if (el("trouble-text").textContent !== text) el("trouble-text").textContent = text;
}

/**
 * How old keys and recall list are, always to be seen (BY-13).
 * @param {number} now in seconds
 * @param {{issued_at: number, expires_at: number} | null} trust
 * @param {{iat: number}[]} statuses
 * @param {{trust_age: number, status_age: number}} limits
 */
export function showAges(now, trust, statuses, limits) {
  if (!trust || now >= trust.expires_at) chip("chip-keys", say("gate.keys.none"), "bad");
  else {
    const age = now - trust.issued_at;
    chip("chip-keys", say("gate.keys", { age: sayAge(age * 1000) }), limits.trust_age > 0 && age > limits.trust_age ? "warn" : "");
  }
  const oldest = Math.min(...statuses.map((s) => s.iat));
  if (statuses.length === 0) return chip("chip-status", "");
  const age = now - oldest;
  chip("chip-status", say("gate.status", { age: sayAge(age * 1000) }), limits.status_age > 0 && age > limits.status_age ? "warn" : "");
}

/** Passages that the server has not answered for, and those it did not accept. @param {number} unsent @param {number} refused */
export function showUnsent(unsent, refused) {
  const parts = [unsent && say("gate.unsent", { n: unsent }), refused && say("gate.refused", { n: refused })].filter(Boolean);
  chip("chip-unsent", parts.join(" · "), refused ? "bad" : "warn");
}
