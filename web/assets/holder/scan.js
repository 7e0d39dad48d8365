/**
 * Whether a poster is genuine, by the camera or a picture of it: what stands in its code is sent like what is pasted. Without a camera, or where it is
 * refused, the page says so, and the other ways are there.
 */

import { Camera } from "../gate/camera.js";
import { decoder, pixelsOf } from "../gate/decode.js";

const scan = document.querySelector("[data-scan]");
const form = document.querySelector("[data-check]");
const look = scan.querySelector("[data-look]");
const ways = scan.querySelector("[data-ways]");
let reader = null; // loaded when it is first needed: half a megabyte
let camera = null;

/** Says one of the sentences that stand on the page, "" for none. */
function tell(what) {
  for (const p of scan.querySelectorAll("[data-said]")) p.hidden = p.dataset.said !== what;
}

function found(text) {
  stop();
  form.elements.text.value = text;
  form.elements.how.value = "scan";
  form.requestSubmit();
}

function stop(why = "") {
  camera?.stop();
  look.hidden = true;
  ways.hidden = false;
  tell(why);
}

async function begin() {
  tell("point");
  ways.hidden = true;
  look.hidden = false;
  look.querySelector("button").focus();
  try {
    reader ??= decoder();
    camera ??= new Camera(look.querySelector("video"), await reader, { found, nothing: () => tell("nothing"), broken: () => stop("none") });
    await camera.start("environment");
  } catch (e) {
    stop(e.name === "NotAllowedError" ? "denied" : "none");
  }
}

async function picture(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  reader ??= decoder();
  const text = await pixelsOf(file).then(async (image) => (await reader).read(image)).catch(() => "");
  if (text) found(text);
  else tell("empty");
}

scan.hidden = false;
scan.querySelector("[data-begin]").addEventListener("click", begin);
scan.querySelector("[data-stop]").addEventListener("click", () => {
  stop();
  scan.querySelector("[data-begin]").focus();
});
scan.querySelector("[data-picture]").addEventListener("change", (e) => picture(e.target));
addEventListener("pagehide", () => camera?.stop());
