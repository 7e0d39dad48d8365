/** Codes before the camera and in picture files, and what is said when there is no camera, no light, or nothing to see. */

import { Camera } from "./camera.js";
import { decoder, pixelsOf } from "./decode.js";
import { el } from "./screen.js";
import { wake } from "./sound.js";
import { say } from "./words.js";

const SAME = 6000; // milliseconds in which the same code before the camera is the same person

export class Scanner {
  /** @param {import("./main.js").Gate} gate */
  constructor(gate) {
    this.gate = gate;
    this.camera = null;
    this.last = { text: "", at: -Infinity };
    this.reader = decoder();
  }

  /** Starts the camera: the touch that asks for it also lets the page sound. */
  async begin() {
    wake();
    el("camera-error").textContent = "";
    try {
      this.camera ??= new Camera(el("video"), await this.reader, {
        found: (text) => this.seen(text),
        nothing: () => this.gate.kiosk.on || (el("scan-hint").textContent = say("gate.scan.nothing")),
        broken: (why) => this.broken(`gate.camera.${why}`),
      });
      await this.camera.start(this.gate.kiosk.on ? "user" : "environment");
      el("begin").hidden = true;
      el("tool-torch").hidden = !this.camera.hasTorch;
      navigator.wakeLock?.request("screen").catch(() => {});
    } catch (e) {
      this.broken(e.name === "NotAllowedError" ? "gate.camera.denied" : "gate.camera.none");
    }
  }

  /** Says what became of the camera; the touch that begins again is there, and the other ways. */
  broken(why) {
    el("camera-error").textContent = say(why);
    el("begin").hidden = false;
    el("tool-torch").hidden = true;
  }

  pause() {
    this.camera?.pause();
  }

  /** Looks for codes again, or shows the touch that begins. */
  resume() {
    const active = Boolean(this.camera?.stream?.active);
    el("begin").hidden = active;
    if (active) this.camera.resume();
  }

  stop() {
    this.camera?.stop();
  }

  async torch() {
    const on = el("tool-torch").getAttribute("aria-pressed") !== "true";
    try {
      await this.camera.torch(on);
      el("tool-torch").setAttribute("aria-pressed", String(on));
    } catch {
      el("scan-hint").textContent = say("gate.torch.failed");
    }
  }

  async file(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const text = await pixelsOf(file).then(async (image) => (await this.reader).read(image)).catch(() => "");
    if (text) this.gate.check(text);
    else this.gate.answer({ answer: "unknown", reason: "no_code", scheme: "" }, "");
  }

  /** A code before the camera: the one that was just answered is left alone. */
  seen(text) {
    const at = performance.now();
    const same = text === this.last.text && at - this.last.at < SAME;
    this.last = { text, at };
    if (!same) this.gate.check(text);
  }

  /** The answer to the last code has been closed: it may lie before the camera a while longer. */
  gone() {
    this.last.at = performance.now();
  }
}
