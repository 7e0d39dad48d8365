/**
 * Points and collectors, for administrators at the spot: a point is added by hand or where the device is, and closed (WH-11); a collector is appointed by
 * the code that he shows, and works at once (WH-09, WH-10).
 */

import { complain, el, show } from "./screen.js";
import { inWords, say, sayRefusal } from "./words.js";

/** Where the device is, in degrees. */
const here = () =>
  new Promise((yes, no) => {
    navigator.geolocation.getCurrentPosition((at) => yes({ lat: at.coords.latitude, lon: at.coords.longitude }), no, { enableHighAccuracy: true, timeout: 15000 });
  });

/** @param {import("./main.js").Gate} gate */
export function manage(gate) {
  const { api } = gate;
  let regions = [];
  const said = (text) => {
    el("manage-said").textContent = text;
    if (text) el("manage").scrollTo(0, 0); // where it is said
  };
  /** Runs a step; a refusal is said and keeps everything as it was. */
  const step = (work) => async (e) => {
    e?.preventDefault();
    complain("manage-error");
    said("");
    try {
      await work(e);
    } catch (refusal) {
      el("manage").scrollTo(0, 0);
      complain("manage-error", refusal.message === "place" ? say("gate.manage.no_place") : sayRefusal(refusal));
    }
  };

  async function fill() {
    const { points } = await api.points();
    await gate.store.set("points", points);
    el("manage-points").replaceChildren(...points.map((p) => item(p.name, [p.place, p.region_name].filter(Boolean).join(" · "), "gate.manage.close_point", step(async () => {
      await api.closePoint(p.id);
      await fill();
      said(say("gate.manage.point_closed", { name: p.name }));
    }))));
    el("appoint-point").replaceChildren(...points.map((p) => new Option(p.name, p.id, false, p.id === gate.point?.id)));
    el("appoint-none").hidden = points.length > 0; // a point must exist before a collector can be added (WH-09)
    el("appoint-scan").disabled = points.length === 0;
  }

  async function find(phone) {
    const { items } = await api.staff(phone, regions[0]);
    el("manage-staff").replaceChildren(...items.filter((m) => m.role === "collector").map((m) => item(`${m.name} ${m.phone}`, inWords(m.title), "gate.manage.dismiss", step(async () => {
      await api.dismiss(m.id);
      await find(phone);
      said(say("gate.manage.dismissed", { name: m.name }));
    }))));
    if (el("manage-staff").children.length === 0) said(say("gate.manage.nobody"));
  }

  const open = step(async () => {
    show("manage");
    await fill();
  });

  el("manage-open").addEventListener("click", open);
  el("manage-back").addEventListener("click", () => gate.setup.points());
  el("form-point").addEventListener("submit", step(async () => {
    const name = el("point-new").value.trim();
    const location = el("point-here").checked ? await here().catch(() => Promise.reject(new Error("place"))) : undefined;
    await api.addPoint({ name, region: regions[0], ...(location && { location }) });
    el("form-point").reset();
    await fill();
    said(say("gate.manage.point_added", { name }));
  }));
  el("form-staff").addEventListener("submit", step(() => find(el("staff-phone").value)));
  el("appoint-scan").addEventListener("click", () => {
    const point = el("appoint-point").value;
    gate.instead = async (text) => {
      gate.instead = null;
      show("manage");
      await step(async () => {
        await api.appoint({ code: text, role: "collector", point });
        said(say("gate.manage.appointed"));
      })();
    };
    gate.scanScreen(say("gate.manage.scan"));
  });

  return {
    /** Shows the way to these pages to who may use them. */
    async offer() {
      const { may } = await api.standing();
      const where = (action) => may.find((s) => s.action === action)?.regions ?? [];
      regions = where("point.manage");
      el("manage-open").hidden = regions.length === 0 || where("staff.appoint").length === 0;
    },
  };
}

function item(name, where, verb, act) {
  const li = document.createElement("li");
  const words = document.createElement("span");
  const b = document.createElement("b");
  b.textContent = name;
  const small = document.createElement("small");
  small.textContent = where;
  words.append(b, small);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = say(verb);
  button.setAttribute("aria-label", `${say(verb)} ${name}`);
  button.addEventListener("click", act);
  li.append(words, button);
  return li;
}
