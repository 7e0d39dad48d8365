/** The gate: joins camera, verification, result, queue and network. */

import { API } from "./api.js";
import { Clock, doubted } from "./clock.js";
import { deviceKey } from "./device.js";
import { Fallback } from "./fallback.js";
import { Kiosk } from "./kiosk.js";
import { Lists } from "./lists.js";
import { listen } from "./listen.js";
import { manage } from "./manage.js";
import { Queue } from "./queue.js";
import { register } from "./register.js";
import { Result } from "./result.js";
import { Scanner } from "./scanner.js";
import { el, show, showAges, showClock, showNet, showTrouble, showUnsent } from "./screen.js";
import { setup } from "./setup.js";
import { wake } from "./sound.js";
import { Store } from "./store.js";
import { verify } from "./verify.js";
import { say } from "./words.js";

const KEYS_EVERY = 10 * 60e3;
const SEND_EVERY = 10e3;

export class Gate {
  async start() {
    this.store = await Store.open();
    this.clock = new Clock();
    this.clock.resume(await this.store.get("clock"));
    this.api = new API(this.clock, (session) => this.store.set("session", session));
    this.api.session = (await this.store.get("session")) ?? null;
    this.api.answered = (await this.store.get("answered")) ?? this.clock.now();
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
    this.instead = null; // takes the next code in place of the check: whom to appoint
    this.scanner = new Scanner(this);
    this.fallback = new Fallback(this);
    await this.fallback.resume();
    this.kiosk = new Kiosk(this);
    this.result = new Result({ fever: () => this.lists.fever, measured: (v) => this.measured(v), closed: () => this.next(), alone: () => this.kiosk.on });
    this.setup = setup({ api: this.api, store: this.store, signedIn: (s) => this.signedIn(s), pointChosen: (p) => this.pointChosen(p), each: () => this.each, offer: () => this.manage.offer() });
    register(this);
    this.manage = manage(this);
    listen(this);
    this.state();
    setInterval(() => this.state(), 5000);
    this.keepLists();
    setInterval(() => this.send(), SEND_EVERY);
    this.send();
    if (this.point) this.home();
    else if (this.signedInHere) this.setup.points();
    else this.setup.login(false);
    await this.kiosk.resume();
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
    this.fallback.offer(this.silence);
  }

  /** For how many milliseconds the node has not answered; 0 while it does. */
  get silence() {
    return this.api.reached ? 0 : Math.max(0, this.clock.now() - this.api.answered);
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
        if (performance.now() - keys > KEYS_EVERY || !this.api.reached) {
          await this.lists.renewTrust();
          keys = performance.now();
        }
        wait = await this.lists.renewStatuses();
      } catch {
        // Not reached: the page works with what it has, and shows how old that is.
      }
      if (!this.clock.doubtful) await this.store.set("clock", this.clock.kept());
      await this.store.set("answered", this.api.answered);
      this.state();
      await new Promise((r) => setTimeout(r, wait * 1000));
    }
  }

  /** Sends what waits; whatever goes wrong, it is tried again. */
  async send() {
    if (!this.signedInHere) return;
    await this.queue.send().catch(() => {});
    await this.fallback.report();
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
    this.scanner.stop();
    this.state();
    this.setup.login(false);
  }

  async pointChosen(point) {
    this.point = point;
    await this.store.set("point", point);
    this.api.choosePoint(point.id).catch(() => {}); // every passage names its point itself
    this.state();
    this.home();
  }

  /** Says something for a while, wherever the page is. */
  told(text) {
    el("told").textContent = text;
    el("told").hidden = false;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => (el("told").hidden = true), 4000);
  }

  /** The screen between two people. */
  home() {
    if (this.fallback.now && !this.kiosk.on) return this.fallback.screen();
    this.scanScreen();
  }

  scanScreen(hint = say(this.kiosk.on ? "gate.kiosk.hint" : "gate.scan.hint")) {
    show("scan");
    el("scan-hint").textContent = hint;
    this.scanner.resume();
  }

  /** Answers a code, whatever it is (rule GP-1). */
  async check(text) {
    if (this.screen === "result") this.result.close();
    if (this.screen !== "scan" && this.screen !== "fallback") return;
    this.scanner.pause();
    wake();
    if (this.instead) return this.instead(text);
    const { trust, statuses, limits } = this.lists;
    const where = { region: this.point?.region, place: this.point?.place_kind }; // recognition may be bound to it
    const answer = await verify(text, { trust, statuses, limits: { ...limits, ...where }, now: Math.floor(this.clock.now() / 1000) });
    await this.answer(this.clock.doubtful ? doubted(answer) : answer, text);
  }

  /** Keeps a passage of this point; null where nobody stands here yet. */
  async keep(answer, code, temperature = null) {
    const device = await this.store.get("device");
    if (!this.point || !device) return null;
    return this.queue.open({ device, point: this.point.id, at: this.clock.now(), answer, temperature, code });
  }

  /** Shows an answer, and keeps the passage before it does (rule GP-2). cards: it is the collector's, of other codes that he looked at. */
  async answer(answer, text, { cards = false } = {}) {
    const passage = (answer.claims && answer.answer !== "unknown") || cards ? await this.keep(answer.answer, text) : null;
    const recorded = passage !== null;
    this.current = passage;
    this.result.show(answer, { each: this.each, recorded });
    if ((answer.claims || answer.scheme === "HC1") && this.api.reached && this.signedInHere && this.point) this.ask(text, passage);
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
    this.scanner.gone();
    this.home();
    if (passage) await this.done(passage);
  }

  /** Signs a passage in which nothing changes any more, and sends it. */
  async done(passage) {
    await this.queue.close(passage);
    await this.queue.count();
    this.send();
  }
}

const gate = new Gate();
gate.start();
navigator.serviceWorker?.register("/gate/sw.js", { scope: "/gate/" });
