/** The rotating tail (docs/token.md section 5, BY-12). */

export const STEPS = 32;
export const PERIOD = 30; // seconds
const SLACK = 2;
const SALT = new TextEncoder().encode("KM1 tail");

/** The link that is shown before this one. @param {Uint8Array} x */
export async function before(x) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...SALT, ...x]))).slice(0, 16);
}

/**
 * The step whose link this is, or -1 if it does not lead to the commitment.
 * @param {Uint8Array} link @param {Uint8Array} commitment
 */
export async function stepOf(link, commitment) {
  let x = link;
  for (let n = 1; n <= STEPS; n++) {
    x = await before(x);
    if (x.every((b, i) => b === commitment[i])) return n - 1;
  }
  return -1;
}

/** Whether a step fits the time. @param {number} step @param {number} issued @param {number} now in seconds */
export function inStep(step, issued, now) {
  return Math.abs(step - Math.floor((now - issued) / PERIOD)) <= SLACK;
}
