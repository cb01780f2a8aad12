// Checks an evidence bundle or a credential where it is read: docs/ledger.md and docs/credentials.md, in the browser's own cryptography.
// Nothing here asks the network or touches the page, so that Node runs it too. What is read is never believed before it is checked.
import { recount } from "./recount.js";

const utf8 = new TextEncoder();
const slots = ["head", "t0", "t1", "t2", "t3", "raw"];
const ENTRY = 193;
// A witness's cosignature: the id of its key, eight bytes of time, Ed25519.
const COSIGNED = 4 + 8 + 64;

class Unreadable extends Error {}
const no = where => { throw new Unreadable(where); };

/** Whether this browser can check Ed25519 signatures: RFC 8032's first vector. */
export async function able() {
  try {
    const key = unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    return await signed(key, new Uint8Array(), unhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
  } catch {
    return false;
  }
}

/**
 * Checks a file, and says in sentences (a key of the texts, and what stands in it) what was checked and what was not: the same that adit verify says.
 * Gives { holds, verdict, checks: [{ holds, key, parts }], not: [{ key, parts }], origin, issuer, size }; holds is null where nothing of the file can be checked by itself.
 * @param {Uint8Array} file a bundle, a credential, a PDF or a picture
 * @param {{ key?: string, keys?: Uint8Array, witnesses?: string[], status?: (address: string) => Promise<Uint8Array | null>, report?: Uint8Array }} known what was got by another way; of a picture, the bundle of the report that shows it
 */
export async function verify(file, known = {}) {
  if (begins(file, 0, "%PDF-"))
    return { holds: null, verdict: { key: "check.pdf", parts: {} }, checks: [], not: [], origin: "", issuer: "" };
  return isPicture(file) ? ofPicture(hex(await sha256(file)), known) : ofFile(file, known);
}

/** Whether a file is a JPEG, PNG or WebP, which is checked by its fingerprint. */
export const isPicture = file => begins(file, 0, "\u00ff\u00d8\u00ff") || begins(file, 0, "\u0089PNG") || (file.length > 12 && begins(file, 0, "RIFF") && begins(file, 8, "WEBP"));
const begins = (file, at, signs) => [...signs].every((c, i) => file[at + i] === c.charCodeAt(0));

/** Whether a text is the public key of a witness (C2SP tlog-cosignature). */
export const isWitness = async written => await readWitness(written) !== null;

async function ofPicture(sha256, known) {
  if (!known.report)
    return { holds: null, verdict: { key: "check.picture", parts: { sha256 } }, checks: [], not: [], origin: "", issuer: "" };
  const told = await ofFile(known.report, { ...known, report: undefined }, true);
  if (!told.holds)
    return told;
  const shown = { holds: told.pictures.includes(sha256), key: "check.picture.released", parts: { sha256 } };
  return { ...told, holds: shown.holds, checks: [...told.checks, shown], verdict: shown.holds ? { key: "check.holds.picture", parts: { origin: told.origin } } : fails(shown) };
}

async function ofFile(file, known, bundled = false) {
  const credential = !bundled && means(file);
  const told = { checks: [], origin: "", issuer: "", bundled: !credential };
  const say = (claim, holds, parts = {}) => told.checks.push({ holds, ...sentence(claim, holds, { name: "", index: 0, slot: "head", where: "", ...parts }) });
  let again = null;
  try {
    if (credential) {
      await ofCredential(file, known, told, say);
    } else {
      const bundle = readBundle(parse(text(file)));
      await ofBundle(bundle, known, told, say, true);
      again = told.checks.every(c => c.holds) ? recount(bundle.entries) : null;
      told.pictures = bundle.entries.flatMap(e => e.parts.filter(p => p.slot === 2)).flatMap(p => released(p.bytes));
    }
  } catch (reason) {
    if (!(reason instanceof Unreadable))
      throw reason;
    say(credential ? "credential.Readable" : "Readable", false, { where: reason.message });
  }
  sumUp(told);
  for (const figure of again?.figures.filter(f => f.canBe) ?? [])
    told.checks.push({ holds: figure.says === figure.counted, key: "check.recount", parts: figure });
  for (const what of again?.wrong ?? [])
    told.checks.push({ holds: false, key: "check.recount.behind", parts: { what } });
  const failure = told.checks.find(c => !c.holds);
  told.holds = failure === undefined;
  told.verdict = failure ? fails(failure) : { key: credential ? "check.holds.credential" : "check.holds.bundle", parts: { origin: told.origin } };
  told.not = [...credential ? openOfCredential(told) : openOfBundle(again), { key: "check.not.true" }, ...unwitnessed(told, known)];
  if (!known.key && !known.keys && told.holds)
    told.not.push({ key: "check.not.key", parts: { key: told.key } });
  return told;
}

// Of many entries each that fails is named, and those that hold are told together.
function sumUp(told) {
  const isOfEntry = c => c.key === "check.bundle.Included" || c.key === "check.bundle.Disclosed";
  if (told.bundled !== true || told.checks.filter(c => c.key === "check.bundle.Included").length <= 12)
    return;
  const [held, rest] = [told.checks.filter(c => c.holds && isOfEntry(c)), told.checks.filter(c => !c.holds || !isOfEntry(c))];
  const count = key => held.filter(c => c.key === key).length;
  told.checks = held.length ? [...rest, { holds: true, key: "check.bundle.Entries", parts: { entries: count("check.bundle.Included"), parts: count("check.bundle.Disclosed") } }] : rest;
}

const fails = what => ({ key: "check.fails", parts: { what: { key: what.key, parts: what.parts } } });

function sentence(claim, holds, parts) {
  if (!claim.startsWith("credential."))
    return { key: parts.where ? "check.bundle.Unreadable" : claim === "Cosigned" && holds ? "check.held.cosigned" : `check.bundle.${claim}`, parts };
  const named = { "credential.Readable": holds ? "Readable" : "Unreadable", "credential.Recorded": holds ? "Recorded" : "NotRecorded" }[claim] ?? claim.slice(11);
  return { key: `credential.claim.${named}`, parts };
}

const openOfBundle = again => [
  ...(again?.figures ?? []).filter(f => !f.canBe).map(f => ({ key: "check.recount.not", parts: { figure: f.figure } })),
  ...again ? [{ key: "check.recount.complete" }] : [{ key: "check.not.recounted" }, { key: "check.not.whole" }],
  { key: "check.not.stands" },
];

const openOfCredential = told => [
  ...told.left ? [{ key: "credential.left" }, ...told.left.parts.map(p => ({ key: `credential.left.${p}` })), ...told.left.indicators ? [{ key: "credential.left.indicators", parts: { number: told.left.indicators } }] : []] : [],
  ...told.statusAsOf ? [] : [{ key: "credential.not.status" }],
  { key: "credential.not.name", parts: { issuer: told.issuer } },
];

const unwitnessed = (told, known) => known.witnesses?.length ? [] : told.others?.length ? [{ key: "check.not.witnesses.named", parts: { names: told.others.join(", ") } }] : [{ key: "check.not.witnesses" }];

// The fingerprints of pictures that a report in a part names as released.
function released(part) {
  try {
    const list = JSON.parse(text(part))?.says?.released;
    return Array.isArray(list) ? list.map(r => r?.sha256).filter(h => typeof h === "string") : [];
  } catch {
    return [];
  }
}

/** Whether a file means to be a credential. */
function means(file) {
  const start = new TextDecoder().decode(file).trimStart();
  return start.startsWith("eyJ") || (start.startsWith("{") && start.includes('"@context"'));
}

// Evidence bundles

async function ofBundle(bundle, known, told, say, alone) {
  const key = readKey(bundle.verifierKey) ?? no("verifierKey");
  const note = readNote(bundle.checkpoint) ?? no("checkpoint");
  const head = readHead(note.text) ?? no("checkpoint");
  const others = [...new Set(note.signatures.filter(s => s.bytes.length === COSIGNED && s.name !== key.name).map(s => s.name))];
  Object.assign(told, { origin: head.origin, size: head.size, key: bundle.verifierKey, others });
  if (alone)
    say("Readable", true);
  say("CheckpointSigned", await signedBy(note, key));
  say("Origin", head.origin === key.name);
  const chains = [];
  const own = await chainIn(bundle.entries);
  if (own.fault !== undefined)
    say("KeyRotated", false, { index: own.fault });
  for (const term of own.terms?.slice(1) ?? [])
    say("KeyRotated", true, { index: term.from - 1 });
  if (own.terms)
    chains.push(own.terms);
  const other = known.keys && await readKeys(known.keys);
  if (other)
    chains.push(other);
  if (chains.length)
    say("KeyInForce", chains.every(c => c.filter(t => t.from <= head.size).at(-1).key === bundle.verifierKey));
  const holds = (chain, it) => chain.some(t => t.key === it);
  if (known.key)
    say("ExpectedKey", known.key === bundle.verifierKey || chains.some(c => holds(c, known.key) && holds(c, bundle.verifierKey)));
  for (const written of known.witnesses ?? []) {
    const witness = await readWitness(written);
    const at = witness && await cosignedAt(note, witness);
    say("Cosigned", Boolean(at), { name: witness?.name ?? written, time: at ?? "" });
  }
  for (const entry of bundle.entries) {
    say("Included", await includes(head, entry.index, await sha256(concat([0], entry.entry)), entry.proof), { index: entry.index });
    for (const part of entry.parts)
      say("Disclosed", same(await hmac(part.key, part.bytes), entry.entry.subarray(1 + 32 * part.slot, 33 + 32 * part.slot)), { index: entry.index, slot: slots[part.slot] });
  }
  return { head, key, chain: chains.findLast(c => holds(c, bundle.verifierKey)) };
}

function readBundle(json) {
  members(json, "", ["format", "checkpoint", "verifierKey", "entries"]);
  if (json.format !== "adit-evidence-1")
    no("format");
  for (const name of ["checkpoint", "verifierKey"])
    if (typeof json[name] !== "string")
      no(name);
  const entries = list(json.entries, "entries").map((e, i) => readEntry(e, `entries[${i}]`));
  if (!entries.length || !rising(entries.map(e => e.index)))
    no("entries");
  return { ...json, entries };
}

function readEntry(json, where) {
  members(json, where, ["index", "entry", "proof", "parts"]);
  if (typeof json.index !== "number" || json.index < 0)
    no(`${where}.index`);
  const entry = base64(json.entry) ?? no(`${where}.entry`);
  if (entry.length !== ENTRY || entry[0] !== 1)
    no(`${where}.entry`);
  const proof = list(json.proof, `${where}.proof`).map((h, i) => hash(h) ?? no(`${where}.proof[${i}]`));
  const parts = list(json.parts, `${where}.parts`).map((p, i) => readPart(p, `${where}.parts[${i}]`));
  if (!rising(parts.map(p => p.slot)))
    no(`${where}.parts`);
  return { index: json.index, entry, proof, parts };
}

function readPart(json, where) {
  members(json, where, ["slot", "commitmentKey", "bytes"]);
  const slot = slots.indexOf(json.slot);
  const key = hash(json.commitmentKey) ?? no(`${where}.commitmentKey`);
  return { slot: slot < 0 ? no(`${where}.slot`) : slot, key, bytes: base64(json.bytes) ?? no(`${where}.bytes`) };
}

// RFC 9162, 2.1.3.2.
async function includes(head, index, leaf, proof) {
  if (index >= head.size)
    return false;
  const half = n => Math.floor(n / 2);
  let [node, last, at] = [index, head.size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0)
      return false;
    if (node % 2 === 1 || node === last) {
      at = await sha256(concat([1], sibling, at));
      while (node !== 0 && node % 2 === 0)
        [node, last] = [half(node), half(last)];
    } else {
      at = await sha256(concat([1], at, sibling));
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(at, head.root);
}

// Keys and their changes

async function chainIn(entries) {
  let terms;
  for (const entry of entries) {
    const part = entry.parts.find(p => p.slot === 1);
    const json = part && object(part.bytes);
    if (!json)
      continue;
    if (entry.index === 0 && readKey(json.verifierKey))
      terms = [{ key: json.verifierKey, from: 0 }];
    if (typeof json.statement !== "string" || !json.statement.startsWith("adit key rotation v1\n"))
      continue;
    const turn = await readRotation(json.statement);
    terms ??= turn && [{ key: turn.from, from: 0 }];
    if (!turn || turn.size !== entry.index || turn.from !== terms.at(-1).key || entry.index < terms.at(-1).from || terms.some(t => t.key === turn.to))
      return { fault: entry.index };
    terms.push({ key: turn.to, from: entry.index + 1 });
  }
  return { terms };
}

async function readRotation(statement) {
  const note = readNote(statement);
  const lines = note?.text.split("\n") ?? [];
  const [from, to] = [readKey(lines[4]), readKey(lines[5])];
  const size = number(lines[2]);
  if (lines.length !== 7 || lines[6] !== "" || !size || !hash(lines[3]) || !from || !to || from.name !== lines[1] || to.name !== lines[1] || lines[4] === lines[5])
    return null;
  return await signedBy(note, from) && await signedBy(note, to) ? { size, from: lines[4], to: lines[5] } : null;
}

async function readKeys(file) {
  const told = { checks: [] };
  try {
    const bundle = readBundle(parse(text(file)));
    await ofBundle(bundle, {}, told, (claim, holds) => told.checks.push(holds), true);
    return bundle.entries[0].index === 0 && told.checks.every(held => held) ? (await chainIn(bundle.entries)).terms : null;
  } catch (reason) {
    if (reason instanceof Unreadable)
      return null;
    throw reason;
  }
}

function readKey(written, kind = 1) {
  const [name, id, encoded] = typeof written === "string" ? splitAt(written, "+", 3) : [];
  const bytes = base64(encoded);
  if (!name || /[\s+\u0000-\u001f]/.test(name) || !/^[0-9a-f]{8}$/.test(id ?? "") || bytes?.length !== 33 || bytes[0] !== kind)
    return null;
  return { name, id, key: bytes.subarray(1) };
}

// Its id is computed, not believed.
async function readWitness(written) {
  const key = readKey(written, 4);
  return key && key.id === await idOf(key, 4) ? key : null;
}

const idOf = async (key, kind) => hex((await sha256(concat(utf8.encode(key.name), [10, kind], key.key))).subarray(0, 4));

// When a witness cosigned, the latest where it gave several; null where it did not, or any of them is wrong.
async function cosignedAt(note, witness) {
  let latest = null;
  for (const { bytes } of note.signatures.filter(s => s.name === witness.name && hex(s.bytes.subarray(0, 4)) === witness.id)) {
    if (bytes.length !== COSIGNED)
      return null;
    const seconds = new DataView(bytes.buffer, bytes.byteOffset + 4).getBigUint64(0);
    if (seconds > 253402300799n || !await signed(witness.key, utf8.encode(`cosignature/v1\ntime ${seconds}\n${note.text}`), bytes.subarray(12)))
      return null;
    latest = latest === null || seconds > latest ? seconds : latest;
  }
  return latest === null ? null : `${new Date(Number(latest) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function readNote(written) {
  const end = typeof written === "string" ? written.lastIndexOf("\n\n") : -1;
  if (end < 0 || !written.endsWith("\n") || end + 2 === written.length || /[\u0000-\u0009\u000b-\u001f]/.test(written))
    return null;
  const signatures = written.slice(end + 2, -1).split("\n").map(line => /^— (\S+) (\S+)$/.exec(line)).map(m => m && { name: m[1], bytes: base64(m[2]) });
  return signatures.every(s => s?.bytes?.length >= 5) ? { text: written.slice(0, end + 1), signatures } : null;
}

function readHead(written) {
  const lines = written.slice(0, -1).split("\n");
  const [size, root] = [number(lines[1]), hash(lines[2])];
  return lines.length >= 3 && lines.every(l => l) && size !== null && root ? { origin: lines[0], size, root } : null;
}

// The id is computed, not believed.
async function signedBy(note, key) {
  const id = await idOf(key, 1);
  const own = id === key.id ? note.signatures.filter(s => s.name === key.name && hex(s.bytes.subarray(0, 4)) === id) : [];
  const right = await Promise.all(own.map(s => signed(key.key, utf8.encode(note.text), s.bytes.subarray(4))));
  return right.length > 0 && right.every(r => r);
}

// Credentials

async function ofCredential(file, known, told, say) {
  const credential = await readCredential(file);
  const { document } = credential;
  say("credential.Readable", true);
  told.issuer = credential.issuer;
  const left = document.credentialSubject.aditRecord?.leftOut;
  if (left)
    told.left = { parts: ["place", "country", "coverage", "report"].filter(p => Array.isArray(left.parts) && left.parts.includes(p)), indicators: Number.isInteger(left.indicators) ? left.indicators : 0 };
  const evidence = Array.isArray(document.evidence) && document.evidence.length === 1 ? document.evidence[0]?.bundle : null;
  let bundle;
  try {
    bundle = readBundle(evidence);
  } catch {
    return say("credential.HasEvidence", false);
  }
  const key = readKey(bundle.verifierKey);
  if (!key)
    return say("credential.HasEvidence", false);
  say("credential.BySignature", await credential.signedBy(key));
  say("credential.Named", credential.names(key), { issuer: credential.issuer });
  const { chain } = await ofBundle(bundle, known, told, say, false);
  const claims = hex(await sha256(utf8.encode(canonical(without(document, "evidence")))));
  for (const entry of bundle.entries) {
    const [head, t1] = [0, 2].map(slot => object(entry.parts.find(p => p.slot === slot)?.bytes));
    if (["credential.issued.1", "credential.passed-on.1"].includes(head?.fact) && t1?.claims === claims)
      Object.assign(told, { entry: entry.index, at: head.at });
  }
  say("credential.Recorded", told.entry !== undefined, { index: told.entry ?? 0, at: told.at ?? "?" });
  const named = document.credentialStatus?.statusListCredential;
  const status = typeof named === "string" && known.status ? await known.status(named) : null;
  if (!status)
    return;
  const signers = chain ? chain.slice(chain.findIndex(t => t.key === bundle.verifierKey)).map(t => t.key) : [bundle.verifierKey];
  await ofStatus(status, credential, named, signers, told, say);
}

async function ofStatus(file, credential, named, signers, told, say) {
  let listed, bits;
  try {
    listed = await readCredential(file);
    bits = await unpack(listed.document.credentialSubject.encodedList);
  } catch {
    bits = null;
  }
  const readable = bits !== null && listed.document.type.includes("BitstringStatusListCredential");
  say("credential.StatusReadable", readable);
  if (!readable)
    return;
  told.statusAsOf = listed.document.validFrom;
  say("credential.StatusNamed", listed.document.id === named && listed.document.credentialSubject.statusPurpose === "revocation");
  const keys = signers.map(k => readKey(k));
  say("credential.StatusSigned", listed.issuer === credential.issuer && (await Promise.all(keys.map(async k => listed.names(k) && await listed.signedBy(k)))).some(s => s));
  const place = Number(credential.document.credentialStatus.statusListIndex);
  say("credential.Stands", Number.isSafeInteger(place) && place >= 0 && place < 8 * bits.length && (bits[place >> 3] & (0x80 >> (place & 7))) === 0, { at: told.statusAsOf ?? "?" });
}

async function readCredential(file) {
  const start = text(file).trim();
  const read = start.startsWith("eyJ") ? readJwt(start) : readProof(start);
  const { document } = read;
  if (document["@context"]?.[0] !== "https://www.w3.org/ns/credentials/v2")
    no("@context");
  if (!Array.isArray(document.type) || !document.type.includes("VerifiableCredential"))
    no("type");
  read.issuer = typeof document.issuer === "string" ? document.issuer : document.issuer?.id;
  if (typeof read.issuer !== "string" || !read.issuer.startsWith("did:"))
    no("issuer");
  if (typeof document.validFrom !== "string" || !document.validFrom.includes("T") || Number.isNaN(Date.parse(document.validFrom)))
    no("validFrom");
  if (!isObject(document.credentialSubject))
    no("credentialSubject");
  read.names = key => read.method === `${read.issuer}#${key.id}${read.suffix}`;
  return read;
}

function readJwt(compact) {
  const parts = compact.split(".").map(base64url);
  if (parts.length !== 3 || parts.some(p => !p))
    no("$");
  const [header, document] = [object(parts[0]), object(parts[1])];
  if (!header || !document || header.alg !== "EdDSA" || header.typ !== "vc+jwt" || typeof header.kid !== "string" || Object.keys(header).some(n => !["alg", "cty", "kid", "typ"].includes(n)))
    no("$");
  const input = utf8.encode(compact.slice(0, compact.lastIndexOf(".")));
  return { document, method: header.kid, suffix: "-jwk", signedBy: key => signed(key.key, input, parts[2]) };
}

function readProof(json) {
  const secured = parse(json);
  const proof = isObject(secured) ? secured.proof : no("$");
  if (typeof proof?.verificationMethod !== "string")
    no("proof");
  const document = without(secured, "proof");
  const fits = proof.type === "DataIntegrityProof" && proof.cryptosuite === "eddsa-jcs-2022" && proof.proofPurpose === "assertionMethod" && canonical(proof["@context"] ?? null) === canonical(document["@context"] ?? null);
  const signature = base58(proof.proofValue);
  return {
    document, method: proof.verificationMethod, suffix: "",
    signedBy: async key => fits && signature?.length === 64
      && signed(key.key, concat(await sha256(utf8.encode(canonical(without(proof, "proofValue")))), await sha256(utf8.encode(canonical(document)))), signature),
  };
}

async function unpack(encoded) {
  const packed = typeof encoded === "string" && encoded.startsWith("u") ? base64url(encoded.slice(1)) : null;
  if (!packed)
    return null;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const pieces = [];
  for (let length = 0; ;) {
    const { done, value } = await reader.read();
    if (done)
      return length >= 16384 ? concat(...pieces) : null;
    pieces.push(value);
    if ((length += value.length) > 2_000_000)
      return reader.cancel().then(() => null);
  }
}

// JSON, read so that nothing can be taken in two ways: no member twice, no number but safe integers, no half of a surrogate pair.

export function parse(json) {
  let at = 0;
  const fail = () => no(`line ${json.slice(0, at).split("\n").length}`);
  const space = () => { while (at < json.length && " \t\r\n".includes(json[at])) at++; };
  const take = token => { if (!json.startsWith(token, at)) fail(); at += token.length; };
  const match = pattern => { pattern.lastIndex = at; const m = pattern.exec(json); if (!m) fail(); at += m[0].length; return m[0]; };
  const string = () => {
    const value = JSON.parse(match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y));
    return value.isWellFormed?.() === false || /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value) ? fail() : value;
  };
  const value = depth => {
    if (depth > 32)
      fail();
    space();
    switch (json[at]) {
      case "{": {
        const members = new Map();
        for (take("{"), space(); json[at] !== "}"; space()) {
          if (members.size) { take(","); space(); }
          const name = string();
          if (members.has(name)) fail();
          space();
          take(":");
          members.set(name, value(depth + 1));
        }
        take("}");
        return Object.assign(Object.create(null), Object.fromEntries(members));
      }
      case "[": {
        const items = [];
        for (take("["), space(); json[at] !== "]"; space()) {
          if (items.length) take(",");
          items.push(value(depth + 1));
        }
        take("]");
        return items;
      }
      case '"': return string();
      case "t": take("true"); return true;
      case "f": take("false"); return false;
      case "n": take("null"); return null;
      default: {
        const written = match(/-?(?:0|[1-9]\d*)(?![.eE\d])/y);
        return Number.isSafeInteger(Number(written)) && written !== "-0" ? Number(written) : fail();
      }
    }
  };
  const whole = value(0);
  space();
  return at === json.length ? whole : fail();
}

