// Counts the figures of a monthly report again, from the file "the records behind it" of the report's page.
//
//   node recompute.mjs FILE [--key KEY]
//
// KEY is the public key of the ledger as its owner gave it to you by another way. Node 20 or newer, no packages, no network, none of
// Adit's code: everything below follows docs/ledger.md (how entries are proved) and docs/reports.md (what each figure counts).
// Ends with 0 if all that was counted is what the report says, 1 if not, 2 for wrong usage.
import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [file, ...options] = process.argv.slice(2);
if (!file || options.some((o, i) => i % 2 === 0 && o !== "--key") || options.length % 2) {
  console.error("usage: node recompute.mjs FILE [--key KEY]");
  process.exit(2);
}
const given = options[1];

let wrong = 0;
const say = (holds, what) => {
  if (!holds) wrong++;
  console.log(`${holds ? "ok   " : "WRONG"} ${what}`);
};

// ── Proof: docs/ledger.md, "Evidence bundle" ─────────────────────────────────────────────────────

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const bytes = text => Buffer.from(text, "base64");

// A signed note: text, empty line, lines of signatures. The key: name+id+base64(0x01 ‖ public key); base64 itself may hold a plus.
function signed(note, key) {
  const [text, lines] = [note.slice(0, note.indexOf("\n\n") + 1), note.slice(note.indexOf("\n\n") + 2).split("\n")];
  const [name, id, ...rest] = key.split("+");
  const raw = bytes(rest.join("+"));
  if (raw.length !== 33 || raw[0] !== 1 || sha(Buffer.from(`${name}\n`), raw).subarray(0, 4).toString("hex") !== id) return false;
  const open = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.subarray(1).toString("base64url") }, format: "jwk" });
  const own = lines.filter(l => l.startsWith(`— ${name} `)).map(l => bytes(l.slice(name.length + 3))).filter(s => s.subarray(0, 4).toString("hex") === id);
  return text.split("\n")[0] === name && own.length > 0 && own.every(s => verify(null, Buffer.from(text), open, s.subarray(4)));
}

