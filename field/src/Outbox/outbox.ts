import { database, notKept, within, type Parcel, type Receipt, type Sender, type Writing } from "../Vault/database";
import type { Bytes } from "../Vault/bytes";

/** A finished record on its way in: the sealed bytes go beside it, under the same id. */
export type Posting = Pick<Parcel, "id" | "sender" | "kind" | "record" | "urgency" | "sealed"> & { bytes: Bytes };

/** Puts into the outbox within a transaction that also drops the draft. */
export function post(writing: Writing, postings: Posting[], now: number): void {
  for (const { bytes, ...rest } of postings) {
    const parcel: Parcel = { ...rest, at: now, size: bytes.length, have: 0, tries: 0, next: 0, done: false };
    within(writing.objectStore("outbox").put(parcel, parcel.id));
    within(writing.objectStore("contents").put(bytes, parcel.id));
  }
}

export const parcels = async (): Promise<Parcel[]> => (await database()).getAll("outbox");
export const senders = async (): Promise<Sender[]> => (await database()).getAll("senders");

export interface Unsent { records: number; files: number; words: number }

/** What of one sender is not yet safe with the office; refused records are counted apart, and their files with them. */
export async function unsent(sender: string): Promise<Unsent> {
  const all = (await parcels()).filter(p => p.sender === sender);
  const refused = new Set(all.filter(p => p.refused).map(p => p.id));
  const waiting = all.filter(p => !p.done && !p.refused && !refused.has(p.record));
  const count = (kind: Parcel["kind"]) => waiting.filter(p => p.kind === kind).length;
  return { records: count("record"), files: count("file"), words: count("check-in") + count("declaration") };
}

/** How many records of one sender are not wholly with the office: themselves, or files of theirs; refused ones too. */
export async function lying(sender: string): Promise<number> {
  const left = (await parcels()).filter(p => p.sender === sender && !p.done && (p.kind === "record" || p.kind === "file"));
  return new Set(left.map(p => p.record)).size;
}

/** Keeps what has changed about a parcel; when it is done its bytes go, in the same transaction. Rejects where the phone is full: then nothing has changed. */
export async function keep(parcel: Parcel, known: Partial<Parcel>): Promise<void> {
  const after = { ...parcel, ...known };
  const note = async () => {
    const writing = (await database()).transaction(["outbox", "contents"], "readwrite", { durability: "strict" });
    within(writing.objectStore("outbox").put(after, after.id));
    if (after.done) within(writing.objectStore("contents").delete(after.id));
    await writing.done;
  };
  await note().catch(async error => {
    if (!notKept(error) || !after.done || after.kind !== "file") throw error;
    // What is to go needs no room, and makes some: that a file is with the office, the office says again.
    await (await database()).delete("contents", after.id);
    await note();
  });
  Object.assign(parcel, known);
  told();
}

/** Other bytes for what still waits; where it has gone meanwhile nothing changes. */
export async function replace(id: string, bytes: Bytes, sealed: string): Promise<void> {
  const writing = (await database()).transaction(["outbox", "contents"], "readwrite", { durability: "strict" });
  const parcel = await writing.objectStore("outbox").get(id);
  if (parcel && !parcel.done) {
    within(writing.objectStore("outbox").put({ ...parcel, sealed, size: bytes.length }, id));
    within(writing.objectStore("contents").put(bytes, id));
  }
  await writing.done;
}

/** The office cut this phone off: nothing of this sender is sent any more, and nothing is lost. */
export async function stop(sender: Sender, title: string): Promise<void> {
  await (await database()).put("senders", { ...sender, stopped: title }, sender.id);
  told();
}

/** The office answered this phone again: sending goes on where it stopped. */
export async function resume(id: string): Promise<void> {
  const db = await database(), sender = await db.get("senders", id);
  if (!sender?.stopped) return;
  const { stopped: _, ...going } = sender;
  await db.put("senders", going, id);
  told();
}

/** The office said something of these records, so it holds them, also those that it refused at first: they are due again, and their files follow them. */
export async function letIn(records: string[]): Promise<void> {
  const writing = (await database()).transaction("outbox", "readwrite");
  for (const id of records) {
    const parcel = await writing.store.get(id);
    if (parcel?.refused && !parcel.done) within(writing.store.put({ ...parcel, next: 0 }, id));
  }
  await writing.done;
}

/** Receipts that came while the app was locked; the agent's own list takes them over and the parcels go. */
export async function receipts(sender: string): Promise<{ id: string; receipt?: Receipt; refused?: string; files: number }[]> {
  const all = (await parcels()).filter(p => p.sender === sender);
  return all.filter(p => p.kind === "record" && (p.done || p.refused)).map(p => ({
    id: p.id, receipt: p.receipt, refused: p.refused,
    files: all.filter(f => f.kind === "file" && f.record === p.id && !f.done).length,
  }));
}

/** Forgets parcels that are with the office, once the agent's own list knows it. */
export async function clear(sender: string): Promise<void> {
  const all = (await parcels()).filter(p => p.sender === sender);
  const open = new Set(all.filter(p => !p.done).map(p => p.record));
  const writing = (await database()).transaction("outbox", "readwrite");
  for (const parcel of all) if (parcel.done && !open.has(parcel.record)) within(writing.store.delete(parcel.id));
  await writing.done;
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("adit-outbox");
const listeners = new Set<() => void>();

/** Runs when something changed in the outbox, here, in another tab or in the worker. */
export function whenChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}

function told(): void {
  channel?.postMessage("changed");
  listeners.forEach(listener => listener());
}

channel?.addEventListener("message", () => listeners.forEach(listener => listener()));
