/**
 * What time it is at a gate. The server's time counts: the phone's own clock is only trusted for how long ago the
 * server was heard. A clock that was never set by the server is the phone's.
 */

export class Clock {
  /** @param {() => {steady: number, wall: number}} reading milliseconds of a steady clock and of the phone's */
  constructor(reading = () => ({ steady: performance.now(), wall: Date.now() })) {
    this.reading = reading;
    this.offset = 0; // server minus phone, kept between visits
    this.base = null; // what the server said and the reading then, in this visit
    this.heard = null; // server time of the last word, in milliseconds
  }

  /** Takes up an offset kept from an earlier visit. @param {{offset: number, heard: number} | undefined} kept */
  resume(kept) {
    if (kept && !this.base) Object.assign(this, kept);
  }

  /** Sets the clock by the server. @param {number} server in milliseconds */
  set(server) {
    const at = this.reading();
    this.base = { server, ...at };
    this.offset = server - at.wall;
    this.heard = server;
  }

  /** Whole milliseconds since 1970. A phone that slept has a steady clock that stood still, so the larger step counts. */
  now() {
    const at = this.reading();
    if (!this.base) return at.wall + this.offset;
    return Math.floor(this.base.server + Math.max(0, at.steady - this.base.steady, at.wall - this.base.wall));
  }

  kept() {
    return { offset: this.offset, heard: this.heard };
  }
}
