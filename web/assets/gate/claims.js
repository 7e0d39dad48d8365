/** The claims of a token (docs/token.md section 3). */

import { decode } from "./cbor.js";
import { hex } from "./cose.js";

const COLOURS = ["none", "green", "yellow", "red", "gray"];
const MARKS = ["", "tick", "small_tick", "cross", "question", "restricted"];
const GATES = [undefined, "pass", "ask", "stop"];
const LAST = 253402300800; // the year 10000

/**
 * @typedef {object} Claims
 * @property {string} issuer
 * @property {number} issued_at
 * @property {number} expires
 * @property {string} cti in hexadecimal
 * @property {number} state
 * @property {string} colour
 * @property {string} mark
 * @property {"pass" | "ask" | "stop"} gate
 * @property {number} policy
 * @property {number} epoch
 * @property {number} status_index
 * @property {Uint8Array | null} commitment
 * @property {true} [paper] it is printed: it names its holder and says no state
 */

/** Reads claims whose signature holds. @param {Uint8Array} payload @returns {Claims} @throws {Error} where they break section 3 */
export function readClaims(payload) {
  const c = decode(payload);
  if (!(c instanceof Map) || c.size !== 5) throw new Error("claims: not the five");
  const [issuer, expires, issued, cti, shown, paper] = [1, 4, 6, 7, -65537, -65538].map((k) => c.get(k));
  const own = paper === undefined ? shown : [0, 0, 0, 2, 0, 0, paper, null];
  const whole = (n, limit) => Number.isInteger(n) && n >= 0 && n < limit;
  const good =
    /^(\d{6}|\d{12})$/.test(issuer) && whole(expires, LAST) && whole(issued, LAST) && expires > issued && cti instanceof Uint8Array && cti.length === 16 && Array.isArray(own) && own.length === 8;
  if (!good) throw new Error("claims: malformed");
  const [state, colour, mark, gate, policy, epoch, index, commitment] = own;
  if (!whole(state, 0x10000) || !whole(policy, 2 ** 32) || !whole(epoch, 2 ** 32) || !whole(index, 2 ** 32)) throw new Error("claims: a number out of range");
  if (COLOURS[colour] === undefined || MARKS[mark] === undefined || GATES[gate] === undefined) throw new Error("claims: unknown colour, mark or gate");
  if (commitment !== null && !(commitment instanceof Uint8Array && commitment.length === 16)) throw new Error("claims: wrong commitment");
  return { issuer, issued_at: issued, expires, cti: hex(cti), state, colour: COLOURS[colour], mark: MARKS[mark], gate: GATES[gate], policy, epoch, status_index: index, commitment, ...(paper !== undefined && { paper: true }) };
}
