/**
 * People without a code: a code is never the only way in (NA-12). What is written down is sealed for the node at once, and gone from the
 * form; the passage waits and is sent like any other.
 */

import { seal } from "./seal.js";
import { complain, el, show } from "./screen.js";
import { press, reading } from "./temperature.js";
import { fromBase64url, toBase64url } from "./trust.js";
import { say } from "./words.js";

const FIELDS = ["name", "phone", "number"];
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether the number of a resident identity card was mistyped; any other number is taken as it is. @param {string} s */
export function mistyped(s) {
  const digits = s.replace(/\s/g, "").toUpperCase();
  if (!/^\d{17}[\dX]$/.test(digits)) return /^\d{16,}$/.test(digits) && digits.length !== 18;
  const sum = WEIGHTS.reduce((n, weight, i) => n + weight * Number(digits[i]), 0);
  return "10X98765432"[sum % 11] !== digits[17];
}

/** What is wrong with what was entered: a field and a message, or null. @param {Record<string, string>} w */
export function wrong(w) {
  if (!w.name) return ["register-name", "gate.register.no_name"];
  if (!w.phone && !w.number) return ["register-phone", "fault.manual.unreachable"];
  if (w.phone && !/^[+\d][\d\s()-]{4,}$/.test(w.phone)) return ["register-phone", "gate.register.phone_wrong"];
  if (w.number && mistyped(w.number)) return ["register-number", "gate.register.number_wrong"];
  return null;
}

/** @param {import("./main.js").Gate} gate */
export function register(gate) {
  const empty = () => {
    el("form-register").reset();
    complain("register-error");
    for (const f of FIELDS) el(`register-${f}`).removeAttribute("aria-invalid");
  };
  const open = () => {
    empty();
    gate.scanner.pause();
    show("register");
    el("register-name").focus();
  };
  el("tool-register").addEventListener("click", open);
  el("fallback-register").addEventListener("click", open);
  el("register-cancel").addEventListener("click", () => {
    empty();
    gate.home();
  });
  el("form-register").addEventListener("submit", async (e) => {
    e.preventDefault();
    const w = Object.fromEntries(FIELDS.map((f) => [f, el(`register-${f}`).value.trim()]).filter(([, v]) => v));
    const degrees = el("register-degrees").value.replace(/\D/g, "");
    const temperature = reading([...degrees].reduce(press, "")).value;
    const refuse = (field, message) => {
      complain("register-error", say(message));
      el(field).setAttribute("aria-invalid", "true");
      el(field).focus();
    };
    for (const f of FIELDS) el(`register-${f}`).removeAttribute("aria-invalid");
    const fault = wrong(w);
    if (fault) return refuse(...fault);
    if (degrees && temperature === null) return refuse("register-degrees", "fault.field.invalid.temperature");
    if (!gate.lists.registerKey) return complain("register-error", say("gate.register.no_key"));
    const sealed = await seal(fromBase64url(gate.lists.registerKey), "kangma register 1", JSON.stringify(w));
    const answer = e.submitter.value;
    const passage = await gate.keep(answer, `KR1:${toBase64url(sealed)}`, temperature);
    if (!passage) return complain("register-error", say("fault.point.none"));
    empty();
    gate.home();
    gate.told(say(`gate.register.${answer}`));
    await gate.done(passage);
  });
}
