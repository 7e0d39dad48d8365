/**
 * The code that moves (BY-12, docs/token.md section 5): this phone makes a chain of hashes, has its end signed into the
 * code, and every 30 seconds shows the link before, so that a copy is worth nothing after 90 seconds. The chain never
 * leaves the phone. Where anything fails the page keeps the code that it came with.
 */

import { correction, generate } from "../vendor/lean-qr-2.7.4.js";
import { decodeBase45, encodeBase45 } from "../gate/base45.js";
import { PERIOD, STEPS, before } from "../gate/tail.js";
import { network, passed, reading, run } from "./code.js";

const PREFIX = "KM1:";
const QUIET = 4; // modules around a code
const EARLY = 120; // seconds before its end at which a code is renewed
const BEIJING = 8 * 3600_000; // milliseconds ahead of UTC
const PATIENCE = 15; // seconds until it is tried again

/** The links in the order in which they are shown, and the end of the chain, to be signed. */
export async function makeChain() {
  const links = new Array(STEPS);
  let x = crypto.getRandomValues(new Uint8Array(16));
  for (let i = STEPS - 1; i >= 0; i--) {
    links[i] = x;
    x = await before(x);
  }
  return { links, commitment: hex(x) };
}

/** The text that is shown while a link is. @param {string} token @param {Uint8Array} link */
export function withTail(token, link) {
  return PREFIX + encodeBase45(new Uint8Array([...decodeBase45(token.slice(PREFIX.length)), ...link]));
}

/** Draws a text where the page's own code was drawn. @param {SVGElement} svg @param {string} text */
export function draw(svg, text) {
  const code = generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M });
  const side = code.size + 2 * QUIET;
  let runs = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0, n = 0; x < code.size; x += n + 1) {
      for (n = 0; x + n < code.size && code.get(x + n, y); n++);
      if (n) runs += `M${x + QUIET} ${y + QUIET}h${n}v1h-${n}z`;
    }
  }
  const [paper, ink] = svg.querySelectorAll("path");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  paper.setAttribute("d", `M0 0h${side}v${side}H0z`);
  ink.setAttribute("d", runs);
}

/** Asks for a code with this phone's commitment. @param {string} person @param {string} commitment */
async function ask(person, commitment) {
  const answer = await fetch("/code/moving", { method: "POST", body: new URLSearchParams({ person, commitment }) }).catch((e) => {
    network(false);
    throw e;
  });
  network(true);
  if (!answer.ok || answer.redirected) throw new Error(`moving: status ${answer.status}`);
  return answer.json();
}

const hex = (/** @type {Uint8Array} */ b) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");

/** Keeps a code with its chain in this tab, so that a page that is loaded anew without a network goes on moving. */
function remember(person, code) {
  try {
    sessionStorage.setItem(`kangma-moving ${person}`, JSON.stringify({ ...code, start: code.start.wall, links: code.links.map(hex) }));
  } catch {
    // Full, or forbidden: the page itself goes on.
  }
}

/** The code that this tab has kept, null if it is over, or decided anew, or older than the page's own. */
export function recall(kept, decision, until, now) {
  const code = JSON.parse(kept ?? "null");
  if (!code || code.decision !== decision || code.until < until || now.wall < code.start || now.wall - code.start >= code.until - code.now) return null;
  const links = code.links.map((l) => Uint8Array.from(l.match(/../g), (x) => parseInt(x, 16)));
  return { ...code, links, start: { steady: now.steady - (now.wall - code.start), wall: code.start } };
}

/** Keeps the code of a page moving, and renews it before it ends while somebody looks. @param {HTMLElement} page */
async function move(page) {
  const svg = page.querySelector(".qr-code"), box = /** @type {HTMLElement} */ (page.querySelector("[data-countdown]"));
  let code = recall(sessionStorage.getItem(`kangma-moving ${page.dataset.person}`), page.dataset.decision, Number(box.dataset.until), reading());
  let tried = null, shown = -1;
  const count = () => {
    const gone = passed(code.start, reading());
    Object.assign(box.dataset, { now: code.now + gone, until: code.until });
    box.querySelector(".still b").textContent = new Date(code.until + BEIJING).toISOString().slice(11, 19);
    run(box);
  };
  if (code) count();
  const renew = async () => {
    tried = reading();
    const { links, commitment } = await makeChain();
    const answer = await ask(page.dataset.person, commitment);
    if (answer.decision !== page.dataset.decision) return location.reload(); // something else has been decided
    code = { ...answer, links, start: reading() };
    shown = -1;
    remember(page.dataset.person, code);
    count();
  };
  const tick = async () => {
    const left = code ? code.until - code.now - passed(code.start, reading()) : 0;
    const due = left < EARLY * 1000 && !document.hidden && (!tried || passed(tried, reading()) > PATIENCE * 1000);
    if (due) await renew().catch(() => {});
    if (!code) return;
    const step = Math.floor((code.now - code.issued + passed(code.start, reading())) / (PERIOD * 1000));
    if (step === shown || step >= code.links.length) return;
    draw(svg, withTail(code.token, code.links[step]));
    page.dataset.step = String((shown = step));
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  addEventListener("online", () => {
    tried = null; // at once
    tick();
  });
  await tick();
}

if (typeof document !== "undefined") {
  const page = document.querySelector("[data-decision]");
  if (page && crypto.subtle) move(/** @type {HTMLElement} */ (page));
}
