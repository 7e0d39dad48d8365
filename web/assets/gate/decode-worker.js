/**
 * Finds QR codes in pictures, off the page's own thread. zxing in WebAssembly reads turned, blurred and dim codes; where
 * WebAssembly is not to be had, jsQR does what it can. A classic worker, since both come as classic scripts.
 */

/* global importScripts, ZXingWASM, jsQR */

const vendor = (name) => new URL(`../vendor/${name}`, self.location).href;
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryRotate: true, tryInvert: true };

let read = null;

const FULL = 160; // steps of gray between dark and light from which on a picture needs no help
const TAIL = 0.02; // of the pixels that may be darker or lighter than what counts

/**
 * A dim or pale picture with its grays drawn apart, null where they are apart. In poor light a code has twenty steps of gray, which
 * decoders take for noise.
 */
function stretched({ data, width, height }) {
  const count = new Uint32Array(256);
  for (let i = 0; i < data.length; i += 4) count[data[i + 1]]++;
  const least = TAIL * width * height;
  let [low, high] = [0, 255];
  for (let n = 0; low < 255 && (n += count[low]) < least; ) low++;
  for (let n = 0; high > 0 && (n += count[high]) < least; ) high--;
  const range = high - low;
  if (range >= FULL || range < 4) return null;
  const out = new ImageData(width, height);
  for (let i = 0; i < data.length; i += 4) {
    const v = ((data[i + 1] - low) * 255) / range;
    out.data[i] = out.data[i + 1] = out.data[i + 2] = v;
    out.data[i + 3] = 255;
  }
  return out;
}

/** Reads a picture as it is, and if that gives nothing, with its grays drawn apart. */
async function readBoth(decoder, image) {
  const text = await decoder.read(image);
  const clearer = text ? null : stretched(image);
  return clearer ? decoder.read(clearer) : text;
}

async function withWasm() {
  importScripts(vendor("zxing-reader-3.1.4.js"));
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => vendor("zxing_reader.wasm") }, fireImmediately: true });
  return async (image) => (await ZXingWASM.readBarcodes(image, OPTIONS)).find((r) => r.text)?.text ?? "";
}

function withoutWasm() {
  importScripts(vendor("jsqr-1.4.0.js"));
  return async (image) => jsQR(image.data, image.width, image.height)?.data ?? "";
}

async function prepare(plain) {
  if (!plain && typeof WebAssembly === "object") {
    try {
      return { read: await withWasm(), name: "zxing" };
    } catch {
      // An old engine, or memory too small: the other decoder needs neither.
    }
  }
  return { read: withoutWasm(), name: "jsqr" };
}

self.onmessage = async ({ data: { id, image, plain } }) => {
  try {
    read ??= prepare(plain);
    const decoder = await read;
    self.postMessage({ id, text: image ? await readBoth(decoder, image) : "", decoder: decoder.name });
  } catch (e) {
    self.postMessage({ id, text: "", error: String(e) });
  }
};