// RFC 9162 §2.1.3.2.
function included(index, size, leaf, proof, root) {
  if (index >= size) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const next of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = sha(Buffer.from([1]), next, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else hash = sha(Buffer.from([1]), hash, next);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && hash.equals(root);
}

const slots = { head: 0, t0: 1, t1: 2, t2: 3, t3: 4, raw: 5 };
const committed = (entry, part) => createHmac("sha256", bytes(part.commitmentKey)).update(bytes(part.bytes)).digest()
  .equals(entry.subarray(1 + 32 * slots[part.slot], 33 + 32 * slots[part.slot]));

const bundle = JSON.parse(readFileSync(file, "utf8"));
const [origin, size, root] = bundle.checkpoint.split("\n");
say(signed(bundle.checkpoint, bundle.verifierKey), `the head of ${origin} over ${size} entries is signed by the key in the file`);
if (given) say(given === bundle.verifierKey, "that key is the one you were given");
else console.log(`       compare this key with the one you were given: ${bundle.verifierKey}`);
const unproved = bundle.entries.filter(e => !included(e.index, +size, sha(Buffer.from([0]), bytes(e.entry)), e.proof.map(bytes), bytes(root)) || !e.parts.every(p => committed(bytes(e.entry), p)));
say(unproved.length === 0, `${bundle.entries.length} entries stand in it, unchanged${unproved.length ? `; not: ${unproved.map(e => e.index)}` : ""}`);

// ── What the file discloses ──────────────────────────────────────────────────────────────────────

const entries = new Map(bundle.entries.map(e => [e.index, e]));
const read = (index, slot = "t1") => {
  const part = entries.get(index)?.parts.find(p => p.slot === slot);
  return part ? JSON.parse(bytes(part.bytes).toString("utf8")) : null;
};
const rests = bundle.entries.map(e => read(e.index)).find(t => t?.published !== undefined && t.days);
const report = rests && read(rests.published);
if (!report?.says || report.report !== rests.report || report.version !== rests.version) {
  console.error("This file holds no report and what it rests on.");
  process.exit(2);
}
const { says } = report;
const site = read(rests.site);
console.log(`\n${says.name} (${says.code}), ${says.first} to ${says.last}, version ${report.version}\n`);
say(site?.code === says.code, "the site is the one that the ledger names");

// ── Figures: docs/reports.md, "What it says" ─────────────────────────────────────────────────────

// Exact decimals: billionths as whole numbers.
const exact = value => {
  const [whole, part = ""] = String(value).split(".");
  return BigInt(whole + part.padEnd(9, "0").slice(0, 9));
};
const shown = value => (Number(value) / 1e9).toString();
const add = values => values.reduce((sum, v) => sum + v, 0n);

const counted = new Map();
const records = new Set(rests.days.flatMap(d => d.records));
say([...records].every(r => entries.has(r) && r <= says.knows), `${records.size} records of the month stand in the ledger, from before the report`);
counted.set("records", records.size);
counted.set("days.observed", rests.days.filter(d => d.agents > 0).length);
counted.set("agent-days.done", rests.days.reduce((n, d) => n + d.agents, 0));

// A path leads through groups and, for repeats, through every row.
const along = (value, [name, ...rest]) => value === undefined || value === null ? [] : Array.isArray(value) ? value.flatMap(v => along(v, [name, ...rest])) : name === undefined ? [value] : along(value[name], rest);
const sealed = [];
const within = v => v.day >= says.first && v.day <= says.last;
for (const figure of ["people.most", "production.kg"]) {
  const values = rests.values.filter(v => v.figure === figure);
  for (const index of new Set(values.map(v => v.record))) {
    const own = values.filter(v => v.record === index);
    if (own.some(v => v.answers.length === 0)) sealed.push(index);
    else {
      const paths = [...new Set(own.flatMap(v => v.answers))];
      const found = add(paths.flatMap(p => along(read(index)?.answers, p.split("/"))).map(exact));
      if (found !== add(own.map(v => exact(v.value)))) say(false, `record ${index}: ${paths.join(", ")} come to ${shown(found)}, not to what is said`);
    }
    if (!own.filter(within).every(v => rests.days.some(d => d.day === v.day && d.records.includes(index)))) say(false, `record ${index} is none of that day`);
  }
  const sums = values.filter(within).map(v => exact(v.value));
  counted.set(figure, sums.length === 0 ? null : shown(figure === "people.most" ? sums.reduce((a, b) => (b > a ? b : a)) : add(sums)));
}

// An incident is what its entries make of it, in their order.
const level = { None: 0, S4: 1, S3: 2, S2: 3, S1: 4 };
const grade = { Reported: 0, Corroborated: 1, Observed: 2, Determined: 3 };
const graver = (a, b) => (level[a.level] - level[b.level] || grade[a.grade] - grade[b.grade]) >= 0 ? a : b;
const incidents = new Map();
const told = [...new Map(rests.incidents.flatMap(i => i.entries).map(e => [e.entry, e.kind]))].sort((a, b) => a[0] - b[0]);
for (const [index, kind] of told) {
  const fact = read(index);
  const one = incidents.get(fact?.incident);
  if (!fact || (!one && kind !== "incident.opened.1")) say(false, `entry ${index} is not the ${kind} that it is said to be`);
  else if (kind === "incident.opened.1") incidents.set(fact.incident, { number: fact.number, day: fact.day, learnt: fact.learnt, findings: fact.findings, set: null, closed: null, into: null });
  else if (kind === "incident.borne-out.1") one.findings = fact.findings;
  else if (kind === "incident.severity-overridden.1") one.set = fact.level;
  else if (kind === "incident.closed.1") one.closed = { day: fact.day, cause: fact.cause };
  else if (kind === "incident.reopened.1") one.closed = null;
  else if (kind === "determination.decided.1" && fact.agreed && fact.outcome === "ReasonableRisk") one.findings = one.findings.map(f => (fact.indicators.includes(f.indicator) ? { ...f, grade: "Determined" } : f));
  else if (kind === "incident.merged.1") {
    const into = incidents.get(fact.into);
    const [a, b] = [levelOf(into), levelOf(one)];
    into.set = [into, one].find(i => i.set === (level[b] > level[a] ? b : a))?.set ?? null;
    for (const finding of one.findings) into.findings = into.findings.some(f => f.indicator === finding.indicator) ? into.findings.map(f => (f.indicator === finding.indicator ? graver(f, finding) : f)) : [...into.findings, finding];
    [into.day, into.learnt, one.into] = [one.day < into.day ? one.day : into.day, one.learnt < into.learnt ? one.learnt : into.learnt, fact.into];
  }
}
function levelOf(one) {
  return one.set ?? one.findings.map(f => f.level).reduce((a, b) => (level[b] > level[a] ? b : a));
}
const dayAt = instant => new Intl.DateTimeFormat("en-CA", { timeZone: site.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant));
const closed = [];
const open = says.incidents.map(said => {
  const one = [...incidents.values()].find(i => i.number === said.number && !i.into);
  if (!one) {
    closed.push(said.number);
    return said;
  }
  const worst = one.findings.map(f => f.level).reduce((a, b) => (level[b] > level[a] ? b : a));
  const now = {
    number: one.number, day: one.day, learnt: dayAt(one.learnt), level: levelOf(one), hollow: one.findings.every(f => f.grade === "Reported") && level[worst] >= level.S2,
    closed: one.closed && one.closed.day <= says.last ? one.closed.day : null, mistaken: one.closed?.cause === "Mistaken",
  };
  for (const key of ["day", "learnt", "level", "hollow", "closed"]) if ((said[key] ?? null) !== now[key]) say(false, `incident ${one.number}: ${key} is ${now[key]}, the report says ${said[key]}`);
  if (now.mistaken) say(false, `incident ${one.number} was closed as mistaken`);
  return now;
});
for (const s of ["S1", "S2", "S3", "S4"]) counted.set(`incidents.learnt.${s.toLowerCase()}`, open.filter(i => i.learnt >= says.first && !i.hollow && i.level === s).length);
counted.set("incidents.verifying", open.filter(i => i.hollow && !i.closed).length);
counted.set("incidents.closed", open.filter(i => !i.hollow && i.closed).length);
counted.set("incidents.open", open.filter(i => !i.hollow && !i.closed).length);

// Of an action the ledger shows subscribers when its plan was adopted and what whoever checked found; the rest is the report's own list.
for (const said of says.actions) {
  const own = rests.actions.find(a => a.number === said.number)?.entries.map(e => ({ ...read(e.entry), kind: e.kind })) ?? [];
  const verified = own.filter(e => e.kind === "action.checked.1" && e.result === "Verified").at(-1)?.day ?? null;
  if ((said.verified ?? null) !== (verified !== null && verified <= says.last ? verified : null)) say(false, `action ${said.number}: the ledger says it was verified on ${verified}`);
}
const late = a => !a.verified && a.due < says.last;
counted.set("actions.agreed", says.actions.filter(a => a.agreed >= says.first).length);
counted.set("actions.verified", says.actions.filter(a => a.verified).length);
counted.set("actions.open", says.actions.filter(a => !a.verified).length);
counted.set("actions.overdue", says.actions.filter(late).length);

console.log("");
for (const { id, value } of says.figures) {
  if (!counted.has(id)) console.log(`       ${id}: ${value ?? "–"} (follows from records that are not in this file)`);
  else say(String(value ?? null) === String(counted.get(id)), `${id}: the report says ${value ?? "–"}, counted ${counted.get(id) ?? "–"}`);
}

console.log("\nNot checked: whether a record or an incident was left out of this file. Each day of which a record is missing would lower a figure, and the programme's witnesses and auditors see the whole ledger.");
if (closed.length) console.log(`Taken from the report, since their entries are not for subscribers: incidents ${closed.join(", ")}.`);
if (sealed.length) console.log(`Taken from the report, since their answers are not for subscribers: records ${sealed.join(", ")}.`);
console.log("Which of these days and agents a record speaks of is the programme's word, given when it published.");
console.log(wrong === 0 ? "\nAll that could be counted again is as the report says." : `\n${wrong} things are not as they should be.`);
process.exit(wrong === 0 ? 0 : 1);
