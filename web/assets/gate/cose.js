/** COSE_Sign1, RFC 9052, in the one form that tokens have (docs/token.md section 2). */

import { bytesHead, decode, decodeFirst } from "./cbor.js";

const TAG = 0xd2; // 18
const SIGNATURE = 64;
const LINK = 16;

/**
 * @typedef {object} Sign1
 * @property {number} alg of the header: compared with the key's, never chosen by
 * @property {string} kid in hexadecimal
 * @property {Uint8Array} payload not to be read before the signature holds
 * @property {Uint8Array} signature
 * @property {Uint8Array} signed the Sig_structure
 * @property {Uint8Array | null} link of the rotating tail
 */

/** Reads a token's envelope. @param {Uint8Array} data @returns {Sign1} @throws {Error} for any other form */
export function readSign1(data) {
  if (data[0] !== TAG) throw new Error("cose: no COSE_Sign1");
  const { value, size } = decodeFirst(data.subarray(1));
  const rest = data.subarray(1 + size);
  if (!Array.isArray(value) || value.length !== 4) throw new Error("cose: not four parts");
  const [header, open, payload, signature] = value;
  if (!(header instanceof Uint8Array && open instanceof Map && payload instanceof Uint8Array && signature instanceof Uint8Array)) throw new Error("cose: wrong parts");
  if (open.size !== 0 || signature.length !== SIGNATURE) throw new Error("cose: an open header, or no signature of 64 bytes");
  if (rest.length !== 0 && rest.length !== LINK) throw new Error("cose: bytes left over");
  const headers = decode(header);
  const alg = headers instanceof Map && headers.get(1);
  const kid = headers instanceof Map && headers.get(4);
  if (headers.size !== 2 || !Number.isInteger(alg) || !(kid instanceof Uint8Array) || kid.length !== 4) throw new Error("cose: wrong headers");
  return { alg, kid: hex(kid), payload, signature, signed: sigStructure(header, payload), link: rest.length ? rest.slice() : null };
}

/** What is signed: ["Signature1", protected, h'', payload]. @param {Uint8Array} header @param {Uint8Array} payload */
export function sigStructure(header, payload) {
  const context = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 | context.length, ...context, ...bytesHead(header.length), ...header, 0x40, ...bytesHead(payload.length), ...payload]);
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
