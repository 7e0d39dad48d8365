/**
 * CBOR, RFC 8949, as far as tokens need it. Strict by default: shortest heads, definite lengths, sorted keys, no
 * floats, tags or booleans, so that every text has one form only. `lenient` reads what other writers make.
 *
 * Integers are numbers, byte strings Uint8Array, maps Map, tags {tag, value}.
 */

const DEPTH = 16;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class Reader {
  /** @param {Uint8Array} data @param {boolean} lenient */
  constructor(data, lenient) {
    this.data = data;
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.at = 0;
    this.lenient = lenient;
  }

  fail(why) {
    throw new Error(`cbor: ${why} at ${this.at}`);
  }

  take(n) {
    if (n > this.data.length - this.at) this.fail("cut short");
    const part = this.data.subarray(this.at, this.at + n);
    this.at += n;
    return part;
  }

  /** The argument of a head: its value, or -1 for an indefinite length. */
  argument(info) {
    if (info < 24) return info;
    if (info === 31 && this.lenient) return -1;
    if (info > 27) this.fail("indefinite or reserved length");
    const size = 1 << (info - 24);
    const at = this.at;
    this.take(size);
    const n = size === 1 ? this.view.getUint8(at) : size === 2 ? this.view.getUint16(at) : size === 4 ? this.view.getUint32(at) : Number(this.view.getBigUint64(at));
    if (!Number.isSafeInteger(n)) this.fail("a number too large");
    const least = [24, 0x100, 0x10000, 0x100000000][info - 24];
    if (n < least && !this.lenient) this.fail("a head longer than needed");
    return n;
  }

  item(depth) {
    if (depth > DEPTH) this.fail("nested too deep");
    const head = this.take(1)[0];
    const major = head >> 5;
    const info = head & 31;
    if (major === 7) return this.simple(info);
    const n = this.argument(info);
    switch (major) {
      case 0:
        return n;
      case 1:
        return -1 - n;
      case 2:
        return n < 0 ? this.chunks(2, depth) : this.take(n).slice();
      case 3:
        return utf8.decode(n < 0 ? this.chunks(3, depth) : this.take(n));
      case 4:
        return this.array(n, depth);
      case 5:
        return this.map(n, depth);
      default:
        if (!this.lenient || n < 0) this.fail("a tag");
        return { tag: n, value: this.item(depth + 1) };
    }
  }

  /** True when an indefinite item ends here; its end is taken. */
  ended() {
    if (this.at < this.data.length && this.data[this.at] === 0xff) {
      this.at++;
      return true;
    }
    return false;
  }

  chunks(major) {
    const parts = [];
    while (!this.ended()) {
      const head = this.take(1)[0];
      if (head >> 5 !== major || (head & 31) === 31) this.fail("a wrong chunk");
      parts.push(...this.take(this.argument(head & 31)));
    }
    return Uint8Array.from(parts);
  }

  array(n, depth) {
    const out = [];
    while (n < 0 ? !this.ended() : out.length < n) out.push(this.item(depth + 1));
    return out;
  }

  map(n, depth) {
    const out = new Map();
    let last = null;
    for (let i = 0; n < 0 ? !this.ended() : i < n; i++) {
      const from = this.at;
      const key = this.item(depth + 1);
      const raw = this.data.subarray(from, this.at);
      if (!this.lenient && last && compare(last, raw) >= 0) this.fail("keys not sorted");
      if (typeof key === "object" || out.has(key)) this.fail("a key twice or of no use");
      last = raw;
      out.set(key, this.item(depth + 1));
    }
    return out;
  }

  simple(info) {
    if (info === 22) return null;
    if (!this.lenient) this.fail("a float or simple value");
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 23:
        return undefined;
      case 25:
        this.take(2);
        return NaN; // a half float: no field that we read is one
      case 26:
        this.take(4);
        return this.view.getFloat32(this.at - 4);
      case 27:
        this.take(8);
        return this.view.getFloat64(this.at - 8);
      default:
        return this.fail("a simple value");
    }
  }
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function compare(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/**
 * Reads one item and says how many bytes it took.
 * @param {Uint8Array} data
 * @param {{lenient?: boolean}} [options]
 * @returns {{value: any, size: number}}
 */
export function decodeFirst(data, { lenient = false } = {}) {
  const r = new Reader(data, lenient);
  const value = r.item(0);
  return { value, size: r.at };
}

/** Reads one item that is all there is. @param {Uint8Array} data @param {{lenient?: boolean}} [options] */
export function decode(data, options) {
  const { value, size } = decodeFirst(data, options);
  if (size !== data.length) throw new Error("cbor: bytes left over");
  return value;
}

/** The head of a byte string of n bytes. @param {number} n */
export function bytesHead(n) {
  if (n < 24) return [0x40 | n];
  if (n < 0x100) return [0x58, n];
  if (n < 0x10000) return [0x59, n >> 8, n & 255];
  throw new Error("cbor: too long");
}
