/** How the four answers sound and feel: different in pitch, number and length, so that nobody needs to look. */

const TONES = {
  pass: [[880, 0.09], [1320, 0.14]],
  ask: [[660, 0.16], [0, 0.07], [660, 0.16]],
  stop: [[196, 0.55]],
  unknown: [[440, 0.08], [0, 0.05], [440, 0.08], [0, 0.05], [440, 0.08]],
};

const BUZZ = { pass: [60], ask: [120, 80, 120], stop: [600], unknown: [60, 60, 60, 60, 60] };

let context;

/** Wakes the sound: browsers want a touch first. */
export function wake() {
  context ??= new (globalThis.AudioContext ?? globalThis.webkitAudioContext)();
  context.resume();
}

/** Plays an answer. @param {keyof typeof TONES} answer */
export function play(answer) {
  navigator.vibrate?.(BUZZ[answer]);
  if (!context) return;
  let at = context.currentTime + 0.01;
  for (const [pitch, length] of TONES[answer]) {
    if (pitch) beep(pitch, at, length);
    at += length;
  }
}

function beep(pitch, at, length) {
  const tone = context.createOscillator();
  const level = context.createGain();
  tone.type = pitch < 300 ? "square" : "sine";
  tone.frequency.value = pitch;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(0.6, at + 0.01);
  level.gain.setValueAtTime(0.6, at + length - 0.02);
  level.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(level).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}
