import type { Vault } from "../Vault/vault";
import { names, read, write } from "../Vault/vault";
import { sha256, type Bytes } from "../Vault/bytes";
import { call, NotNow } from "./call";
import { language } from "../Words/words";

export interface Site { id: string; code: string; name: string; zone: string; latitude: number | null; longitude: number | null; map?: Piece | null; closed?: Closure | null }
/** The finer map around a site: where it is fetched, and its hash and length, by which it is known to be whole. */
export interface Piece { address: string; sha256: string; bytes: number }
/** Nobody is to go there now; `until` the last day, yyyy-mm-dd, null where nobody knows yet. */
export interface Closure { until: string | null; why: string }

/** How the agent is looked after: the time of day (HH:mm) by which they say that they are well, and who hears a call for help. */
export interface Safety { checkInBy: string | null; duty: { phone: string } | null }
export interface Medium { name: string; type: string; md5: string; address: string }
export interface FormEntry {
  form: string; version: string; title: string; icon: string; group: "main" | "other"; protected: boolean; sealed?: boolean; urgency: number;
  sha256: string; address: string; lists: Medium[]; media: Medium[];
}
/** Whether what was filled in may be read again on no phone. A pack of before says so of protected forms alone. */
export const isSealed = (entry: FormEntry): boolean => entry.protected || entry.sealed === true;
/** Something to do or to read; a note never comes with the pack, another agent on this phone leaves it. `entity` is what a record of it names, `answers` what its form begins with. */
export interface Due {
  id: string; kind: "visit" | "measure" | "follow-up" | "question" | "message" | "note"; site: string; form: string | null; title: string; detail: string; quiet: boolean;
  entity?: string | null; answers?: Given[] | null;
}
/** An answer that a form begins with: the path of its question, such as /data/site, and the value. */
export interface Given { path: string; value: string }
export interface Pack {
  agent: { id: string; code: string; language: string }; programme: { name: string; simulated: boolean }; key: string;
  photos: { longestSide: number; quality: number }; safety?: Safety; map?: { borders: string; attribution: string | null }; sites: Site[]; forms: FormEntry[]; due: Due[];
}

/** Who uses the vault: made at enrolment, never sent anywhere but to the server that gave it. */
export interface Self { reads: string; sender: string; agent: Pack["agent"]; programme: Pack["programme"]; key: string }

/** What the last contacts said: how far the news were read, the pack's tag, and when the office was last reached. */
export interface Touch { since: number; tag: string | null; at: number | null; drift: number }

export const noTouch: Touch = { since: 0, tag: null, at: null, drift: 0 };
export const formName = (entry: FormEntry): string => `form/${entry.sha256}`;
export const mediumName = (medium: Medium): string => `medium/${medium.md5}`;
export const mediaOf = (entry: FormEntry): Medium[] => [...entry.lists, ...entry.media];

/** Fetches the pack where it changed, then what of its forms is not here yet; the pack counts only when all of it is here. */
export async function fetchPack(vault: Vault, self: Self, touch: Touch, used: FormEntry[]): Promise<string | null> {
  const who = { bearer: self.reads, language: language.value };
  const answer = await call("/api/field/pack", { ...who, headers: touch.tag ? { "If-None-Match": touch.tag } : {} }, [304]);
  if (answer.status === 304) return touch.tag;
  const pack = await answer.json().catch(() => { throw new NotNow(); }) as Pack;
  for (const entry of pack.forms) await fetchForm(vault, who, entry);
  await write(vault, { put: { pack } });
  await forget(vault, [...pack.forms, ...used]);
  return answer.headers.get("ETag");
}

async function fetchForm(vault: Vault, who: { bearer: string; language: string }, entry: FormEntry): Promise<void> {
  const here = new Set(await names(vault, ""));
  if (!here.has(formName(entry))) {
    const bytes = new Uint8Array(await (await call(entry.address, who)).arrayBuffer().catch(() => { throw new NotNow(); })) as Bytes;
    if (await sha256(bytes) !== entry.sha256.toLowerCase()) throw new NotNow();   // cut off or changed on the way: never fill in half a form
    await write(vault, { put: { [formName(entry)]: bytes } });
  }
  for (const medium of mediaOf(entry).filter(m => !here.has(mediumName(m))))
    await write(vault, { put: { [mediumName(medium)]: new Uint8Array(await (await call(medium.address, who)).arrayBuffer().catch(() => { throw new NotNow(); })) } });
}

// Old versions stay while a draft or a record that may be asked about needs them.
async function forget(vault: Vault, needed: FormEntry[]): Promise<void> {
  const keep = new Set(needed.flatMap(entry => [formName(entry), ...mediaOf(entry).map(mediumName)]));
  const drop = [...await names(vault, "form/"), ...await names(vault, "medium/")].filter(name => !keep.has(name));
  if (drop.length > 0) await write(vault, { drop });
}

export const packOf = (vault: Vault): Promise<Pack | null> => read<Pack>(vault, "pack");
