import { base64url, join, random, text, utf8, type Bytes } from "./bytes";
import { alone, database, within, type Door, type Kept, type Sealed, type Writing } from "./database";
import { stretched, wrapping } from "./stretch";

/** "agent" is the real one; "quiet" opens when the agent is made to open something. */
export type Kind = "agent" | "quiet";

/** An opened vault: what one agent can read. Its key lives only in this object. */
export interface Vault { door: string; kind: Kind; raw: Bytes; key: CryptoKey; naming: CryptoKey }

interface Index { kind: Kind; names: string[] }

/** What a vault holds: anything JSON can say, or bytes. */
export type Value = object | string | number | Uint8Array;

const encoded = (value: Value): Bytes =>
  value instanceof Uint8Array ? join(Uint8Array.of(1), value) : join(Uint8Array.of(0), utf8(JSON.stringify(value)));
const decoded = (bytes: Bytes): unknown => bytes[0] === 1 ? bytes.slice(1) : JSON.parse(text(bytes.subarray(1)));

async function keysOf(raw: Bytes, door: string, kind: Kind): Promise<Vault> {
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const naming = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { door, kind, raw, key, naming };
}

// Under which key a name is kept: without the vault's key nobody can tell which vault a thing belongs to, or how many things it has.
async function placeOf(vault: Vault, name: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", vault.naming, utf8(name))));
}

async function seal(vault: Vault, told: string, plain: Bytes): Promise<Sealed> {
  const nonce = random(12);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: utf8(told) }, vault.key, plain);
  return { nonce, sealed: new Uint8Array(sealed) };
}

const unsealed = async (vault: Vault, told: string, row: Sealed): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.nonce, additionalData: utf8(told) }, vault.key, row.sealed));

interface Label { kind: Kind; name: string }

// Of one length for nearly all names: it tells nobody which is which.
const labelled = (label: Label): Bytes => { const said = JSON.stringify(label); return utf8(said.padEnd(Math.ceil(said.length / 160) * 160)); };

const sealedFor = async (vault: Vault, name: string, value: Value): Promise<Kept> =>
  ({ ...await seal(vault, name, encoded(value)), label: await seal(vault, "label", labelled({ kind: vault.kind, name })) });

async function lockedDoor(raw: Bytes, material: CryptoKey): Promise<Door> {
  const [salt, nonce] = [random(32), random(12)];
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await wrapping(material, salt), raw);
  return { id: base64url(random(12)), salt, nonce, wrapped: new Uint8Array(wrapped) };
}

/** Makes a vault and its door. The caller has asked `opens` before: two vaults behind one code would hide each other. */
export async function make(pin: string, kind: Kind): Promise<Vault> {
  const raw = random(32);
  const door = await lockedDoor(raw, await stretched(pin));
  const vault = await keysOf(raw, door.id, kind);
  await (await database()).put("doors", door, door.id);
  const db = await database();
  await db.put("kept", await sealedFor(vault, "index", { kind, names: [] } satisfies Index), await placeOf(vault, "index"));
  return vault;
}

/** The vault that this code opens, or null. One slow step whatever the number of agents; doors are all tried so that time tells nothing. */
export async function opens(pin: string): Promise<Vault | null> {
  const material = await stretched(pin);
  let found: Vault | null = null;
  for (const door of await (await database()).getAll("doors")) {
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: door.nonce }, await wrapping(material, door.salt), door.wrapped)
      .catch(() => null);
    if (raw) found = await keysOf(new Uint8Array(raw), door.id, "agent");
  }
  if (found) found.kind = (await indexIn(found)).kind;
  return found;
}

/** Gives a vault another code; the things in it stay as they are. */
export async function rekey(vault: Pick<Vault, "door" | "raw">, pin: string): Promise<void> {
  const door = await lockedDoor(vault.raw, await stretched(pin));
  await (await database()).put("doors", { ...door, id: vault.door }, vault.door);
}

const indexOf = (vault: Vault): Promise<Index | null> => read<Index>(vault, "index").catch(() => null);
const indexIn = async (vault: Vault): Promise<Index> => await indexOf(vault) ?? alone("adit-vault", () => mended(vault));

// The list of what there is was lost or damaged: each thing says its own name. The caller is the one writer.
async function mended(vault: Vault): Promise<Index> {
  const other = await indexOf(vault);   // another tab was first
  if (other) return other;
  const db = await database();
  const found: Label[] = [];
  for (const place of await db.getAllKeys("kept")) {
    const label = await labelOf(vault, (await db.get("kept", place))?.label);
    if (label && label.name !== "index" && place === await placeOf(vault, label.name)) found.push(label);
  }
  // Nothing says anything: that is no empty vault, unless it was never filled.
  if (!found[0]) return await read<Index>(vault, "index") ?? { kind: vault.kind, names: [] };
  const index: Index = { kind: found[0].kind, names: found.map(label => label.name) };
  vault.kind = index.kind;
  // A phone that is full finds it again the next time.
  await db.put("kept", await sealedFor(vault, "index", index), await placeOf(vault, "index")).catch(() => {});
  return index;
}

const labelOf = async (vault: Vault, label: Sealed | undefined): Promise<Label | null> =>
  label ? unsealed(vault, "label", label).then(plain => JSON.parse(text(plain)) as Label, () => null) : null;

export async function read<T>(vault: Vault, name: string): Promise<T | null> {
  const row = await (await database()).get("kept", await placeOf(vault, name));
  if (!row) return null;
  return decoded(await unsealed(vault, name, row)) as T;
}

export async function names(vault: Vault, beginning: string): Promise<string[]> {
  return (await indexIn(vault)).names.filter(name => name.startsWith(beginning));
}

/** A thing that is damaged is left out and left where it is: it must not hide the others. */
export async function readAll<T>(vault: Vault, beginning: string): Promise<T[]> {
  const found = await Promise.all((await names(vault, beginning)).map(name => read<T>(vault, name).catch(() => null)));
  return found.filter(thing => thing !== null);
}

/** Lets go of what can be had again. First the things themselves, which needs no room and makes some; the list of what there is follows where it can. */
export async function letGo(vault: Vault, gone: string[]): Promise<void> {
  const db = await database();
  for (const name of gone) await db.delete("kept", await placeOf(vault, name));
  await write(vault, { drop: gone }).catch(() => {});
}

/** What is put in and what goes, in one transaction with whatever `also` does to the outbox: all of it happens, or none. */
export interface Change { put?: Record<string, Value>; drop?: string[]; also?: (writing: Writing) => void }

export function write(vault: Vault, change: Change): Promise<void> {
  return alone("adit-vault", async () => {
    const { put = {}, drop = [], also } = change;
    const before = await mended(vault);
    const after = new Set(before.names);
    Object.keys(put).forEach(name => after.add(name));
    drop.forEach(name => after.delete(name));
    const things: [string, Value][] = Object.entries(put);
    if (after.size !== before.names.length || drop.length > 0) things.push(["index", { kind: vault.kind, names: [...after] }]);
    const rows = await Promise.all(things.map(async ([name, value]) => ({ place: await placeOf(vault, name), row: await sealedFor(vault, name, value) })));
    const gone = await Promise.all(drop.map(name => placeOf(vault, name)));
    const writing = (await database()).transaction(["kept", "outbox", "contents"], "readwrite", { durability: "strict" });
    rows.forEach(({ place, row }) => within(writing.objectStore("kept").put(row, place)));
    gone.forEach(place => within(writing.objectStore("kept").delete(place)));
    try { also?.(writing); } catch (error) { writing.abort(); await writing.done.catch(() => {}); throw error; }
    await writing.done;
  });
}
