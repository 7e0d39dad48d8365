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

/** What a file is must be right before it is sent over a slow network. "" is right. @param {File} file @param {number} most bytes */
export function wrongFile(file, most) {
  if (file.size > most) return "large";
  if (file.type && !["image/jpeg", "image/png", "application/pdf"].includes(file.type)) return "type";
  return "";
}

/** Says beside the field what is wrong with a file as soon as it is chosen. @param {HTMLFormElement} form */
function files(form) {
  const field = form.querySelector("input[type=file]"), error = document.getElementById("file-error");
  if (!field) return;
  field.addEventListener("change", () => {
    const wrong = field.files[0] ? wrongFile(field.files[0], Number(form.dataset.most)) : "";
    const text = error.querySelector("[data-large]");
    text.textContent = wrong ? text.dataset[wrong] : "";
    error.hidden = !wrong;
    field.closest(".field").classList.toggle("wrong", Boolean(wrong));
    field.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) field.value = "";
  });
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("[data-form]")) {
    form.classList.add("scripted");
    form.querySelectorAll("[data-url]").forEach(regions);
    symptoms(/** @type {HTMLFormElement} */ (form));
    files(/** @type {HTMLFormElement} */ (form));
    let sent = 0;
    form.addEventListener("submit", (e) => {
      if (Date.now() - sent < 3000) e.preventDefault();
      sent = Date.now();
    });
  }
}
