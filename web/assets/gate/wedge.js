/** A hardware scanner that types: many characters in a row, much faster than a person, then Enter or Tab. */

const GAP = 80; // milliseconds between two characters of a scanner, at most
const LEAST = 8;

/** Collects keys. @param {(text: string) => void} found */
export function wedge(found) {
  let text = "";
  let last = -Infinity;
  return {
    /** @param {string} key as KeyboardEvent.key @param {number} at milliseconds; true if it came too fast to be a person's */
    key(key, at) {
      const fast = at - last <= GAP;
      if (!fast) text = "";
      last = at;
      if (key === "Enter" || key === "Tab") {
        const whole = text;
        text = "";
        if (whole.length >= LEAST) found(whole);
        return whole.length >= LEAST;
      }
      if (key.length !== 1) return false; // Shift of a capital letter; keys by which a person moves, however fast he is
      text += key;
      return fast;
    },
  };
}
