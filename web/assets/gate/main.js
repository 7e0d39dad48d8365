/** The gate: joins camera, verification, result, queue and network. */

import { API } from "./api.js";
import { Camera } from "./camera.js";
import { Clock, doubted } from "./clock.js";
import { decoder, pixelsOf } from "./decode.js";
import { deviceKey } from "./device.js";
import { Lists } from "./lists.js";
import { Queue } from "./queue.js";
import { Result } from "./result.js";
import { el, show, showAges, showClock, showNet, showTrouble, showUnsent } from "./screen.js";
import { setup } from "./setup.js";
import { wake } from "./sound.js";
import { Store } from "./store.js";
import { verify } from "./verify.js";
import { waitingList } from "./waiting.js";
import { wedge } from "./wedge.js";
import { say } from "./words.js";

const SAME = 6000; // milliseconds in which the same code before the camera is the same person
const KEYS_EVERY = 10 * 60e3;
const SEND_EVERY = 10e3;

class Gate {
  async start() {
    this.store = await Store.open();
    this.clock = new Clock();
    this.clock.resume(await this.store.get("clock"));
    this.api = new API(this.clock, (session) => this.store.set("session", session));
    this.api.session = (await this.store.get("session")) ?? null;
    this.api.onReach = () => this.reached();
    this.lists = new Lists(this.store, this.api);
    await this.lists.resume();
    this.device = await deviceKey(this.store);
    this.unsent = 0;
    this.queue = new Queue(this.store, this.device.sign, (batch) => this.api.slips(batch), (unsent, refused) => {
      this.unsent = unsent;
      showUnsent(unsent, refused);
    });
    await this.queue.recover();
    this.point = await this.store.get("point");
    this.each = Boolean(await this.store.get("temperature"));
    this.current = null; // the passage on the screen
    this.last = { text: "", at: -Infinity };
    this.result = new Result({ fever: () => this.lists.fever, measured: (v) => this.measured(v), closed: () => this.next() });
    this.setup = setup({ api: this.api, store: this.store, signedIn: (s) => this.signedIn(s), pointChosen: (p) => this.pointChosen(p), each: () => this.each });
    this.listen();
    this.state();
    setInterval(() => this.state(), 5000);
    this.keepLists();
    setInterval(() => this.send(), SEND_EVERY);
    this.send();
    if (this.point) this.scanScreen();
    else if (this.signedInHere) this.setup.points();
    else this.setup.login(false);
    this.reader = decoder();
  }

