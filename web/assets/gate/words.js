/** The page's messages, in its language, as the server wrote them into the page. */

/** @type {Record<string, string>} */
const words = typeof document === "undefined" ? {} : JSON.parse(document.getElementById("words").textContent);

/** The message of a key with its {places} filled. @param {string} key @param {Record<string, string | number>} [places] */
export function say(key, places = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}

/** A refusal by the server in words. @param {{code?: string, key?: string, field?: string}} refusal */
export function sayRefusal({ code, key, field }) {
  for (const k of [`fault.${key}.${field}`, `fault.${key}`, `fault.${code}`]) if (words[k]) return words[k];
  return words[code === "unreached" ? "gate.net.off" : "fault.internal"];
}

/** A text that came as data, in the page's language, else in English, else in Chinese. @param {Record<string, string> | undefined} text */
export function inWords(text) {
  return text?.[document.documentElement.lang.split("-")[0]] ?? text?.en ?? text?.zh ?? "";
}

/** How long ago, in words. @param {number} ms @param {typeof say} [tell] */
export function sayAge(ms, tell = say) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return tell("gate.age.now");
  if (minutes < 60) return tell("gate.age.minutes", { n: minutes });
  if (minutes < 48 * 60) return tell("gate.age.hours", { n: Math.floor(minutes / 60) });
  return tell("gate.age.days", { n: Math.floor(minutes / 1440) });
}
