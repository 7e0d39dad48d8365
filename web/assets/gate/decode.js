/** One way to ask for the QR code in a picture, whatever the browser has: its own detector, else the worker. */

/**
 * @typedef {object} Decoder
 * @property {(image: ImageData) => Promise<string>} read the text of the code, "" if there is none; rejects where pictures cannot be read
 * @property {string} name
 */

/** @param {{plain?: boolean}} [options] plain: without the browser's detector and without WebAssembly @returns {Promise<Decoder>} */
export async function decoder({ plain = false } = {}) {
  const slow = worker(plain);
  if (!plain && (await detectorReadsQR())) {
    const fast = new BarcodeDetector({ formats: ["qr_code"] });
    return {
      name: "detector",
      // A detector that finds nothing may just be weak: every fourth look is the worker's.
      read: alternate(async (image) => (await fast.detect(image))[0]?.rawValue ?? "", (await slow).read),
    };
  }
  return slow;
}

async function detectorReadsQR() {
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}

function alternate(fast, thorough) {
  let looks = 0;
  return async (image) => {
    if (++looks % 4 === 0) return thorough(image);
    try {
      return await fast(image);
    } catch {
      return thorough(image);
    }
  };
}

async function worker(plain) {
  const w = new Worker(new URL("./decode-worker.js", import.meta.url));
  const waiting = new Map();
  let last = 0;
  w.onmessage = ({ data }) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  let dead = false;
  w.onerror = () => {
    dead = true; // it answers nothing any more
    for (const answer of waiting.values()) answer({ text: "", error: "worker" });
    waiting.clear();
  };
  const ask = (image) =>
    new Promise((yes) => {
      if (dead) return yes({ text: "", error: "worker" });
      const id = ++last;
      waiting.set(id, yes);
      w.postMessage({ id, image, plain }, image ? [image.data.buffer] : []);
    });
  const { decoder: name } = await ask(null); // loads it before the first picture
  return {
    name: name ?? "none",
    read: async (image) => {
      const { text, error } = await ask(image);
      if (error) throw new Error(error); // said, not taken for a picture without a code
      return text;
    },
  };
}

/** The pixels of a picture file, made no larger than a decoder needs. @param {Blob} file */
export async function pixelsOf(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}
