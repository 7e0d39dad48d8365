/** The JSON API as the gate calls it: web/gate/API.md. */

/** A refusal by the server. status 0: not reached. */
export class Refused extends Error {
  /** @param {number} status @param {{code?: string, key?: string, field?: string, detail?: string}} problem */
  constructor(status, problem) {
    super(problem.detail ?? `status ${status}`);
    Object.assign(this, { status, ...problem });
  }
}

export class API {
  /** @param {import("./clock.js").Clock} clock set by every answer */
  constructor(clock) {
    this.clock = clock;
    this.token = "";
    this.reached = navigator.onLine;
    this.onReach = () => {};
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {number} [patience] milliseconds */
  async call(method, path, body, patience = 8000) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
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

  sendCode = (phone) => this.call("POST", "/login/code", { phone });
  login = (phone, code) => this.call("POST", "/login", { phone, code, remember: false });
  registerDevice = (jwk) => this.call("PUT", "/gate/device", { jwk });
  settings = () => this.call("GET", "/gate/settings");
  points = () => this.call("GET", "/points");
  choosePoint = (point) => this.call("PUT", "/points/current", { point });
  trust = () => this.call("GET", "/trust");
  status = (issuer) => this.call("GET", `/status?issuer=${encodeURIComponent(issuer)}`);
  verify = (text, point) => this.call("POST", "/verify", { text, point }, 2500);
  passages = (batch) => this.call("POST", "/passages", batch, 20000);
}
