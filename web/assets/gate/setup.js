/** Signing in, and choosing the point: done once for a shift. */

import { complain, el, show } from "./screen.js";
import { say, sayRefusal } from "./words.js";

/** What people put into numbers besides digits is dropped; full-width digits are folded. @param {string} s */
const digits = (s) => s.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\D/g, "");

/**
 * @param {object} gate
 * @param {import("./api.js").API} gate.api
 * @param {import("./store.js").Store} gate.store
 * @param {(session: {token: string}) => Promise<void>} gate.signedIn
 * @param {(point: {id: string, name: string}) => Promise<void>} gate.pointChosen
 * @param {() => Promise<void>} gate.offer shows what an administrator may do besides
 * @param {() => boolean} gate.each whether everybody's temperature is taken
 */
export function setup({ api, store, signedIn, pointChosen, each, offer }) {
  const guard = (id, work) => async (e) => {
    e?.preventDefault();
    complain(id);
    try {
      await work(e);
    } catch (refusal) {
      complain(id, sayRefusal(refusal));
    }
  };

  const refuse = (field, why) => {
    complain("login-error", say(why));
    el(field).focus();
  };

  let phone = "";
  const askPhone = () => {
    el("form-phone").hidden = false;
    el("form-code").hidden = true;
  };
  el("form-phone").addEventListener("submit", guard("login-error", async () => {
    phone = digits(el("phone").value);
    if (phone.length !== 11) return refuse("phone", "fault.field.invalid.phone");
    await api.sendCode(phone);
    el("form-phone").hidden = true;
    el("form-code").hidden = false;
    el("code").value = "";
    el("code").focus();
  }));
  el("other-phone").addEventListener("click", askPhone);
  el("form-code").addEventListener("submit", guard("login-error", async () => {
    const code = digits(el("code").value);
    if (code.length !== 6) return refuse("code", "fault.field.missing.code");
    await signedIn(await api.login(phone, code));
    askPhone();
  }));

  return {
    login(mayWait) {
      el("login-later").hidden = !mayWait;
      show("login");
    },

    /**
     * Shows the collector's points as they were last seen, and then as the server has them. What the guard does
     * meanwhile counts: nothing is set back, and an entry that did not change stays under his finger.
     */
    points: guard("points-error", async () => {
      el("with-temperature").checked = each();
      const [kept, here] = await Promise.all([store.get("points"), store.get("point")]);
      const list = (points) => {
        el("points-none").hidden = !points || points.length > 0;
        entries(el("points-list"), points ?? [], here?.id, pointChosen);
      };
      list(kept);
      show("points");
      offer().catch(() => {}); // who may manage points and collectors
      try {
        const { points } = await api.points();
        await store.set("points", points);
        list(points);
      } catch (refusal) {
        list(kept ?? []);
        complain("points-error", sayRefusal(refusal));
      }
    }),
  };
}

/** Makes a list show points. A press on an element that is replaced before it is released is no click, so what is the same is left alone. */
function entries(list, points, here, choose) {
  const had = new Map([...list.children].map((item) => [item.dataset.point, item]));
  points.forEach((p, i) => {
    const key = JSON.stringify(p);
    const item = had.get(key) ?? entry(p, key, () => choose(p));
    had.delete(key);
    item.firstChild.setAttribute("aria-current", String(p.id === here));
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
  for (const item of had.values()) item.remove();
}

function entry(point, key, choose) {
  const button = document.createElement("button");
  button.type = "button";
  const name = document.createElement("b");
  name.textContent = point.name;
  const where = document.createElement("small");
  where.textContent = [point.place, point.region_name].filter(Boolean).join(" · ");
  button.append(name, where);
  button.addEventListener("click", choose);
  const item = document.createElement("li");
  item.dataset.point = key;
  item.append(button);
  return item;
}
