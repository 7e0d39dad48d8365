/**
 * Seals a text for the holder of a public key: HPKE (RFC 9180) in base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.
 * The key pair of each text is forgotten at once, so that this device cannot open what it has sealed.
 */

const KEM = [0x4b, 0x45, 0x4d, 0, 0x10]; // "KEM", its number
const SUITE = [0x48, 0x50, 0x4b, 0x45, 0, 0x10, 0, 0x01, 0, 0x02]; // "HPKE", the numbers of KEM, KDF and AEAD
const VERSION = bytes("HPKE-v1");
const EC = { name: "ECDH", namedCurve: "P-256" };

function bytes(text) {
  return new TextEncoder().encode(text);
}

const join = (...parts) => new Uint8Array(parts.flatMap((p) => [...p]));

async function hmac(key, data) {
  const k = await crypto.subtle.importKey("raw", key.length ? key : new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", k, data));
}

const extract = (suite, salt, label, ikm) => hmac(salt, join(VERSION, suite, bytes(label), ikm));

/** One block of HKDF, which is at most 32 bytes. */
async function expand(suite, secret, label, info, length) {
  return (await hmac(secret, join([0, length], VERSION, suite, bytes(label), info, [1]))).slice(0, length);
}

/**
 * @param {Uint8Array} to public key of P-256, 65 bytes
 * @param {string} info what it is for
 * @param {string} text
 * @returns {Promise<Uint8Array>} encapsulated key and ciphertext
 */
export async function seal(to, info, text) {
  const [theirs, own] = await Promise.all([crypto.subtle.importKey("raw", to, EC, false, []), crypto.subtle.generateKey(EC, false, ["deriveBits"])]);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256));
  const shared = await expand(KEM, await extract(KEM, [], "eae_prk", dh), "shared_secret", join(enc, to), 32);
  const context = join([0], await extract(SUITE, [], "psk_id_hash", []), await extract(SUITE, [], "info_hash", bytes(info)));
  const secret = await extract(SUITE, shared, "secret", []);
  const [key, nonce] = await Promise.all([expand(SUITE, secret, "key", context, 32), expand(SUITE, secret, "base_nonce", context, 12)]);
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return join(enc, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, aes, bytes(text))));
}
