import type { Self } from "../Contact/pack";
import { packOf } from "../Contact/pack";
import { clock } from "../Forms/finish";
import { parcels, post } from "../Outbox/outbox";
import { sendNow } from "../Outbox/courier";
import { seal } from "../Outbox/sealing";
import { base64url, fromBase64url, gzip, random, sha256, utf8 } from "../Vault/bytes";
import { recall } from "../Vault/database";
import { read, write, type Vault } from "../Vault/vault";

/** What ties an agent to a site besides this work. */
export const kinds = ["family", "share", "member", "former-employee", "other"] as const;
export interface Interest { site: string; kind: typeof kinds[number]; note: string }

/** That the agent declared, and when; what they declared only the office keeps. */
interface Last { id: string; at: number }
const lastName = "declaration";

/** How the last declaration made on this phone stands; null where there was none. */
export interface Declared { at: number; state: "waiting" | "sent" | "refused" }

export async function declared(vault: Vault): Promise<Declared | null> {
  const last = await read<Last>(vault, lastName);
  if (!last) return null;
  const parcel = (await parcels()).find(p => p.id === last.id);
  return { at: last.at, state: parcel?.refused ? "refused" : parcel && !parcel.done ? "waiting" : "sent" };
}

/** Seals a declaration into the outbox; resolves when it is safely kept, and rejects on a phone that is full. Nothing readable of it stays here. */
export async function declare(vault: Vault, interests: Interest[], note: string): Promise<void> {
  const [self, pack] = [await read<Self>(vault, "self"), await packOf(vault)];
  if (!self) throw new Error("nobody");
  const id = base64url(random(12)), now = Date.now();
  const said = { id: crypto.randomUUID(), at: clock(), interests, note, device: await recall<string>("id"), agent: self.agent.id };
  const bytes = await seal(await gzip(utf8(JSON.stringify(said))), fromBase64url(pack?.key ?? self.key));
  const posting = { id, record: id, sender: self.sender, kind: "declaration" as const, urgency: 9, sealed: await sha256(bytes), bytes };
  await write(vault, { put: { [lastName]: { id, at: now } satisfies Last }, also: writing => post(writing, [posting], now) });
  void sendNow("waiting");
}
