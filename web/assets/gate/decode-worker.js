/**
 * Finds QR codes in pictures, off the page's own thread. zxing in WebAssembly reads turned, blurred and dim codes; where
 * WebAssembly is not to be had, jsQR does what it can. A classic worker, since both come as classic scripts.
 */

/* global importScripts, ZXingWASM, jsQR */

const vendor = (name) => new URL(`../vendor/${name}`, self.location).href;
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryRotate: true, tryInvert: true };

let read = null;

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
    self.postMessage({ id, text: image ? await decoder.read(image) : "", decoder: decoder.name });
  } catch (e) {
    self.postMessage({ id, text: "", error: String(e) });
  }
};
