/**
 * What time it is at a gate. The server's time counts: the device's own clock is only trusted for how long ago the
 * server was heard. A clock that was never set by the server is the device's, and says so.
 */

export class Clock {
  /** @param {() => {steady: number, wall: number}} reading milliseconds of a steady clock and of the device's */
  constructor(reading = () => ({ steady: performance.now(), wall: Date.now() })) {
    this.reading = reading;
    this.offset = 0; // server minus device, kept between visits
    this.base = null; // what the server said and the reading then, in this visit
    this.heard = null; // server time of the last word, in milliseconds
    this.setBack = false; // the device's clock went back while the page was closed
  }

  /** Takes up what was kept from an earlier visit. Time does not go back: a device that says so was set wrong meanwhile. @param {{offset: number, heard: number, seen?: number} | undefined} kept */
  resume(kept) {
    if (!kept || this.base) return;
    this.heard = kept.heard;
    const { wall } = this.reading();
    const least = kept.seen ?? kept.heard;
    this.setBack = wall + kept.offset < least;
    this.offset = this.setBack ? least - wall : kept.offset;
  }

  /** Sets the clock by the server, which says whole seconds: what is within its second stays. @param {number} server in milliseconds */
  set(server) {
    const ahead = this.base ? this.now() - server : -1;
    if (ahead >= 0 && ahead < 1000) {
      this.heard = server;
      return;
    }
    const at = this.reading();
    this.base = { server, ...at };
    this.offset = server - at.wall;
    this.heard = server;
    this.setBack = false;
  }

  /** Whole milliseconds since 1970. A device that slept has a steady clock that stood still, so the larger step counts. */
  now() {
    const at = this.reading();
    if (!this.base) return at.wall + this.offset;
    return Math.floor(this.base.server + Math.max(0, at.steady - this.base.steady, at.wall - this.base.wall));
  }

  /** Whether nobody vouches for this time: the server was never heard, or the device's clock went back since. */
  get doubtful() {
    return this.heard === null || this.setBack;
  }

  kept() {
    return { offset: this.offset, heard: this.heard, seen: this.now() };
  }
}

const BY_TIME = ["expired", "future", "key_expired", "tail_late"];

/**
 * An answer as a gate whose clock is in doubt may give it: it calls no code good, and none too old (BY-13).
 * @template {{answer: string, reason: string}} A @param {A} a @returns {A}
 */
export function doubted(a) {
  if (a.answer === "pass") return { ...a, answer: "ask", reason: "clock" };
  return a.answer !== "stop" && BY_TIME.includes(a.reason) ? { ...a, reason: "clock" } : a;
}
