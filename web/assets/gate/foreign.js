/** EU certificates, read so far that a gate can name who issued one. Nothing in them is trusted. */

import { decodeBase45 } from "./base45.js";
import { decode } from "./cbor.js";
import { inflate } from "./trust.js";

const LONGEST = 4296; // characters that a QR code holds
const UNPACKED = 32 << 10;

/** The issuing country of an EU certificate. @param {string} text @returns {Promise<string>} @throws {Error} if it is none */
export async function issuerOfCertificate(text) {
  if (!text.startsWith("HC1:") || text.length > LONGEST) throw new Error("hcert: no certificate");
  let message = decode(await inflate(decodeBase45(text.slice(4)), UNPACKED), { lenient: true });
  for (const tag of [61, 18]) if (message?.tag === tag) message = message.value;
  if (!Array.isArray(message) || message.length !== 4 || !(message[2] instanceof Uint8Array)) throw new Error("hcert: no COSE_Sign1");
  const claims = decode(message[2], { lenient: true });
  const health = claims instanceof Map && claims.get(-260);
  const country = claims instanceof Map && claims.get(1);
  if (!(health instanceof Map) || health.size === 0 || !/^[A-Z]{2}$/.test(country)) throw new Error("hcert: no certificate");
  return country;
}
