// Checks what is dropped on the page of proofs in this browser. Where the browser cannot, the form is sent as it is and the server checks.
import { able, isPicture, isWitness, verify } from "./verify.js";

const form = document.querySelector("[data-verify]");
const words = JSON.parse(form.dataset.words);
const say = ({ key, parts }) => words[key].replace(/\[\[(\w+)\]\]/g, (_, name) => parts?.[name]?.key ? say(parts[name]) : parts?.[name] ?? "");

if (await able()) {
  form.querySelector("[data-where]").textContent = words["verify.here"];
  form.addEventListener("submit", event => {
    event.preventDefault();
    check([...form.querySelector("input[type=file]").files]);
  });
}

async function check(given) {
  if (given.length < 1 || given.length > 2 || given.some(f => f.size === 0 || f.size > 8_000_000))
    return show(null, words["verify.no-file"], [], [], []);
  const witnesses = form.querySelector("[name=witness]").value.split("\n").map(line => line.trim()).filter(line => line);
  if (!(await Promise.all(witnesses.map(isWitness))).every(is => is))
    return show(null, words["verify.no-witness"], [], [], []);
  const files = await Promise.all(given.map(async f => new Uint8Array(await f.arrayBuffer())));
  const file = files.find(isPicture) ?? files[0];
  const told = await verify(file, { key: form.dataset.verify, keys: await bytesAt("/log/keys"), witnesses, status: ofOurs, report: files.find(f => f !== file) });
  const about = !told.holds ? [] : [[words["credential.issuer"], told.issuer], [words["verify.origin"], told.origin]].filter(([, value]) => value);
  show(told.holds, say(told.verdict), told.checks.map(c => [c.holds, say(c)]), [...told.not.map(say), words["verify.not.this-page"]], about);
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
