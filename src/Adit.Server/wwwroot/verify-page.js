// Checks what is dropped on the page of proofs in this browser. Where the browser cannot, the form is sent as it is and the server checks.
import { able, verify } from "./verify.js";

const form = document.querySelector("[data-verify]");
const words = JSON.parse(form.dataset.words);
const say = (key, parts) => words[key].replace(/\[\[(\w+)\]\]/g, (_, name) => parts?.[name] ?? "").trim();

if (await able()) {
  form.querySelector("[data-where]").textContent = words["verify.here"];
  form.addEventListener("submit", event => {
    event.preventDefault();
    check(form.querySelector("input[type=file]").files[0]);
  });
}

async function check(file) {
  if (!file || file.size === 0 || file.size > 8_000_000)
    return show(null, words["verify.no-file"], [], [], []);
  const keys = await bytesAt("/log/keys");
  const told = await verify(new Uint8Array(await file.arrayBuffer()), { key: form.dataset.verify, keys, status: ofOurs });
  const credential = told.kind === "credential";
  const checks = told.checks.map(c => [c.holds, said(c, told)]);
  const left = !told.left ? [] : [words["credential.left"], ...told.left.parts.map(p => words["credential.left." + p]), told.left.indicators ? say("credential.left.indicators", { number: told.left.indicators }) : null];
  const not = credential ? [...left, told.statusAsOf ? null : words["credential.not.status"], say("credential.not.name", told), words["verify.not.true"]] : [words["verify.not.true"], words["verify.not.whole"], words["verify.not.witnesses"], words["verify.not.stands"], words["verify.not.recounted"]];
  const sentence = words[told.holds ? credential ? "credential.holds" : "verify.sentence.holds" : "verify.sentence.fails"];
  const about = told.holds ? [[words["credential.issuer"], told.issuer], [words["verify.origin"], told.origin]].filter(([, value]) => value) : [];
  show(told.holds, sentence, checks, [...not.filter(n => n), words["verify.not.this-page"]], about);
}

function said(check, told) {
  const parts = { ...check, where: check.where ?? "", issuer: told.issuer };
  switch (check.claim) {
    case "credential.Readable": return say(check.holds ? "credential.claim.Readable" : "credential.claim.Unreadable", parts);
    case "credential.Recorded": return say(check.holds ? "credential.claim.Recorded" : "credential.claim.NotRecorded", parts);
    default: return say(check.claim.startsWith("credential.") ? check.claim.replace(".", ".claim.") : `verify.claim.${check.claim}`, parts);
  }
}

// Only a list of this server's is asked for, by its number: no other server learns that somebody has the credential.
async function ofOurs(address) {
  const own = `${form.dataset.address}/credentials/status/`;
  return address.startsWith(own) ? bytesAt(`/credentials/status/${encodeURIComponent(address.slice(own.length))}`) : null;
}

async function bytesAt(path) {
  const answer = await fetch(path, { credentials: "omit", headers: { accept: "application/json" } }).catch(() => null);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

function show(holds, sentence, checks, not, about) {
  document.querySelector("[data-verdict]")?.remove();
  const [look, sign] = holds === null ? ["open", "?"] : holds ? ["held", "✓"] : ["failed", "✗"];
  const card = element("section", { className: "card wide", tabIndex: -1 },
    element("h2", { className: "level-line", id: "verdict" }, element("span", { className: `verdict ${look}`, ariaHidden: "true", textContent: sign }), ` ${sentence}`));
  if (holds !== null)
    card.append(element("p", { className: "soft small", textContent: words["verify.was-here"] }));
  card.dataset.verdict = "";
  card.setAttribute("aria-labelledby", "verdict");
  if (about.length)
    card.append(element("dl", { className: "facts" }, ...about.map(([name, value]) => element("div", {}, element("dt", { textContent: name }), element("dd", { textContent: value })))));
  if (checks.length)
    card.append(element("div", { className: "two" },
      element("div", {}, element("h3", { textContent: words["verify.checked"] }), element("ul", { className: "plain" }, ...checks.map(([held, text]) => element("li", {},
        element("span", { className: held ? "held" : "failed", textContent: held ? `✓ ${words["verify.holds"]}` : `✗ ${words["verify.fails"]}` }), ` ${text}`)))),
      element("div", {}, element("h3", { textContent: words["verify.not-checked"] }), element("ul", {}, ...not.map(text => element("li", { textContent: text }))))));
  form.closest(".two").before(card);
  card.focus();
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
