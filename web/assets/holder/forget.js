/** Whoever is not signed in has no code: what earlier pages kept of one on this phone goes. */
globalThis.caches?.keys().then((names) => names.filter((n) => n.startsWith("kangma-code-")).forEach((n) => caches.delete(n)));
for (const key of Object.keys(sessionStorage)) if (key.startsWith("kangma-moving ")) sessionStorage.removeItem(key);
