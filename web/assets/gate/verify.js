/** What a gate answers to the text of a code: docs/token.md section 4, line by line. No network, no clock of its own. */

import { decodeBase45 } from "./base45.js";
import { readClaims } from "./claims.js";
import { readSign1 } from "./cose.js";
import { issuerOfCertificate } from "./foreign.js";
import { meaningHere } from "./recognition.js";
import { inStep, stepOf } from "./tail.js";
import { Unsupported } from "./trust.js";

const LONGEST = 300;

/** Limits that hold where the node has set none, in seconds. */
export const LIMITS = { early: 120, late: 0, trust_age: 86400, status_age: 0 };

/**
 * @typedef {object} Answer
 * @property {"pass" | "ask" | "stop" | "unknown"} answer
 * @property {string} reason
 * @property {"KM1" | "HC1" | ""} scheme
 * @property {string} [issuer] region, once the signature holds; or country of an EU certificate
 * @property {{zh: string, en: string}} [name] of the issuer
 * @property {import("./claims.js").Claims} [claims] where the signature holds
 * @property {import("./recognition.js").Here} [here] what another issuer's code means at this gate, where it is recognised
 */

/**
 * @param {string} text as scanned
 * @param {object} gate
 * @param {import("./trust.js").Trust | null} gate.trust
 * @param {Map<string, import("./trust.js").Status>} gate.statuses by issuer
 * @param {typeof LIMITS & {region?: string, place?: string}} gate.limits and where the gate stands
 * @param {number} gate.now in seconds
 * @returns {Promise<Answer>}
 */
export async function verify(text, { trust, statuses, limits, now }) {
  /** @type {Answer} */
  const a = { answer: "unknown", reason: "unreadable", scheme: "" };
  const settle = (answer, reason) => Object.assign(a, { answer, reason });

  if (/^HC1:/i.test(text)) {
    a.scheme = "HC1";
    try {
      a.issuer = await issuerOfCertificate(text);
    } catch {
      return a; // 2
    }
    return settle("unknown", "foreign"); // 1
  }
  if (text === "") return a; // 4
  if (!/^KM1:/i.test(text)) return settle("unknown", "foreign"); // 3
  a.scheme = "KM1";
  let envelope;
  try {
    if (text.length > LONGEST) return a;
    envelope = readSign1(decodeBase45(text.replace(/^KM1:/, "")));
  } catch {
    return a; // 4
  }
  if (!trust || now >= trust.expires_at) return settle("unknown", "no_trust"); // 5
  const key = trust.keys.get(envelope.kid);
  if (!key) return settle("unknown", "key_unknown"); // 6
  if (now < key.nbf - limits.early || now >= key.exp + limits.late) return settle("unknown", "key_expired"); // 7
  try {
    if (envelope.alg !== key.alg || !(await key.verify(envelope.signed, envelope.signature))) return settle("unknown", "signature"); // 8
  } catch (e) {
    return settle("unknown", e instanceof Unsupported ? "unsupported" : "signature");
  }
  Object.assign(a, { issuer: key.region, name: key.name });
  let claims;
  try {
    claims = readClaims(envelope.payload);
  } catch {
    return settle("unknown", "malformed"); // 9
  }
  if (claims.issuer !== key.region || Boolean(claims.paper) !== key.paper) return settle("unknown", "malformed");
  a.claims = claims;
  if (claims.issued_at < key.nbf || claims.expires > key.exp) return settle("unknown", "key_expired"); // 10
  if (now < claims.issued_at - limits.early) return settle("unknown", "future"); // 11
  if (now >= claims.expires + limits.late) return settle("unknown", "expired"); // 12
  let step = -1;
  if (envelope.link) {
    step = claims.commitment ? await stepOf(envelope.link, claims.commitment) : -1;
    if (step < 0) return settle("unknown", "tail_wrong"); // 13
  }
  let word = [claims.gate, "code"];
  const { recognition } = trust;
  if (recognition && claims.issuer !== recognition.home) {
    const here = meaningHere(recognition, claims, limits, now);
    if (!here) return settle(recognition.else, "not_recognised"); // 14
    if (!claims.paper) a.here = here;
    if (here.gate !== claims.gate) word = [here.gate, "mapped"];
  }
  return settle(...judge(claims, word, step, { trust, status: statuses.get(claims.issuer), limits, now }));
}

/** Lines 15 to 26: the token is genuine and in time, and counts here as word says. @returns {[Answer["answer"], string]} */
function judge(claims, word, step, { trust, status, limits, now }) {
  const atLeastAsk = word[0] === "stop" ? "stop" : "ask";
  const inForce = status && now < status.exp ? status : null;
  const entry = inForce?.at(claims.status_index);
  if (claims.paper) return entry ? ["unknown", "cancelled"] : ["ask", "paper"]; // 15, 16
  if (entry === 3) return ["stop", "now_stopped"]; // 17
  if (entry === 1 || (inForce && (entry ?? 0) === 0 && claims.epoch < inForce.epoch)) return [atLeastAsk, "recalled"]; // 18
  if (entry === 2) return [atLeastAsk, "suspended"]; // 19
  if (claims.commitment) {
    if (step < 0) return [atLeastAsk, "tail_missing"]; // 20
    if (!inStep(step, claims.issued_at, now)) return [atLeastAsk, "tail_late"]; // 21
  }
  if (word[0] !== "pass") return word; // 22
  if (now < trust.issued_at - limits.early) return ["ask", "clock"]; // 23
  if (limits.trust_age > 0 && now - trust.issued_at > limits.trust_age) return ["ask", "trust_old"]; // 24
  if (limits.status_age > 0 && (entry === undefined || now - inForce.iat > limits.status_age)) return ["ask", "status_old"]; // 25
  return ["pass", "code"]; // 26
}
