import type { Self } from "../Contact/pack";
import { senders } from "../Outbox/outbox";
import { newPair, pairOf, seal, unseal, type Pair } from "../Outbox/sealing";
import { base64url, fromBase64url, random, text as read8, utf8, type Bytes } from "../Vault/bytes";
import { database, type Sender } from "../Vault/database";
import { read, write, type Vault } from "../Vault/vault";

/** What one agent leaves for whoever takes the phone next. */
export interface Note { id: string; from: string; at: number; text: string }

/** The most letters of a note. */
export const longest = 1000;

// In the open lie: to whom, by a random id, and sealed bytes. A store of its own would need a new version of the database, which waits for every open page.
interface Lying { to: string; sealed: Bytes }
const lying = "handover/", purpose = "adit/handover/1", ownName = "handover";

interface Kept { secret: string; open: string }

async function ownPair(vault: Vault): Promise<Pair | null> {
  const kept = await read<Kept>(vault, ownName);
  return kept && pairOf(fromBase64url(kept.secret), fromBase64url(kept.open));
}

/** Gives a vault its pair: the secret in the vault, the other half where those who leave a note find it. The harmless vault has no sender, and gets none. */
export async function ready(vault: Vault, sender: string): Promise<void> {
  if (!await read<Kept>(vault, ownName)) {
    const { secret, open } = await newPair();
    await write(vault, { put: { [ownName]: { secret: base64url(secret), open: base64url(open) } satisfies Kept } });
  }
  const open = (await ownPair(vault))?.open, db = await database(), ours = await db.get("senders", sender);
  if (ours && open && base64url(ours.notes ?? new Uint8Array()) !== base64url(open)) await db.put("senders", { ...ours, notes: open }, sender);
}

/** Who else uses this phone and was not cut off. */
export const others = async (sender: string): Promise<Sender[]> => (await senders()).filter(s => s.id !== sender && !s.stopped);

/** Leaves a note for the others on this phone; how many of them can read it. Whoever wrote it cannot open it again. */
export async function leave(self: Self, text: string, now = Date.now()): Promise<number> {
  const note = utf8(JSON.stringify({ from: self.agent.code, at: now, text: text.slice(0, longest) }));
  const sealed = await Promise.all((await others(self.sender)).flatMap(({ id, notes }) =>
    notes ? [seal(note, notes, purpose).then((bytes): Lying => ({ to: id, sealed: bytes }))] : []));
  const writing = (await database()).transaction("device", "readwrite", { durability: "strict" });
  await Promise.all([...sealed.map(one => writing.store.put(one, lying + base64url(random(12)))), writing.done]);
  return sealed.length;
}

/** The notes that wait for whoever opened this vault, oldest first. */
export async function left(vault: Vault, sender: string): Promise<Note[]> {
  const pair = await ownPair(vault);
  if (!pair) return [];
  const db = await database(), found: Note[] = [];
  for (const id of await db.getAllKeys("device", IDBKeyRange.bound(lying, `${lying}\uffff`))) {
    const one = await db.get("device", id) as Lying | undefined;
    const plain = one?.to === sender ? await unseal(one.sealed, pair, purpose).catch(() => null) : null;
    if (plain) found.push({ ...JSON.parse(read8(plain)) as Omit<Note, "id">, id });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Read: it goes, and for the other agents it stays. */
export const noteWasRead = async (note: Pick<Note, "id">): Promise<void> => (await database()).delete("device", note.id);
