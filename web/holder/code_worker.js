/**
 * Keeps the code page on the phone for as long as the code on it lives, so that somebody without a network can still show
 * it. KEEP, with the name of the store and the files, is written above by the server.
 *
 * What is kept is the page as the server made it, with the moment at which it came. When it is shown again the page is told
 * how much later that is, so that its countdown goes on by the server's time (rule HP-2); nothing of the phone's own clock
 * counts but the difference, and where that clock was put back the code is taken to be over.
 */

const PATIENCE = 6000; // milliseconds for the server before the kept page is shown
const SLACK = 60_000; // a clock is corrected by this much every day
const KEPT = "Kangma-Kept";

self.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(KEEP.name)
      .then((cache) => cache.addAll(KEEP.files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (e) => {
  e.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith("kangma-code-") && n !== KEEP.name).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/") && e.request.method === "GET") e.respondWith(file(e.request));
  else if (url.pathname === "/code" && e.request.method === "GET") e.respondWith(page(e.request, url));
  else if (url.pathname === "/code" && e.request.mode === "navigate") e.respondWith(renewed(e.request));
});

/** What is kept, else the network: addresses under /static/ never change their content. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The code of this moment, else the one that is kept. */
async function page(request, url) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) return (await kept(url)) ?? answer;
    await keep(url, answer.clone());
    return answer;
  } catch {
    return (await kept(url)) ?? fetch(request); // nothing is kept: as long as it takes
  }
}

/** A new code; without a network the one that there is. */
async function renewed(request) {
  const form = await request.clone().formData();
  try {
    return await fetch(request);
  } catch {
    const person = form.get("person");
    return Response.redirect(person ? `/code?person=${encodeURIComponent(person)}` : "/code", 303);
  }
}

/** Keeps a code page, also under the person whom it shows; whatever else came in its place ends what was kept. */
async function keep(url, answer) {
  const cache = await caches.open(KEEP.name);
  const text = answer.redirected || !answer.ok ? "" : await answer.text();
  const person = /data-person="([0-9a-f]+)"/.exec(text)?.[1];
  if (!person) {
    if (answer.ok || answer.type === "opaqueredirect") await cache.delete(url.pathname + url.search);
    return;
  }
  const headers = new Headers(answer.headers);
  headers.set(KEPT, String(Date.now()));
  for (const address of new Set([url.pathname + url.search, `/code?person=${person}`])) {
    await cache.put(address, new Response(text, { headers }));
  }
}

/** The kept page, told how old it is; nothing once its code is over. */
async function kept(url) {
  const answer = await (await caches.open(KEEP.name)).match(url.pathname + url.search);
  if (!answer) return undefined;
  const since = Date.now() - Number(answer.headers.get(KEPT));
  const text = await answer.text();
  const now = Number(/data-now="(\d+)"/.exec(text)?.[1]), until = Number(/data-until="(\d+)"/.exec(text)?.[1]);
  const at = since < -SLACK ? until : Math.min(until, now + Math.max(0, since));
  return new Response(text.replace(/data-now="\d+"/, `data-now="${at}"`).replace("data-person=", "data-kept data-person="), { headers: answer.headers });
}
