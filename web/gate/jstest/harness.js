/**
 * Tests that run in node and in a browser. In node they are node's own; in a browser a small runner takes its place
 * and leaves what happened in globalThis.results.
 */

const inNode = typeof process !== "undefined" && Boolean(process.versions?.node);

/** @type {(name: string, body: () => void | Promise<void>) => void} */
export let test;

if (inNode) {
  test = (await import("node:test")).default;
} else {
  globalThis.results ??= { passed: 0, failed: [], running: 0 };
  test = async (name, body) => {
    results.running++;
    try {
      await body();
      results.passed++;
    } catch (e) {
      results.failed.push(`${name}: ${e.stack ?? e}`);
    }
    results.running--;
  };
}

/** Fails unless both are the same, compared as JSON. */
export function equal(got, want, about = "") {
  const [g, w] = [JSON.stringify(got), JSON.stringify(want)];
  if (g !== w) throw new Error(`${about}: got ${g}, want ${w}`);
}

/** Fails unless f throws. */
export function refuses(f, about = "") {
  try {
    f();
  } catch {
    return;
  }
  throw new Error(`${about}: not refused`);
}

/** A JSON file: of an address in a browser, of an environment variable's path in node. @param {string} variable @param {string} address */
export async function json(variable, address) {
  if (!inNode) return (await fetch(address)).json();
  const { readFile } = await import("node:fs/promises");
  return JSON.parse(await readFile(process.env[variable], "utf8"));
}

/** @param {string} s */
export const bytes = (s) => Uint8Array.from(s.match(/../g) ?? [], (h) => parseInt(h, 16));