  listen() {
    el("change-point").addEventListener("click", () => (this.signedInHere ? this.setup.points() : this.setup.login(Boolean(this.point))));
    el("chip-net").addEventListener("click", () => this.signedInHere || this.setup.login(Boolean(this.point)));
    el("login-later").addEventListener("click", () => this.scanScreen());
    el("sign-out").addEventListener("click", () => this.signOut());
    el("with-temperature").addEventListener("change", (e) => {
      this.each = e.target.checked;
      this.store.set("temperature", this.each);
    });
    el("begin-button").addEventListener("click", () => this.begin());
    waitingList(this.queue);
    addEventListener("beforeunload", (e) => this.unsent > 0 && this.store.trouble && e.preventDefault());
    el("tool-text").addEventListener("click", () => {
      el("text").value = "";
      el("text-dialog").showModal();
    });
    el("form-text").addEventListener("submit", (e) => e.submitter.value === "ok" && this.check(el("text").value.replace(/\r?\n$/, "")));
    el("file").addEventListener("change", (e) => this.checkFile(e.target));
    el("tool-torch").addEventListener("click", () => this.torch());
    const typed = wedge((text) => this.check(text));
    addEventListener("keydown", (e) => {
      if (e.target.closest?.("input, textarea, dialog")) return;
      if (typed.key(e.key, e.timeStamp)) e.preventDefault();
      else if (/^\d$/.test(e.key)) this.result.key(e.key);
      else if (e.key === "Backspace") this.result.key("back");
    });
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.api.reach(false));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.camera?.pause();
      else if (this.screen === "scan") this.camera?.resume();
    });
  }

  get signedInHere() {
    return Boolean(this.api.session);
  }

  get screen() {
    return el("gate").dataset.screen;
  }

  /** Writes what is always to be seen. */
  state() {
    showNet(this.api.reached, this.signedInHere);
    showClock(this.clock.doubtful);
    const { trouble } = this.store;
    showTrouble(trouble && say(`gate.store.${trouble}`));
    if (trouble === "full") this.store.settle();
    showAges(this.clock.now() / 1000, this.lists.trust, [...this.lists.statuses.values()], this.lists.limits);
    el("point-name").textContent = this.point?.name ?? say("gate.title");
  }

  reached() {
    this.state();
    if (this.api.reached) this.send();
  }

  /** Renews keys every ten minutes and recall lists as often as they ask for, for as long as the page is open. */
  async keepLists() {
    let keys = -Infinity;
    for (;;) {
      let wait = 15;
      try {
        if (performance.now() - keys > KEYS_EVERY) {
          await this.lists.renewTrust();
          keys = performance.now();
        }
        wait = await this.lists.renewStatuses();
      } catch {
        // Not reached: the page works with what it has, and shows how old that is.
      }
      if (!this.clock.doubtful) await this.store.set("clock", this.clock.kept());
      this.state();
      await new Promise((r) => setTimeout(r, wait * 1000));
    }
  }

  /** Sends what waits; whatever goes wrong, it is tried again. */
  async send() {
    if (!this.signedInHere) return;
    await this.queue.send().catch(() => {});
    this.state();
  }

  async signedIn(session) {
    await this.api.use(session);
    const { device } = await this.api.registerDevice(this.device.jwk).catch(async (refusal) => {
      await this.api.use(null); // an account that is no collector's
      throw refusal;
    });
    await this.api.use({ ...this.api.session, device });
    await this.store.set("device", device);
    await this.lists.renewTrust();
    await this.queue.reconsider();
    this.send();
    this.state();
    await this.setup.points();
  }

  async signOut() {
    await this.api.logout().catch(() => {}); // gone from here all the same
    await this.api.use(null);
    await this.store.set("points", null);
    await this.store.set("point", null);
    this.point = null;
    this.camera?.stop();
    this.state();
    this.setup.login(false);
  }

  async pointChosen(point) {
    this.point = point;
    await this.store.set("point", point);
    this.api.choosePoint(point.id).catch(() => {}); // every passage names its point itself
    this.state();
    this.scanScreen();
  }

  scanScreen() {
    show("scan");
    el("scan-hint").textContent = say("gate.scan.hint");
    el("begin").hidden = Boolean(this.camera?.stream?.active);
    this.camera?.resume();
  }

  /** Starts the camera: the touch that asks for it also lets the page sound. */
  async begin() {
    wake();
    el("camera-error").textContent = "";
    try {
      this.camera ??= new Camera(el("video"), await this.reader, {
        found: (text) => this.seen(text),
        nothing: () => (el("scan-hint").textContent = say("gate.scan.nothing")),
        broken: (why) => this.cameraGone(`gate.camera.${why}`),
      });
      await this.camera.start();
      el("begin").hidden = true;
      el("tool-torch").hidden = !this.camera.hasTorch;
      navigator.wakeLock?.request("screen").catch(() => {});
    } catch (e) {
      this.cameraGone(e.name === "NotAllowedError" ? "gate.camera.denied" : "gate.camera.none");
    }
  }

  /** Says what became of the camera; the touch that begins again is there, and the other ways. */
  cameraGone(why) {
    el("camera-error").textContent = say(why);
    el("begin").hidden = false;
    el("tool-torch").hidden = true;
  }

  async torch() {
    const on = el("tool-torch").getAttribute("aria-pressed") !== "true";
    try {
      await this.camera.torch(on);
    } catch {
      return (el("scan-hint").textContent = say("gate.torch.failed"));
    }
    el("tool-torch").setAttribute("aria-pressed", String(on));
  }

  async checkFile(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const text = await pixelsOf(file).then(async (image) => (await this.reader).read(image), () => "");
    if (text) this.check(text);
    else this.answer({ answer: "unknown", reason: "no_code", scheme: "" }, "");
  }

  /** A code before the camera: the one that was just answered is left alone. */
  seen(text) {
    const at = performance.now();
    const same = text === this.last.text && at - this.last.at < SAME;
    this.last = { text, at };
    if (!same) this.check(text);
  }

  /** Answers a code, whatever it is (rule GP-1). */
  async check(text) {
    if (this.screen === "result") this.result.close();
    if (this.screen !== "scan") return;
    this.camera?.pause();
    wake();
    const { trust, statuses, limits } = this.lists;
    const answer = await verify(text, { trust, statuses, limits, now: Math.floor(this.clock.now() / 1000) });
    await this.answer(this.clock.doubtful ? doubted(answer) : answer, text);
  }

  async answer(answer, text) {
    const device = await this.store.get("device");
    const recorded = Boolean(answer.claims && answer.answer !== "unknown" && this.point && device);
    const passage = recorded ? await this.queue.open({ device, point: this.point.id, at: this.clock.now(), answer: answer.answer, temperature: null, code: text }) : null; // before it is shown: rule GP-2
    this.current = passage;
    this.result.show(answer, { each: this.each, recorded });
    if (answer.claims && this.api.reached && this.signedInHere && this.point) this.ask(text, passage);
  }

  /** Asks the server for the newest state of the code on the screen. */
  async ask(text, passage) {
    try {
      const online = await this.api.verify(text, this.point.id);
      if (this.current !== passage) return;
      this.result.confirm(online);
      if (passage?.state === "open") {
        passage.fields.answer = online.answer;
        await this.queue.amend(passage);
      }
    } catch {
      // The offline answer stands, and says that it is one.
    }
  }

  measured(value) {
    if (!this.current) return;
    this.current.fields.temperature = value;
    this.queue.amend(this.current);
  }

  /** The person went on: the passage is signed and sent, the camera looks for the next. */
  async next() {
    const passage = this.current;
    this.current = null;
    this.last.at = performance.now();
    this.scanScreen();
    if (!passage) return;
    await this.queue.close(passage);
    await this.queue.count();
    this.send();
  }
}

const gate = new Gate();
gate.start();
navigator.serviceWorker?.register("/gate/sw.js", { scope: "/gate/" });
