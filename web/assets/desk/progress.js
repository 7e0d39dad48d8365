/** Work that goes on: its part of the page is read anew every few seconds, and the whole page when it has ended. */
const box = document.querySelector("[data-again]");
const moving = document.querySelector("[data-moving]");

async function look() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-moving]");
    if (!answer.ok || !page.querySelector("[data-again]") || !now) return location.reload();
    moving.replaceChildren(...now.childNodes);
  } catch {
    // Not reached: go on waiting.
  }
  setTimeout(look, box.dataset.again * 1000);
}

if (box && moving) setTimeout(look, box.dataset.again * 1000);
