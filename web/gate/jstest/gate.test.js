import { equal, refuses, test } from "./harness.js";
import { Clock, doubted } from "../../assets/gate/clock.js";
import { newId, Queue } from "../../assets/gate/queue.js";
import { slip } from "../../assets/gate/slip.js";
import { press, reading } from "../../assets/gate/temperature.js";
import { Store } from "../../assets/gate/store.js";
import { wedge } from "../../assets/gate/wedge.js";
import { sayAge } from "../../assets/gate/words.js";
import { clock as left, passed } from "../../assets/holder/code.js";
import { waitUntil } from "../../assets/ui/again.js";

// BY-13: the phone's clock may be wrong, stand still or be set; the server's time counts.
test("clock", () => {
  let at = { steady: 0, wall: 5000 };
  const c = new Clock(() => at);
  equal(c.now(), 5000, "before the server was heard: the phone's");
  c.set(1_000_000);
  at = { steady: 2000, wall: 7000 };
  equal(c.now(), 1_002_000, "both went on");
  at = { steady: 2000.7, wall: 7000 };
  equal(c.now(), 1_002_000, "whole milliseconds");
  at = { steady: 2000, wall: 605_000 };
  equal(c.now(), 1_600_000, "the steady clock slept");
  at = { steady: 3000, wall: -999_000 };
  equal(c.now(), 1_003_000, "the phone's clock was set back");
  const again = new Clock(() => ({ steady: 0, wall: 100_000 }));
  again.resume(c.kept());
  equal(again.now(), 100_000 + 995_000, "the offset is kept between visits");
});

// BY-13: a clock that nobody vouches for calls no code good and none too old; what stops still stops.
test("a clock in doubt", () => {
  let wall = 500_000;
  const c = new Clock(() => ({ steady: 0, wall }));
  equal(c.doubtful, true, "the server was never heard");
  c.set(1_000_000);
  equal(c.doubtful, false);
  wall = 600_000;
  const kept = c.kept();
  wall = 100_000; // set back while the page was closed
  const again = new Clock(() => ({ steady: 0, wall }));
  again.resume(kept);
  equal([again.doubtful, again.now()], [true, 1_100_000], "time does not go back");
  again.set(2_000_000);
  equal([again.doubtful, again.now()], [false, 2_000_000], "the server was heard");
  const seen = ["pass code", "ask code", "stop code", "unknown expired", "unknown future", "ask tail_late", "stop tail_late", "unknown signature"].map((s) => s.split(" "));
  equal(seen.map(([answer, reason]) => Object.values(doubted({ answer, reason })).join(" ")),
    ["ask clock", "ask code", "stop code", "unknown clock", "unknown clock", "ask clock", "stop tail_late", "unknown signature"]);
});

test("countdown", () => {
  equal(passed({ steady: 10, wall: 10 }, { steady: 20, wall: 5 }), 10, "clock set back");
  equal(passed({ steady: 10, wall: 10 }, { steady: 11, wall: 500 }), 490, "slept");
  equal([left(900_000), left(59_001), left(1000), left(0), left(-5)], ["15:00", "1:00", "0:01", "0:00", "0:00"]);
});

