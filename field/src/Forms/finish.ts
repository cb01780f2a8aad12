import { isSealed, type FormEntry, type Pack, type Self } from "../Contact/pack";
import { seal } from "../Outbox/sealing";
import { post, type Posting } from "../Outbox/outbox";
import { copyName, recordName, type Finished } from "../Outbox/records";
import { base64url, fromBase64url, gzip, random, sha256, utf8, type Bytes } from "../Vault/bytes";
import { recall } from "../Vault/database";
import { read, write, type Vault } from "../Vault/vault";
import { namesOfDraft } from "./drafts";
import type { FileFacts } from "./facts";
import { valueOf, withFiles } from "./xml";

/** A form that the agent declared finished. `draft` goes when the record is safely in the outbox. `sealed`: the agent wants nobody to read it on the phone. */
export interface Filled { draft: string; entry: FormEntry; xml: string; paper: boolean; sealed: boolean; files: { facts: FileFacts; bytes: Bytes }[]; answers: string | null }

/** The phone's own clock with its offset, as it stood at finishing. */
export function clock(now = new Date()): string {
  const minutes = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

interface Sealed { facts: FileFacts; bytes: Bytes; sealed: Bytes; id: string }

async function sealedFile(file: Filled["files"][number], key: Bytes): Promise<Sealed> {
  const sealed = await seal(file.bytes, key);
  return { ...file, sealed, id: await sha256(sealed) };
}

async function sheet(filled: Filled, agent: string, files: Sealed[]): Promise<Bytes> {
  return gzip(utf8(JSON.stringify({
    xml: withFiles(filled.xml, filled.files.map(f => f.facts)), paper: filled.paper, device: await recall<string>("id"), agent, app: __APP__, clock: clock(),
    files: files.map(f => ({ name: f.facts.name, type: f.facts.type, sha256: f.facts.sha256, bytes: f.bytes.length, sealed: f.id, sealedBytes: f.sealed.length })),
  })));
}

/** Seals record and files into the outbox, keeps the readable copy, drops the draft: one transaction, so nothing is ever in between. */
export async function finish(vault: Vault, filled: Filled): Promise<void> {
  const [self, pack] = [await read<Self>(vault, "self"), await read<Pack>(vault, "pack")];
  if (!self) throw new Error("nobody");
  const key = fromBase64url(pack?.key ?? self.key);
  const files = await Promise.all(filled.files.map(file => sealedFile(file, key)));
  const body = await seal(await sheet(filled, self.agent.id, files), key);
  const id = base64url(random(12)), now = Date.now();
  const shared = { sender: self.sender, record: id, urgency: filled.entry.urgency };
  const postings: Posting[] = [
    { ...shared, id, kind: "record", sealed: await sha256(body), bytes: body },
    ...files.map(f => ({ ...shared, id: `${id}/${f.id}`, kind: "file" as const, sealed: f.id, bytes: f.sealed })),
  ];
  const answered = filled.answers ? await read<Finished>(vault, recordName(filled.answers)) : null;
  // A draft may be older than the word of the office that its form is sealed.
  const open = !filled.sealed && !isSealed(filled.entry) && !pack?.forms.some(f => f.form === filled.entry.form && isSealed(f));
  const before = answered && { ...(open ? answered : closed(answered)), state: "received" as const, note: undefined };
  await write(vault, {
    put: { ...copies(id, filled, open, now), ...(before ? { [recordName(before.id)]: before } : {}) },
    drop: [...await namesOfDraft(vault, filled.draft), ...(answered && !open ? answered.files.map(f => copyName(answered.id, f.name)) : [])],
    also: writing => post(writing, postings, now),
  });
}

// Of a sealed record only that there was one stays readable.
const closed = (record: Finished): Finished => ({ ...record, entry: null, site: "", xml: null, files: [] });

function copies(id: string, { entry, xml, files }: Filled, open: boolean, now: number) {
  const whole: Finished = {
    id, instance: valueOf(xml, "instanceID"), at: now, state: "waiting", entry, site: valueOf(xml, "site"), xml, files: files.map(f => f.facts), filesLeft: files.length,
  };
  const record = open ? whole : closed(whole);
  const photos = open ? files.map(f => [copyName(id, f.facts.name), f.bytes] as const) : [];
  return { [recordName(id)]: record, ...Object.fromEntries(photos) };
}

