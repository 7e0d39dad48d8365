/** A temperature entered with three big keys: 3, 6, 5 is 36.5. */

const LOWEST = 30;
const HIGHEST = 45;

/** What the keys pressed so far mean. @param {string} keys digits @returns {{text: string, value: number | null, wrong: boolean}} */
export function reading(keys) {
  const text = keys.length > 2 ? `${keys.slice(0, 2)}.${keys.slice(2)}` : keys;
  const value = keys.length === 3 ? Number(text) : null;
  return { text, value: value !== null && value >= LOWEST && value <= HIGHEST ? value : null, wrong: (keys.length > 0 && !"34".includes(keys[0])) || (value !== null && !(value >= LOWEST && value <= HIGHEST)) };
}

/** The keys after one more. @param {string} keys @param {string} key a digit, or "back" */
export function press(keys, key) {
  if (key === "back") return keys.slice(0, -1);
  const next = keys.length === 3 ? key : keys + key; // a fourth digit begins anew
  return reading(next).wrong ? keys : next;
}
