/**
 * The code page's remaining time. The server's time counts, never the phone's: the page carries both instants, and
 * only the time that has passed since it came is measured here (rule HP-2).
 */

/**
 * How many milliseconds have passed. The steady clock stops on some phones while they sleep and the wall clock can be
 * set; the larger of both is never too small by sleeping, and setting the clock can only shorten what is left.
 * @param {{steady: number, wall: number}} start
 * @param {{steady: number, wall: number}} now
 */
export function passed(start, now) {
  return Math.max(0, now.steady - start.steady, now.wall - start.wall);
}

/** Minutes and seconds of a number of milliseconds, rounded up: 0:00 is over. @param {number} ms */
export function clock(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

export const reading = () => ({ steady: performance.now(), wall: Date.now() });

let halt = () => {};

/** Runs the countdown in one element until it is over, or until it is run again. @param {HTMLElement} box */
export function run(box) {
  halt();
  const start = reading();
  const whole = Number(box.dataset.until) - Number(box.dataset.now);
  const left = box.querySelector("[data-left]"), bar = box.querySelector("progress");
  left.parentElement.hidden = false;
  const tick = () => {
    const ms = whole - passed(start, reading());
    left.textContent = clock(ms);
    bar.value = Math.max(0, ms / 1000);
    box.classList.toggle("over", ms <= 0);
    document.querySelectorAll(".covered").forEach((c) => (c.hidden = ms > 0));
    return ms > 0;
  };
  const timer = setInterval(() => tick() || clearInterval(timer), 1000);
  document.addEventListener("visibilitychange", tick);
  halt = () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
  tick();
}

/** Says whether there is a network: without one the code goes on being shown for as long as it lives. @param {boolean} there */
export function network(there) {
  const note = document.querySelector("[data-nonet]");
  if (note) /** @type {HTMLElement} */ (note).hidden = there;
}

/** Has the page kept on the phone for as long as its code lives (code_worker.js). */
async function keepPage() {
  const workers = navigator.serviceWorker;
  if (!workers) return; // not over https
  try {
    if (workers.controller) return void (await workers.register("/code-worker.js", { scope: "/code" }));
    const taken = new Promise((r) => workers.addEventListener("controllerchange", r, { once: true }));
    await workers.register("/code-worker.js", { scope: "/code" });
    await taken;
    await fetch(location.href); // this page came before there was anybody to keep it
  } catch {
    // Without it everything else works.
  }
}

/** Keeps the screen on while a code is shown; a phone that cannot says nothing. */
async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Refused to save the battery: the code is there all the same.
  }
}

if (typeof document !== "undefined") {
  const box = document.querySelector("[data-countdown]");
  if (box) {
    run(/** @type {HTMLElement} */ (box));
    stayAwake();
    addEventListener("load", () => setTimeout(keepPage, 1000)); // when all that is seen is there
    network(!document.querySelector("[data-kept]") && navigator.onLine);
    addEventListener("offline", () => network(false));
    document.querySelector("form[action='/code']")?.addEventListener("submit", (e) => {
      if (navigator.onLine) return;
      e.preventDefault(); // the code that there is stays
      network(false);
    });
  }
  // A page taken from the back-forward store would count from a wrong start.
  addEventListener("pageshow", (e) => e.persisted && location.reload());
}
