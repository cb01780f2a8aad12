import type { Pack, Self, Site } from "../Contact/pack";
import { clock } from "../Forms/finish";
import { parcels, post, replace, senders } from "../Outbox/outbox";
import { sendNow } from "../Outbox/courier";
import { seal } from "../Outbox/sealing";
import { sayAtOnce } from "../Outbox/sending";
import { placeNow, type Place } from "../place";
import { base64url, fromBase64url, gzip, random, sha256, utf8, type Bytes } from "../Vault/bytes";
import { notKept, recall } from "../Vault/database";
import { read, write, type Vault } from "../Vault/vault";

/** The agent's last word of being well, as their vault remembers it; `at` in milliseconds. */
interface Last { id: string; at: number }
const lastName = "check-in";

/** How the last one of today stands; null where there was none today. */
export interface Standing { at: number; state: "waiting" | "sent" | "refused" }

/** Whether anybody waits for a word of this agent, or hears a call for help. Packs of older servers say nothing of it. */
export const lookedAfter = (pack: Pack | null): boolean => Boolean(pack?.safety?.checkInBy || pack?.safety?.duty);

// Before everything else that waits, calls for help before other words.
const urgency = (help: boolean): number => help ? -2 : -1;

interface Word { at: string; place: string | null; site: string | null; help: boolean; device?: string; agent: string }
const sealed = async (word: Word, key: Bytes): Promise<Bytes> => seal(await gzip(utf8(JSON.stringify(word))), key);

/**
 * Seals a word into the outbox, and remembers it, in one transaction; resolves when it is safely kept. `site` where the agent has only one.
 * `placed` then adds the position, where the phone finds one within seconds, and sends. On a phone that is full it goes to the office `atOnce`, or rejects.
 */
export async function checkIn(vault: Vault, help: boolean): Promise<{ atOnce: boolean; placed: () => Promise<void> }> {
  const [self, pack] = [await read<Self>(vault, "self"), await read<Pack>(vault, "pack")];
  if (!self) throw new Error("nobody");
  const key = fromBase64url(pack?.key ?? self.key), now = Date.now(), id = base64url(random(12));
  const word: Word = { at: clock(), place: null, site: pack?.sites.length === 1 ? pack.sites[0].id : null, help,
    device: await recall<string>("id"), agent: self.agent.id };
  const bytes = await sealed(word, key);
  const posting = { id, record: id, sender: self.sender, kind: "check-in" as const, urgency: urgency(help), sealed: await sha256(bytes), bytes };
  try {
    await write(vault, { put: help ? {} : { [lastName]: { id, at: now } satisfies Last }, also: writing => post(writing, [posting], now) });
  } catch (error) {
    const sender = (await senders()).find(s => s.id === self.sender);
    if (!notKept(error) || !sender) throw error;
    await sayAtOnce(sender, bytes);
    return { atOnce: true, placed: async () => {} };
  }
  return { atOnce: false, placed: () => withPlace(id, word, key) };
}

// The same instant twice is one word for the office: whichever comes first counts.
async function withPlace(id: string, word: Word, key: Bytes): Promise<void> {
  try {
    const found = await placeNow();
    if (found) {
      const bytes = await sealed({ ...word, place: found.point }, key);
      await replace(id, bytes, await sha256(bytes));
    }
  } catch { /* it goes without */ }
  await sendNow("waiting");
}

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

export async function lastToday(vault: Vault, now = Date.now()): Promise<Standing | null> {
  const last = await read<Last>(vault, lastName);
  if (!last || !sameDay(last.at, now)) return null;
  const parcel = (await parcels()).find(p => p.id === last.id);
  return { at: last.at, state: parcel?.refused ? "refused" : parcel && !parcel.done ? "waiting" : "sent" };
}

/** The link that opens an SMS to whoever is on duty; nothing of a number but digits and its plus gets into it. */
export const smsTo = (phone: string, body: string): string => `sms:${phone.replace(/[^\d+]/g, "")}?body=${encodeURIComponent(body)}`;

/** What an SMS says of a position: degrees to about a metre, how exact, how many minutes old. */
export function placeInWords(place: Place, now = Date.now()): { where: string; metres: number; minutes: number } {
  const [lat, lon, , accuracy] = place.point.split(" ").map(Number);
  return { where: `${lat.toFixed(5)}, ${lon.toFixed(5)}`, metres: Math.round(accuracy), minutes: Math.max(0, Math.round((now - place.at) / 60_000)) };
}

/** Where nobody is to go today: closed, and the last day, where one is known, is not over. */
export function isClosed(site: Site, now = new Date()): boolean {
  const until = site.closed?.until;
  return Boolean(site.closed) && (!until || until >= clock(now).slice(0, 10));
}
