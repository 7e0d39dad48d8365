/**
 * The list of passages that the server has not answered for: when, what was answered, and what holds each back. It
 * names nobody, and what is sent is gone from it (WH-13).
 */

import { el } from "./screen.js";
import { say, sayRefusal } from "./words.js";

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };

/** Opens the list by its chip. @param {import("./queue.js").Queue} queue */
export function waitingList(queue) {
  const fill = async () => {
    const all = await queue.list();
    el("unsent-list").replaceChildren(...all.map(row));
    el("unsent-none").hidden = all.length > 0;
    el("unsent-clear").hidden = !all.some((p) => p.state === "refused");
  };
  el("chip-unsent").addEventListener("click", async () => {
    await fill();
    el("unsent-dialog").showModal();
  });
  el("unsent-clear").addEventListener("click", async () => {
    await queue.clear();
    await fill();
  });
}

function row({ state, refusal, fields }) {
  const item = document.createElement("li");
  const what = document.createElement("b");
  const degrees = fields.temperature === null ? "" : ` · ${fields.temperature.toFixed(1)} ℃`;
  what.textContent = `${new Date(fields.at).toLocaleTimeString("zh-CN", TIME)} · ${say(`gate.answer.${fields.answer}`)}${degrees}`;
  const held = document.createElement("span");
  held.textContent = state === "refused" ? sayRefusal({ key: refusal }) : say("gate.unsent.waits");
  item.dataset.state = state;
  item.append(what, held);
  return item;
}
