/**
 * What a form is spared with scripts: the button after each list of places, an impossible pair of symptoms, sending
 * twice. Everything here works without.
 */

/** Fills a list of places from the server. @param {HTMLSelectElement} list @param {{code: string, name: string}[]} places */
export function fill(list, places) {
  const prompt = list.options[0];
  list.replaceChildren(prompt, ...places.map((p) => new Option(p.name, p.code)));
  list.value = "";
  list.disabled = places.length === 0;
}

/** @param {HTMLElement} box */
function regions(box) {
  const lists = [...box.querySelectorAll("select")];
  lists.slice(0, -1).forEach((list, i) => {
    list.addEventListener("change", async () => {
      lists.slice(i + 1).forEach((below) => fill(below, []));
      const asked = list.value;
      if (!asked) return;
      try {
        const answer = await fetch(`${box.dataset.url}?parent=${asked}`);
        if (!answer.ok) throw new Error(String(answer.status));
        const places = await answer.json();
        if (list.value === asked) fill(lists[i + 1], places); // else a later choice's answer is on its way, or here
      } catch {
        box.closest("form").classList.remove("scripted"); // the buttons that ask the server come back
      }
    });
  });
}

/** "None" and a symptom exclude each other. @param {HTMLFormElement} form */
function symptoms(form) {
  const boxes = [...form.querySelectorAll("input[name=symptoms]")];
  const none = boxes.find((b) => b.value === "none");
  boxes.forEach((b) =>
    b.addEventListener("change", () => {
      if (!b.checked) return;
      boxes.forEach((o) => {
        if (o !== b && (b === none || o === none)) o.checked = false;
      });
    }),
  );
}

if (typeof document !== "undefined") {
  const form = document.querySelector("[data-form]");
  if (form) {
    form.classList.add("scripted");
    form.querySelectorAll("[data-url]").forEach(regions);
    symptoms(/** @type {HTMLFormElement} */ (form));
    let sent = 0;
    form.addEventListener("submit", (e) => {
      if (Date.now() - sent < 3000) e.preventDefault();
      sent = Date.now();
    });
    document.getElementById("errors")?.focus();
  }
}
