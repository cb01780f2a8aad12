import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { Bytes } from "./bytes";

/** What opens one vault: nothing in it says whose it is, nor whether it is the real one or the harmless one. */
export interface Door { id: string; salt: Bytes; nonce: Bytes; wrapped: Bytes }

/** What is needed of an agent while they are not there: a random id, a secret that may only hand in, the language of refusals, and to what notes for them are sealed. */
export interface Sender { id: string; deposits: string; language: string; stopped?: string; notes?: Bytes }

/** One sealed thing on its way; its bytes lie apart so that counting does not load them. */
export interface Parcel {
  id: string; sender: string; kind: "record" | "file" | "check-in" | "declaration"; record: string; urgency: number; at: number; size: number;
  sealed: string; have: number; tries: number; next: number; done: boolean; refused?: string; receipt?: Receipt;
}

export interface Receipt { state: string; at: string; entry: number | string }

/** A thing of a vault, sealed; `label` says its name, sealed too, to whoever has the key. */
export interface Kept { nonce: Bytes; sealed: Bytes; label?: Sealed }
export interface Sealed { nonce: Bytes; sealed: Bytes }

interface Stores extends DBSchema {
  device: { key: string; value: unknown };
  doors: { key: string; value: Door };
  kept: { key: string; value: Kept };
  senders: { key: string; value: Sender };
  outbox: { key: string; value: Parcel };
  contents: { key: string; value: Bytes };
}

export type Database = IDBPDatabase<Stores>;
export type Writing = IDBPTransaction<Stores, ("kept" | "outbox" | "contents")[], "readwrite">;

let open: Promise<Database> | null = null;

/** Opens once and again after the browser closed it; a blocked upgrade never deletes anything. */
export function database(): Promise<Database> {
  open ??= openDB<Stores>("adit", 1, {
    upgrade(db) {
      for (const store of ["device", "doors", "kept", "senders", "outbox", "contents"] as const) db.createObjectStore(store);
    },
    terminated() { open = null; },
    blocking() { void open?.then(db => db.close()); open = null; },
  }).catch(error => { open = null; throw error; });
  return open;
}

/** One writer at a time over all tabs and the worker; in tests, where there are no locks, one after the other. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== "undefined" && navigator.locks) return navigator.locks.request(name, work) as Promise<T>;
  const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
  turns.set(name, turn.catch(() => {}));
  return turn;
}
const turns = new Map<string, Promise<unknown>>();

/** "device" in the clear: the phone's own id and key, and how often a code was wrong. */
export const recall = async <T>(name: string): Promise<T | undefined> => (await database()).get("device", name) as Promise<T | undefined>;
export const remember = async (name: string, value: unknown): Promise<void> => { await (await database()).put("device", value, name); };

/** Whether the browser could not write: the phone is full, mostly. A request that fails ends its transaction, which then tells only that it ended. */
export const notKept = (error: unknown): boolean =>
  error instanceof DOMException && ["QuotaExceededError", "AbortError", "UnknownError"].includes(error.name);

/** A request within a transaction: whether all of it happened the transaction tells, not each of its requests. */
export const within = (request: Promise<unknown>): void => { request.catch(() => {}); };
