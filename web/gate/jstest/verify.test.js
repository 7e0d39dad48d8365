import { bytes, equal, json, refuses, test } from "./harness.js";
import { decodeBase45 } from "../../assets/gate/base45.js";
import { decode } from "../../assets/gate/cbor.js";
import { verifySM2 } from "../../assets/gate/sm2.js";
import { mayReplace, readStatus, readTrust } from "../../assets/gate/trust.js";
import { verify } from "../../assets/gate/verify.js";

// BY-01, BY-10, BY-13: every kept vector of docs/token.md section 8.
test("vectors", async () => {
  const file = await json("KANGMA_VECTORS", "/vectors.json");
  const trusts = new Map(Object.entries(file.trusts).map(([n, t]) => [n, readTrust(t)]));
  const statuses = new Map();
  for (const [n, s] of Object.entries(file.statuses)) statuses.set(n, await readStatus(s));
  let wrong = [];
  for (const c of file.cases) {
    const status = statuses.get(c.status);
    const a = await verify(c.text, { trust: trusts.get(c.trust) ?? null, statuses: new Map(status ? [[status.iss, status]] : []), limits: file.limits[c.limits], now: c.at });
    const got = { answer: a.answer, reason: a.reason, scheme: a.scheme, ...(a.issuer && { issuer: a.issuer }), ...(a.here && { here: [a.here.colour, a.here.note?.en].filter(Boolean).join(" ") }) };
    if (JSON.stringify(got) !== JSON.stringify(c.expect)) wrong.push(`${c.name}: ${JSON.stringify(got)} want ${JSON.stringify(c.expect)}`);
    if (c.claims) {
      const claims = { ...a.claims, commitment: a.claims?.commitment ? Array.from(a.claims.commitment, (b) => b.toString(16).padStart(2, "0")).join("") : null };
      if (JSON.stringify(claims) !== JSON.stringify(c.claims)) wrong.push(`${c.name}: claims ${JSON.stringify(claims)} want ${JSON.stringify(c.claims)}`);
    }
  }
  equal(wrong, []);
  if (file.cases.length < 165) throw new Error(`only ${file.cases.length} vectors`);
});

test("Base45 of RFC 9285", () => {
  const text = (b) => new TextDecoder().decode(b);
  equal([text(decodeBase45("BB8")), text(decodeBase45("%69 VD92EX0")), text(decodeBase45("UJCLQE7W581")), text(decodeBase45("QED8WEX0"))], ["AB", "Hello!!", "base-45", "ietf!"]);
  for (const bad of ["GGW", "::", "A", "BB8a", "ab8", "BB8\n", "Ä00"]) refuses(() => decodeBase45(bad), bad);
});

test("CBOR has one form", () => {
  equal(decode(bytes("8301200a")), [1, -1, 10]);
  equal(decode(bytes("1a5e8d2594")), 0x5e8d2594);
  const bad = {
    "1801": "long head", "190001": "long head of two", "9f01ff": "indefinite array", "5f4101ff": "indefinite bytes", bf0102ff: "indefinite map", f90000: "half float", fb0000000000000000: "double",
    f4: "boolean", f7: "undefined", c001: "tag", a201000100: "key twice", a202000100: "keys not sorted", "8201": "cut short", "0101": "left over", "61ff": "no UTF-8", "": "empty",
    "1bffffffffffffffff": "too large", "5bffffffffffffffff": "bytes without end", a1800000: "array as key", fc: "reserved", "1c": "reserved length",
  };
  for (const [h, why] of Object.entries(bad)) refuses(() => decode(bytes(h)), why);
  refuses(() => decode(bytes("81".repeat(40) + "00")), "nested too deep");
  equal(decode(bytes("9f01c102ff"), { lenient: true }), [1, { tag: 1, value: 2 }]);
});

test("a gate never goes back to an older trust list", () => {
  const l = (version, issued_at, signed = "x") => ({ version, issued_at, signed });
  equal(
    [mayReplace(null, l(1, 1)), mayReplace(l(1, 1), l(2, 2)), mayReplace(l(2, 2), l(1, 3)), mayReplace(l(1, 5), l(2, 4)), mayReplace(l(1, 1), l(1, 1, "y")), mayReplace(l(1, 1), l(1, 1))],
    [true, true, false, false, false, true],
  );
});

test("SM2 numbers out of range are no signature", async () => {
  const point = bytes("04" + "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7" + "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");
  for (const signature of ["00".repeat(64), "ff".repeat(64)]) equal(await verifySM2(point, bytes("00"), bytes(signature)), false, signature);
});
