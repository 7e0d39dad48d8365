/** What a genuine code of another issuer means at this gate: docs/token.md section 10. */

const BADNESS = { green: 0, none: 1, gray: 1, yellow: 2, red: 3 };
const GATES = ["unknown", "pass", "ask", "stop"];

/** @param {string} a @param {string} b @returns {string} the stricter of two outcomes */
const stricter = (a, b) => (GATES.indexOf(b) > GATES.indexOf(a) ? b : a);

/** Whether a region contains another: by groups of 2, 2, 2, 3 and 3 digits, trailing zero groups meaning all of it. */
export function contains(region, other) {
  return Boolean(other) && other.startsWith(region.replace(/^(\d\d)(\d\d)(\d\d)(\d{3})?(\d{3})?$/, (_, ...g) => {
    const groups = g.slice(0, 5).filter(Boolean);
    while (groups.length && /^0+$/.test(groups.at(-1))) groups.pop();
    return groups.join("");
  }));
}

/**
 * @typedef {object} Here
 * @property {string} colour that it counts as
 * @property {string} gate
 * @property {{zh: string, en: string}} [note]
 */

/**
 * The strictest of all rows that apply, and never better than the code says itself (rule PA-9); null where none applies.
 * @param {any} recognition of the trust list
 * @param {import("./claims.js").Claims} claims
 * @param {{region?: string, place?: string}} where the gate stands
 * @param {number} now in seconds
 * @returns {Here | null}
 */
export function meaningHere(recognition, claims, where, now) {
  const use = claims.paper ? "paper" : "pass";
  let known = false;
  const here = { colour: claims.colour, gate: claims.colour === "green" ? claims.gate : stricter("ask", claims.gate) };
  for (const row of recognition.rows) {
    if (row.issuer !== claims.issuer || row.use !== use || now < row.from || now >= row.until) continue;
    if (row.in.length && !row.in.some((r) => contains(r, where.region))) continue;
    if (row.places.length && !row.places.includes(where.place ?? "")) continue;
    if (claims.paper) return here;
    for (const m of row.means) {
      if (m.colour !== claims.colour || (m.states?.length && !m.states.includes(claims.state))) continue;
      const [gate, colour] = [stricter(here.gate, m.gate), BADNESS[m.shown] > BADNESS[here.colour] ? m.shown : here.colour];
      if (!known || gate !== here.gate || colour !== here.colour) here.note = m.note;
      Object.assign(here, { gate, colour });
      known = true;
    }
  }
  return known ? here : null;
}
