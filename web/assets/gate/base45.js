/** Base45, RFC 9285. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUE = new Map([...ALPHABET].map((c, i) => [c, i]));

/**
 * Decodes Base45. Nothing is trimmed: a space is a character of the alphabet.
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {Error} for a character outside the alphabet, one left over at the end, or a group that is too large
 */
export function decodeBase45(text) {
  const left = text.length % 3;
  if (left === 1) throw new Error("base45: one character left over");
  const out = new Uint8Array(Math.floor(text.length / 3) * 2 + (left === 2 ? 1 : 0));
  for (let i = 0, o = 0; i < text.length; i += 3) {
    const group = [...text.slice(i, i + 3)].map((c) => {
      const v = VALUE.get(c);
      if (v === undefined) throw new Error("base45: a character outside the alphabet");
      return v;
    });
    const n = group[0] + group[1] * 45 + (group[2] ?? 0) * 2025;
    if (n > (group.length === 3 ? 0xffff : 0xff)) throw new Error("base45: a group is too large");
    if (group.length === 3) out[o++] = n >> 8;
    out[o++] = n & 0xff;
  }
  return out;
}

/** Encodes Base45. @param {Uint8Array} bytes */
export function encodeBase45(bytes) {
  let out = "";
  for (let i = 0; i < bytes.length; i += 2) {
    const pair = i + 1 < bytes.length;
    let n = pair ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
    for (let k = 0; k < (pair ? 3 : 2); k++, n = Math.floor(n / 45)) out += ALPHABET[n % 45];
  }
  return out;
}
