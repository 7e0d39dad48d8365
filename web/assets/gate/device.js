/** The key of this device: made here, unable to leave, and the proof that a passage was recorded on it. */

import { toBase64url } from "./trust.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** The device's key, made on first use. @param {{get(k: string): Promise<any>, set(k: string, v: any): Promise<any>}} store */
export async function deviceKey(store) {
  let pair = await store.get("device-key");
  if (!pair) {
    pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    await store.set("device-key", pair);
  }
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { jwk: { kty, crv, x, y }, sign: (text) => sign(pair.privateKey, text) };
}

/** r and s, 32 bytes each, in base64url. */
async function sign(key, text) {
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(signature));
}