/** A store in memory, and a server that remembers what it was sent. */
function bench({ fail = () => false } = {}) {
  const kept = new Map();
  const stored = new Map();
  const counts = [];
  let calls = 0;
  const store = {
    passages: async () => [...kept.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map((p) => structuredClone(p)),
    keep: async (p) => kept.set(p.id, structuredClone(p)),
    forget: async (id) => kept.delete(id),
  };
  const devices = [];
  const post = async (batch) => {
    calls++;
    devices.push(batch.device);
    const results = batch.passages.map((p) => {
      if (fail(p, calls) === "refuse") return { id: p.id, status: "refused", key: "slip.form" };
      if (fail(p, calls) === "later") return { id: p.id, status: "later", key: "passage.clock_ahead" };
      const again = stored.has(p.id);
      stored.set(p.id, p);
      return { id: p.id, status: again ? "duplicate" : "stored" };
    });
    if (fail(null, calls) === "lose") throw new Error("the answer is lost");
    return { results };
  };
  const sign = async (t) => `signed ${t.length}`;
  const queue = new Queue(store, sign, post, (...n) => counts.push(n));
  return { kept, stored, counts, queue, store, sign, post, devices };
}

/** A passage of a green code. */
const green = (more = {}) => ({ device: "d1", point: "p1", at: 1000, answer: "pass", temperature: null, code: "KM1:A", ...more });

// Rule GP-2: nothing is lost, nothing is stored twice.
test("queue", async () => {
  const b = bench({ fail: (p, calls) => (p === null && calls === 1 ? "lose" : "") });
  const first = await b.queue.open(green());
  equal([b.kept.size, b.kept.get(first.id).state], [1, "open"], "kept before it is signed");
  await b.queue.send();
  equal(b.stored.size, 0, "an open passage is not sent");
  first.fields.temperature = 36.5;
  await b.queue.amend(first);
  await b.queue.close(first);
  await b.queue.close(first);
  equal(b.kept.get(first.id).payload, `kangma slip 1\n${first.id}\nd1\np1\n1000\npass\n365\nKM1:A`);
  let lost = false;
  await b.queue.send().catch(() => (lost = true));
  equal([lost, b.kept.size, b.stored.size], [true, 1, 1], "the answer was lost: it stays");
  await b.queue.send();
  equal([b.kept.size, b.stored.size, b.counts.at(-1)], [0, 1, [0, 0]], "sent again, stored once");
});

test("queue after the page was closed", async () => {
  const b = bench();
  await b.queue.open(green());
  const after = new Queue(b.store, b.sign, b.post, () => {});
  await after.recover();
  await after.send();
  equal([b.kept.size, b.stored.size], [0, 1]);
});

test("queue keeps what the server refuses, and sends it again at the next sign-in only", async () => {
  let other = true; // somebody else is signed in
  const b = bench({ fail: () => (other ? "refuse" : "") });
  for (let i = 0; i < 3; i++) await b.queue.close(await b.queue.open(green({ at: 1000 + i })));
  await b.queue.send();
  await b.queue.send();
  equal([b.kept.size, b.stored.size, b.counts.at(-1)], [3, 0, [0, 3]]);
  other = false;
  await b.queue.reconsider();
  await b.queue.send();
  equal([b.kept.size, b.stored.size, b.counts.at(-1)], [0, 3, [0, 0]]);
});

test("queue waits with what the server wants later", async () => {
  let again = true;
  const b = bench({ fail: (p) => (p && again ? "later" : "") });
  await b.queue.close(await b.queue.open(green()));
  await b.queue.send();
  equal([b.kept.size, b.stored.size, b.counts.at(-1)], [1, 0, [1, 0]]);
  again = false;
  await b.queue.send();
  equal([b.kept.size, b.stored.size], [0, 1]);
});

test("a batch is of one device", async () => {
  const b = bench();
  for (const [i, device] of ["d1", "d2", "d1"].entries()) await b.queue.close(await b.queue.open(green({ device, at: 1000 + i })));
  await b.queue.send();
  equal([b.devices, b.stored.size], [["d1", "d2"], 3]);
});

test("a slip without temperature, and of a text that is no code of ours", () => {
  equal(slip({ id: "i", ...green() }).split("\n").slice(5), ["pass", "-", "KM1:A"]);
  equal(slip({ id: "i", ...green({ code: "x".repeat(301), temperature: 37.3 }) }).split("\n").slice(6), ["373", ""]);
});

test("queue sends in batches, in order, one sender at a time", async () => {
  const b = bench();
  for (let i = 0; i < 120; i++) await b.queue.close(await b.queue.open(green({ at: 1000 + i })));
  await Promise.all([b.queue.send(), b.queue.send()]);
  equal([...b.stored.values()].map((p) => Number(p.payload.split("\n")[4])), Array.from({ length: 120 }, (_, i) => 1000 + i));
});

test("ids sort by time and never repeat", () => {
  const ids = Array.from({ length: 1000 }, () => newId(0x170f3000000));
  equal([new Set(ids).size, ids.every((i) => /^0170f3000000[0-9a-f]{20}$/.test(i)), newId(1) < newId(2)], [1000, true, true]);
});

// Rule GP-2: where the device keeps nothing, passages are in memory, and the store says so.
test("a store without a device", async () => {
  const s = new Store(null);
  await s.set("point", { id: "p" });
  await s.keep({ id: "2" });
  await s.keep({ id: "1" });
  equal([s.trouble, await s.get("point"), (await s.passages()).map((p) => p.id)], ["none", { id: "p" }, ["1", "2"]]);
  await s.forget("1");
  equal((await s.passages()).map((p) => p.id), ["2"]);
});

// WH-12: three big keys.
test("temperature", () => {
  const enter = (keys) => [...keys].reduce((k, c) => press(k, c === "<" ? "back" : c), "");
  equal(reading(enter("365")), { text: "36.5", value: 36.5, wrong: false });
  equal(reading(enter("36")).value, null);
  equal(enter("9365"), "365", "a first digit that cannot be is not taken");
  equal(enter("3653"), "3", "a fourth digit begins anew");
  equal(enter("36<7"), "37");
  equal(reading(enter("451")).value, null, "above 45");
});

// NA-09, HB-06: a page that waits asks until waiting is over, a network that fails included.
test("waiting", async () => {
  const asked = [];
  const answers = [false, "fail", false, true];
  let shown = 0;
  await waitUntil(60, async () => { const a = answers[asked.length]; asked.push(a); if (a === "fail") throw new Error(); return a; }, () => shown++, async () => {});
  equal([asked, shown], [answers, 1]);
});

// A hardware scanner's keys, told from a person's.
test("wedge", () => {
  const found = [];
  const w = wedge((t) => found.push(t));
  let at = 0;
  for (const k of [..."KM1:ABC D", "Enter"]) w.key(k, (at += 10));
  for (const k of [..."KM1:SLOWLY", "Enter"]) w.key(k, (at += 300));
  for (const k of ["K", "Shift", "M", "1", ":", "x", "y", "z", "w", "v", "Enter"]) w.key(k, (at += 5));
  for (const k of [..."KM1:TABBED", "Tab"]) w.key(k, (at += 10));
  equal(found, ["KM1:ABC D", "KM1:xyzwv", "KM1:TABBED"]);
  equal(["Tab", "Tab", "Shift", "Tab", "ArrowDown", "Enter"].map((k) => w.key(k, (at += 30))), [false, false, false, false, false, false], "whoever holds Tab down moves");
});

test("ages", () => {
  const tell = (k, p) => (p ? `${k} ${p.n}` : k);
  equal([0, 59e3, 60e3, 3599e3, 3600e3, 47 * 3600e3, 49 * 3600e3].map((ms) => sayAge(ms, tell)), ["gate.age.now", "gate.age.now", "gate.age.minutes 1", "gate.age.minutes 59", "gate.age.hours 1", "gate.age.hours 47", "gate.age.days 2"]);
  refuses(() => sayAge(0, () => { throw new Error(); }));
});
