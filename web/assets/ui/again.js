/**
 * A page that waits for something asks the server now and then, and only when there is something new does it show it:
 * nothing moves under somebody's finger or is read out twice. Without scripts the page loads itself anew.
 */

/** @param {number} seconds @param {() => Promise<boolean>} over whether waiting is over @param {() => void} then */
export async function waitUntil(seconds, over, then, pause = (ms) => new Promise((r) => setTimeout(r, ms))) {
  for (;;) {
    await pause(seconds * 1000 * (0.8 + 0.4 * Math.random())); // not all at the same moment
    try {
      if (await over()) return then();
    } catch {
      // Not reached: go on waiting.
    }
  }
}

if (typeof document !== "undefined") {
  const box = document.querySelector("[data-again]");
  if (box) {
    const over = async () => {
      const answer = await fetch(location.href, { cache: "no-store" });
      return !answer.headers.has("Kangma-Waiting");
    };
    waitUntil(Number(box.dataset.again), over, () => location.reload());
  }
}
