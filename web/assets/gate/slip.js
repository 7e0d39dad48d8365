/** A passage as the device signs it: the text that passage.Slip.Canonical documents, a line each, the code last. */

const LONGEST = 300; // what is longer is no code of ours
const BY_HAND = 800; // of what was written down

/**
 * @param {object} f
 * @param {string} f.id 32 hexadecimal digits, as device and point
 * @param {string} f.device
 * @param {string} f.point
 * @param {number} f.at whole milliseconds since 1970
 * @param {string} f.answer
 * @param {number | null} f.temperature °C
 * @param {string} f.code as it was read, or what stands in its place: passage.ParseShown
 */
export function slip({ id, device, point, at, answer, temperature, code }) {
  const tenths = temperature === null ? "-" : String(Math.round(temperature * 10));
  return ["kangma slip 1", id, device, point, String(at), answer, tenths, code.length > (code.startsWith("KR1:") ? BY_HAND : LONGEST) ? "" : code].join("\n");
}
