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
 */
export function setup({ api, store, signedIn, pointChosen }) {
  const guard = (id, work) => async (e) => {
    e?.preventDefault();
    complain(id);
    try {
      await work(e);
    } catch (refusal) {
      complain(id, sayRefusal(refusal));
    }
  };

  let phone = "";
  const askPhone = () => {
    el("form-phone").hidden = false;
    el("form-code").hidden = true;
  };
  el("form-phone").addEventListener("submit", guard("login-error", async () => {
    phone = digits(el("phone").value);
    if (phone.length !== 11) return complain("login-error", say("fault.field.invalid.phone"));
    await api.sendCode(phone);
    el("form-phone").hidden = true;
    el("form-code").hidden = false;
    el("code").value = "";
    el("code").focus();
  }));
  el("other-phone").addEventListener("click", askPhone);
  el("form-code").addEventListener("submit", guard("login-error", async () => {
    const code = digits(el("code").value);
    if (code.length !== 6) return complain("login-error", say("fault.field.missing.code"));
    await signedIn(await api.login(phone, code));
    askPhone();
  }));

  return {
    login(mayWait) {
      el("login-later").hidden = !mayWait;
      show("login");
    },

    /** Shows the collector's points, from the server or as they were last seen. */
    points: guard("points-error", async () => {
      show("points");
      el("with-temperature").checked = Boolean(await store.get("temperature"));
      let list = await store.get("points");
      try {
        list = (await api.points()).points;
        await store.set("points", list);
      } catch (refusal) {
        complain("points-error", sayRefusal(refusal));
      }
      const here = await store.get("point");
      el("points-none").hidden = Boolean(list?.length);
      el("points-list").replaceChildren(...(list ?? []).map((p) => entry(p, p.id === here?.id, () => pointChosen(p))));
    }),
  };
}

function entry(point, here, choose) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-current", String(here));
  const name = document.createElement("b");
  name.textContent = point.name;
  const where = document.createElement("small");
  where.textContent = [point.place, point.region_name].filter(Boolean).join(" · ");
  button.append(name, where);
  button.addEventListener("click", choose);
  const item = document.createElement("li");
  item.append(button);
  return item;
}
