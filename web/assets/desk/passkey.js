// Passkeys: asks the node for a challenge, has the browser answer it, and takes the answer back. The form says with what:
// data-passkey is login or create.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(url, body) {
  const r = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await r.json();
  if (!r.ok) throw { said: answer.error, field: answer.field };
  return answer;
}

function decoded({ publicKey: o }) {
  o.challenge = bytes(o.challenge);
  if (o.user) o.user.id = bytes(o.user.id);
  for (const list of [o.excludeCredentials, o.allowCredentials]) for (const c of list ?? []) c.id = bytes(c.id);
  return { publicKey: o };
}

function encoded(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(), response };
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const { passkey, begin, finish, none, failed, cancelled } = form.dataset;
  const error = form.querySelector("[role=alert]");
  const say = words => { error.textContent = words; error.hidden = !words; };
  form.addEventListener("submit", async e => {
    e.preventDefault();
    say("");
    if (!window.PublicKeyCredential) return say(none);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const fields = Object.fromEntries(new FormData(form));
      const challenge = await ask(begin, { code: fields.code?.trim() });
      const options = decoded(challenge.options);
      const credential = await (passkey === "create" ? navigator.credentials.create(options) : navigator.credentials.get(options));
      const { to } = await ask(finish, { ticket: challenge.ticket, name: fields.name, next: fields.next, answer: encoded(credential) });
      location.assign(to);
    } catch (x) {
      say(x.said ?? (x.name === "NotAllowedError" ? cancelled : failed));
      form.querySelector(`[name="${x.field}"]`)?.focus();
    }
    button.disabled = false;
  });
}
