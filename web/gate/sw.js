/**
 * Keeps the gate's page on the device. KEEP, with the names of what to keep, is written above by the server: it changes
 * when any file does, and with it this script, which is how the browser learns of a new version.
 */

const PATIENCE = 2500; // milliseconds for a newer shell before the kept one is used

self.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(KEEP.name)
      .then((cache) => cache.addAll([...KEEP.shells, ...KEEP.files].map((url) => new Request(url, { cache: url.startsWith("/static/") ? "default" : "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (e) => {
  e.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith("kangma-gate-") && n !== KEEP.name).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/v1/")) return;
  if (url.pathname.startsWith("/static/")) e.respondWith(kept(e.request));
  else if (e.request.mode === "navigate") e.respondWith(newest(e.request, url));
  else if (KEEP.shells.includes(url.pathname)) e.respondWith(kept(e.request));
});

/** What is kept, else the network: addresses under /static/ never change their content. */
async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The newest shell if it comes soon, else the kept one. */
async function newest(request, url) {
  const cache = await caches.open(KEEP.name);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) return answer;
  } catch {
    // No network, or too slow for somebody at a gate.
  }
  return (await cache.match(url.pathname)) ?? (await cache.match(KEEP.shells[0])) ?? Response.error();
}