/** RFC 8785, of what parse gives. */
export function canonical(json) {
  if (Array.isArray(json))
    return `[${json.map(canonical).join(",")}]`;
  if (isObject(json))
    return `{${Object.keys(json).sort().map(n => `${JSON.stringify(n)}:${canonical(json[n])}`).join(",")}}`;
  return JSON.stringify(json);
}

const isObject = json => typeof json === "object" && json !== null && !Array.isArray(json);
const without = (json, name) => { const { [name]: _, ...rest } = json; return rest; };
const rising = numbers => numbers.every((n, i) => i === 0 || numbers[i - 1] < n);
const list = (json, where) => Array.isArray(json) ? json : no(where);

function members(json, where, names) {
  if (!isObject(json))
    no(where || "$");
  for (const name of names)
    if (!(name in json))
      no(where ? `${where}.${name}` : name);
  if (Object.keys(json).length !== names.length)
    no(where || "$");
}

// The object in some bytes; null where there is none.
function object(bytes) {
  try {
    const json = bytes && parse(text(bytes));
    return isObject(json) ? json : null;
  } catch (reason) {
    if (reason instanceof Unreadable)
      return null;
    throw reason;
  }
}

// Bytes

function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return no("$");
  }
}

function number(written) {
  return /^(0|[1-9]\d*)$/.test(written ?? "") && Number.isSafeInteger(Number(written)) ? Number(written) : null;
}

