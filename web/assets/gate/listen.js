/** What the gate listens to: its keys and buttons, scanners that type, the network, and the page being closed. */

import { el } from "./screen.js";
import { waitingList } from "./waiting.js";
import { wedge } from "./wedge.js";

/** @param {import("./main.js").Gate} gate */
export function listen(gate) {
  const on = (id, what, work) => el(id).addEventListener(what, work);
  on("change-point", "click", () => {
    if (gate.kiosk.on) return;
    gate.instead = null;
    if (gate.signedInHere) gate.setup.points();
    else gate.setup.login(Boolean(gate.point));
  });
  on("chip-net", "click", () => gate.signedInHere || gate.kiosk.on || gate.setup.login(Boolean(gate.point)));
  on("login-later", "click", () => gate.home());
  on("sign-out", "click", () => gate.signOut());
  on("with-temperature", "change", (e) => {
    gate.each = e.target.checked;
    gate.store.set("temperature", gate.each);
  });
  on("begin-button", "click", () => gate.scanner.begin());
  on("tool-torch", "click", () => gate.scanner.torch());
  on("file", "change", (e) => gate.scanner.file(e.target));
  on("tool-text", "click", () => {
    el("text").value = "";
    el("text-dialog").showModal();
  });
  on("form-text", "submit", (e) => e.submitter.value === "ok" && gate.check(el("text").value.replace(/\r?\n$/, "")));
  waitingList(gate.queue);
  keys(gate);
  addEventListener("beforeunload", (e) => gate.unsent > 0 && gate.store.trouble && e.preventDefault());
  addEventListener("online", () => gate.send());
  addEventListener("offline", () => gate.api.reach(false));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) gate.scanner.pause();
    else if (gate.screen === "scan") gate.scanner.resume();
  });
}

/** Scanners that type, and digits for the temperature, wherever the focus is but in a field. */
function keys(gate) {
  const typed = wedge((text) => gate.check(text));
  addEventListener("keydown", (e) => {
    if (e.target.closest?.("input, textarea, select, dialog")) return;
    if (typed.key(e.key, e.timeStamp)) e.preventDefault();
    else if (/^\d$/.test(e.key)) gate.result.key(e.key);
    else if (e.key === "Backspace") gate.result.key("back");
  });
}
