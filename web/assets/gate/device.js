/** The key of this device: made here, unable to leave, and the proof that a passage was recorded on it. */

import { toBase64url } from "./trust.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** The device's key, made on first use. @param {{get(k: string): Promise<any>, set(k: string, v: any): Promise<any>}} store */
export async function deviceKey(store) {
  let pair = await store.get("device");
  if (!pair) {
    pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    await store.set("device", pair);
  }
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { kty, crv, x, y };
  return { jwk, id: await thumbprint(jwk), sign: (text) => sign(pair.privateKey, text) };
}

/** RFC 7638: the name of a key. */
async function thumbprint({ crv, kty, x, y }) {
  const text = JSON.stringify({ crv, kty, x, y });
  return toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** r and s, 32 bytes each, in base64url. */
async function sign(key, text) {
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(signature));
}
