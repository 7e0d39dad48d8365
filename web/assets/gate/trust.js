/** Trust lists and status lists in their JSON forms (docs/token.md sections 6 and 7), made ready for verifying. */

import { verifySM2 } from "./sm2.js";

/** Algorithm numbers of COSE by the names of the list. */
export const ALGORITHM = { ES256: -7, EdDSA: -8, SM2: -65537 };

/** @param {string} s base64url without padding */
export function fromBase64url(s) {
  const raw = atob(s.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * @typedef {object} Key
 * @property {string} region of its issuer
 * @property {{zh: string, en: string}} name of its issuer
 * @property {number} alg of COSE
 * @property {number} nbf
 * @property {number} exp
 * @property {boolean} paper it signs codes on paper, and no others
 * @property {(signed: Uint8Array, signature: Uint8Array) => Promise<boolean>} verify
 */

/**
 * @typedef {object} Trust
 * @property {number} version
 * @property {number} issued_at
 * @property {number} expires_at
 * @property {Map<string, Key>} keys for tokens, by kid
 * @property {any} [recognition] which issuers count besides the node's own
 */

/** Reads a trust list. @param {any} json @returns {Trust} */
export function readTrust(json) {
  const keys = new Map();
  for (const issuer of json.issuers) {
    for (const k of issuer.keys) {
      if (k.use !== "pass" && k.use !== "paper") continue;
      if (keys.has(k.kid)) throw new Error("trust: a kid twice");
      keys.set(k.kid, { region: issuer.region, name: issuer.name, alg: ALGORITHM[k.alg], nbf: k.nbf, exp: k.exp, paper: k.use === "paper", verify: verifier(k) });
    }
  }
  return { version: json.version, issued_at: json.issued_at, expires_at: json.expires_at, keys, recognition: json.recognition };
}

/** A signature that this browser has no means to check. */
export class Unsupported extends Error {}

/** The check of one key's signatures; the key is imported when first needed. */
function verifier({ alg, jwk }) {
  if (alg === "SM2") {
    const point = new Uint8Array([4, ...fromBase64url(jwk.x), ...fromBase64url(jwk.y)]);
    return (signed, signature) => verifySM2(point, signed, signature);
  }
  const name = alg === "ES256" ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } : { name: "Ed25519" };
  const { kty, crv, x, y } = jwk;
  let imported;
  return async (signed, signature) => {
    imported ??= crypto.subtle.importKey("jwk", y ? { kty, crv, x, y } : { kty, crv, x }, name, false, ["verify"]);
    let key;
    try {
      key = await imported;
    } catch (e) {
      throw new Unsupported(String(e));
    }
    return crypto.subtle.verify(name, key, signature, signed);
  };
}

/**
 * Whether a gate may take a list in place of the one it has: never a lower version, an earlier issue, or another list of the same version.
 * @param {any} old JSON of the list in hand, or null
 * @param {any} next JSON of the list offered
 */
export function mayReplace(old, next) {
  if (!old) return true;
  if (next.version === old.version) return next.issued_at === old.issued_at && next.signed === old.signed;
  return next.version > old.version && next.issued_at >= old.issued_at;
}

/**
 * @typedef {object} Status
 * @property {string} iss
 * @property {number} iat
 * @property {number} exp
 * @property {number} epoch
 * @property {(index: number) => number | undefined} at the entry; undefined beyond the list
 */

const UNPACKED = 4 << 20;

/** Reads a status list. @param {any} json @returns {Promise<Status>} */
export async function readStatus(json) {
  if (json.status_list.bits !== 2) throw new Error("status: not two bits an entry");
  const list = await inflate(fromBase64url(json.status_list.lst), UNPACKED);
  const at = (i) => (Math.floor(i / 4) < list.length ? (list[Math.floor(i / 4)] >> (2 * (i % 4))) & 3 : undefined);
  return { iss: json.iss, iat: json.iat, exp: json.exp, epoch: json.epoch, at };
}

/** Unpacks zlib up to a limit. @param {Uint8Array} data @param {number} limit */
export async function inflate(data, limit) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      reader.cancel();
      throw new Error("zlib: too large");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