function splitAt(written, sign, most) {
  const parts = written.split(sign);
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(sign)];
}

// In one spelling only.
function base64(written) {
  if (typeof written !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(written))
    return null;
  try {
    const bytes = Uint8Array.from(atob(written), c => c.charCodeAt(0));
    return btoa(binary(bytes)) === written ? bytes : null;
  } catch {
    return null;
  }
}

function base64url(written) {
  return /^[A-Za-z0-9_-]*$/.test(written) ? base64(written.replaceAll("-", "+").replaceAll("_", "/") + "===".slice((written.length + 3) % 4)) : null;
}

function binary(bytes) {
  let all = "";
  for (let i = 0; i < bytes.length; i += 8192)
    all += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return all;
}

function base58(written) {
  const digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  if (typeof written !== "string" || written[0] !== "z" || written.length > 200 || [...written.slice(1)].some(c => !digits.includes(c)))
    return null;
  let whole = 0n;
  for (const c of written.slice(1))
    whole = whole * 58n + BigInt(digits.indexOf(c));
  const plain = whole.toString(16);
  const zeros = /^1*/.exec(written.slice(1))[0].length;
  return concat(new Uint8Array(zeros), whole === 0n ? [] : unhex(plain.length % 2 ? `0${plain}` : plain));
}

function hash(written) {
  const bytes = base64(written);
  return bytes?.length === 32 ? bytes : null;
}

function concat(...pieces) {
  const all = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
const unhex = written => Uint8Array.from(written.match(/../g), b => parseInt(b, 16));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

async function hmac(key, bytes) {
  const held = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", held, bytes));
}

async function signed(key, message, signature) {
  const held = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]).catch(() => null);
  if (held === null) {
    // A key that is no point of the curve is no key; a browser without Ed25519 was asked before.
    await crypto.subtle.importKey("raw", unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), "Ed25519", false, ["verify"]);
    return false;
  }
  return crypto.subtle.verify("Ed25519", held, signature, message);
}
