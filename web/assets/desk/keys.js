// Keys for those who work through many cases. Each can be turned off (WCAG 2.1.4), and none works while somebody types.
const place = document.querySelector("[data-keys]");
const kept = "kangma-desk-keys";
let on = localStorage.getItem(kept) !== "off";

for (const box of document.querySelectorAll("[data-keys-on]")) {
  box.checked = on;
  box.closest("label").hidden = false;
  box.addEventListener("change", () => { on = box.checked; localStorage.setItem(kept, on ? "on" : "off"); });
}

const rows = () => [...document.querySelectorAll("table.work tbody tr")];
const open = details => { details.open = true; (details.querySelector("textarea, select, input:not([type=hidden])") ?? details.querySelector("button"))?.focus(); };

function walk(step) {
  const all = rows(), links = all.map(r => r.querySelector("a.open")), at = all.indexOf(document.activeElement?.closest("tr"));
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

const lists = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => { const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]"); if (box) box.checked = !box.checked; },
};

document.addEventListener("keydown", e => {
  if (!on || !place || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (place.dataset.keys === "list") return lists[e.key]?.();
  if (e.key === "u") return location.assign("/desk/cases");
  const details = place.querySelector(`details[data-key="${CSS.escape(e.key)}"]`);
  if (details) { e.preventDefault(); open(details); }
});
