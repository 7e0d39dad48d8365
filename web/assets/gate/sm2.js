/** SM2 with SM3 (GB/T 32918.2), which WebCrypto lacks: by a vendored script that is loaded when the first such code comes. */

const USER = "1234567812345678";

let library;

/** @param {Uint8Array} bytes */
const toHex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/**
 * @param {Uint8Array} point 04, x, y
 * @param {Uint8Array} signed
 * @param {Uint8Array} signature r and s, 32 bytes each
 */
export async function verifySM2(point, signed, signature) {
  library ??= import("../vendor/sm-crypto-v2-1.15.1.js").then(() => globalThis.SmCryptoV2.sm2);
  const sm2 = await library;
  try {
    return sm2.doVerifySignature(signed, toHex(signature), toHex(point), { hash: true, der: false, userId: USER });
  } catch {
    return false; // numbers out of range
  }
}
