/** The camera as a stream of pictures for the decoder. */

const SIDE = 720; // pixels of the square that is looked at
const REST = 60; // milliseconds between two looks
const LONG = 6000; // milliseconds without a code after which the page says what helps
const FAILURES = 3; // looks in a row that failed: the decoder is broken

export class Camera {
  /**
   * @param {HTMLVideoElement} video @param {import("./decode.js").Decoder} decoder
   * @param {object} tell
   * @param {(text: string) => void} tell.found a code
   * @param {() => void} tell.nothing for a long time there was none
   * @param {(why: "lost" | "decoder") => void} tell.broken the camera went away, or pictures cannot be read
   */
  constructor(video, decoder, tell) {
    Object.assign(this, { video, decoder, tell, stream: null, looking: false, turn: 0 });
    this.canvas = document.createElement("canvas");
    this.ctx = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Starts the camera on one side of the device, "environment" or "user". Rejects where there is none or it was refused. */
  async start(facing) {
    if (this.stream?.active) return this.resume();
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } } });
    this.video.srcObject = this.stream;
    this.track.addEventListener("ended", () => this.fail("lost"));
    if (this.track.getCapabilities?.().focusMode?.includes("continuous")) await this.track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
    await this.video.play();
    this.resume();
  }

  stop() {
    this.looking = false;
    this.stream?.getTracks().forEach((t) => t.stop());
    this.stream = null;
  }

  /** Stops and says why. */
  fail(why) {
    this.stop();
    this.tell.broken(why);
  }

  pause() {
    this.looking = false;
  }

  resume() {
    if (this.looking) return;
    this.looking = true;
    this.look();
  }

  async look() {
    let [failures, since] = [0, performance.now()];
    while (this.looking) {
      try {
        const image = this.grab();
        const text = image ? await this.decoder.read(image) : "";
        failures = 0;
        if (text && this.looking) this.tell.found(text);
        if (text) since = performance.now();
      } catch {
        if (++failures >= FAILURES) return this.fail("decoder");
      }
      if (performance.now() - since > LONG) {
        this.tell.nothing();
        since = performance.now();
      }
      await new Promise((r) => setTimeout(r, REST));
    }
  }

  /** The middle of the picture, every third time all of it. */
  grab() {
    const { videoWidth: w, videoHeight: h } = this.video;
    if (!w || !h) return null;
    this.turn = (this.turn + 1) % 3;
    const cut = this.turn === 0 ? Math.max(w, h) : Math.min(w, h);
    const [cw, ch] = [Math.min(cut, w), Math.min(cut, h)];
    const scale = Math.min(1, SIDE / Math.min(cw, ch));
    this.canvas.width = Math.round(cw * scale);
    this.canvas.height = Math.round(ch * scale);
    this.ctx.drawImage(this.video, (w - cw) / 2, (h - ch) / 2, cw, ch, 0, 0, this.canvas.width, this.canvas.height);
    return this.ctx.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** Whether the camera has a light. */
  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  /** @param {boolean} on */
  torch(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] });
  }
}
