/** The JSON API as the gate calls it: web/gate/API.md. */

/** A refusal by the server. status 0: not reached. */
export class Refused extends Error {
  /** @param {number} status @param {{code?: string, key?: string, field?: string, detail?: string}} problem */
  constructor(status, problem) {
    super(problem.detail ?? `status ${status}`);
    Object.assign(this, { status, ...problem });
  }
}

/** @typedef {{token: string, refresh?: string, until?: string, device?: string}} Session */

export class API {
  /**
   * @param {import("./clock.js").Clock} clock set by every answer
   * @param {(session: Session | null) => Promise<any>} keep what is to be known of the session after the page is closed
   */
  constructor(clock, keep) {
    Object.assign(this, { clock, keep, session: null, renewing: null });
    this.reached = navigator.onLine;
    this.answered = -Infinity; // when the node last did, by the gate's clock in milliseconds
    this.onReach = () => {};
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {number} [patience] milliseconds */
  async call(method, path, body, patience = 8000) {
    await this.renewing?.catch(() => {});
    const used = this.session;
    try {
      return await this.once(method, path, body, patience);
    } catch (refusal) {
      if (refusal.status !== 401 || !used) throw refusal;
      if (used === this.session) await this.renew();
      return this.once(method, path, body, patience);
    }
  }

  async once(method, path, body, patience) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (this.session?.token) headers.Authorization = `Bearer ${this.session.token}`;
    let answer;
    try {
      answer = await fetch(`/v1${path}`, { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(patience) });
    } catch {
      this.reach(false);
      throw new Refused(0, { code: "unreached" });
    }
    this.reach(answer.status < 500 || answer.status === 503);
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (date) this.clock.set(date);
    if (this.reached) this.answered = this.clock.now();
    if (answer.status === 204) return null;
    const type = answer.headers.get("Content-Type") ?? "";
    const json = type.includes("json") ? await answer.json().catch(() => ({})) : {};
    if (!answer.ok) throw new Refused(answer.status, json);
    return json;
  }

  reach(yes) {
    if (yes === this.reached) return;
    this.reached = yes;
    this.onReach(yes);
  }

  /** Takes a session up, or ends it. @param {Session | null} session */
  async use(session) {
    this.session = session;
    await this.keep(session);
  }

  /** Trades the refresh token, good once, for new ones; one trade at a time. Without one the session is over. */
  renew() {
    this.renewing ??= this.trade().finally(() => (this.renewing = null));
    return this.renewing;
  }

  async trade() {
    const { refresh, device } = this.session;
    this.session = null; // a token that is over goes with no call
    try {
      if (!refresh) throw new Refused(401, { code: "unauthenticated" });
      await this.use({ ...(await this.once("POST", "/login/refresh", { refresh }, 8000)), device });
    } catch (refusal) {
      if (refusal.status === 0 || refusal.status >= 500) this.session = { token: "", refresh, device }; // not refused: try again later
      else await this.use(null);
      throw refusal;
    }
  }

  sendCode = (phone) => this.call("POST", "/login/code", { phone });
  login = (phone, code) => this.call("POST", "/login", { phone, code, door: "staff", remember: true });
  logout = () => this.call("POST", "/logout");
  registerDevice = (jwk) => this.call("PUT", "/gate/device", { jwk });
  settings = () => this.call("GET", "/gate/settings");
  points = () => this.call("GET", "/points");
  choosePoint = (point) => this.call("PUT", "/points/current", { point });
  standing = () => this.call("GET", "/staff/standing");
  staff = (phone, region) => this.call("GET", `/staff?phone=${encodeURIComponent(phone)}&region=${region}`);
  appoint = (appointment) => this.call("POST", "/staff/appointments", appointment);
  dismiss = (appointment) => this.call("DELETE", `/staff/appointments/${appointment}`);
  addPoint = (point) => this.call("POST", "/points", point);
  closePoint = (point) => this.call("DELETE", `/points/${point}`);
  reportFallback = (f) => this.call("PUT", "/gate/fallbacks", f);
  trust = () => this.call("GET", "/trust");
  status = (issuer) => this.call("GET", `/status?issuer=${encodeURIComponent(issuer)}`);
  verify = (text, point) => this.call("POST", "/verify", { text, point }, 2500);
  slips = (batch) => this.call("POST", "/passages/slips", batch, 20000);
}
