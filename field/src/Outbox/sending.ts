import { asked, call, NotNow, Refused } from "../Contact/call";
import type { Bytes } from "../Vault/bytes";
import { alone, database, type Parcel, type Receipt, type Sender } from "../Vault/database";
import { keep, parcels, senders, stop } from "./outbox";
import { inOrder, partSize, pause } from "./pace";

interface Have { have: number; of: number }
type Received = Receipt & { files: { sealed: string; have: number }[] };

const bytesOf = async (parcel: Parcel): Promise<Bytes | undefined> => (await database()).get("contents", parcel.id);

// What is small and goes in one request; the phone's clock goes with it.
const whole = (sender: Sender, body: Bytes) => ({
  method: "POST", bearer: sender.deposits, language: sender.language, body, headers: { "Content-Type": "application/octet-stream", "X-Adit-Clock": new Date().toISOString() },
});

async function sendCheckIn(parcel: Parcel, sender: Sender): Promise<void> {
  const body = await bytesOf(parcel);
  if (!body) return keep(parcel, { refused: "?" });
  await asked("/api/field/check-ins", whole(sender, body));
  await keep(parcel, { done: true });
}

async function sendRecord(parcel: Parcel, sender: Sender): Promise<void> {
  const body = await bytesOf(parcel);
  if (!body) return keep(parcel, { refused: "?" });
  const got = await asked<Received>("/api/field/records", whole(sender, body));
  await keep(parcel, { done: true, receipt: { state: got.state, at: got.at, entry: got.entry } });
}

// After a failure it asks first what the server has: a request that broke off half-way counts as far as it came.
async function sendFile(parcel: Parcel, sender: Sender): Promise<void> {
  const address = `/api/field/files/${parcel.sealed}`;
  const who = { bearer: sender.deposits, language: sender.language };
  const bytes = await bytesOf(parcel);
  if (!bytes) return keep(parcel, { refused: "?" });
  let have = parcel.tries > 0 || parcel.have > 0 ? (await asked<Have>(address, who)).have : 0;
  let rate = 0;
  while (have < bytes.length) {
    const part = bytes.subarray(have, Math.min(bytes.length, have + partSize(rate, parcel.tries)));
    const before = performance.now();
    const answer = await asked<Have>(address, { ...who, method: "PUT", body: part,
      headers: { "Content-Range": `bytes ${have}-${have + part.length - 1}/${bytes.length}`, "Content-Type": "application/octet-stream" } }, [409]);
    rate = part.length / Math.max(0.001, (performance.now() - before) / 1000);
    have = answer.have;
    await keep(parcel, { have, tries: 0 });
  }
  await keep(parcel, { done: true, have });
}

// True where it makes no sense to go on with the next one: there is no network.
async function tried(parcel: Parcel, sender: Sender): Promise<boolean> {
  try {
    await ({ record: sendRecord, file: sendFile, "check-in": sendCheckIn }[parcel.kind](parcel, sender));
    return false;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) { await stop(sender, error.title); sender.stopped = error.title; return false; }
    if (error instanceof Refused) { await keep(parcel, { refused: error.title }); return false; }
    if (!(error instanceof NotNow)) throw error;
    const later = Math.max(pause(parcel.tries + 1), error.after);
    await keep(parcel, { tries: parcel.tries + 1, next: Date.now() + later });
    return !error.reached;   // a server in trouble over one record may well take the next
  }
}

async function due(insist: boolean): Promise<{ parcel: Parcel; sender: Sender }[]> {
  const [all, who] = [await parcels(), new Map((await senders()).map(s => [s.id, s]))];
  const arrived = new Set(all.filter(p => p.kind === "record" && p.done).map(p => p.id));
  return inOrder(all)
    .filter(p => !p.done && !p.refused && (insist || p.next <= Date.now()) && (p.kind !== "file" || arrived.has(p.record)))
    .flatMap(parcel => {
      const sender = who.get(parcel.sender);
      return sender && !sender.stopped ? [{ parcel, sender }] : [];
    });
}

/** When the next try is due, as a clock time; null when nothing waits. */
export async function nextTry(): Promise<number | null> {
  const stopped = new Set((await senders()).filter(s => s.stopped).map(s => s.id));
  const waiting = (await parcels()).filter(p => !p.done && !p.refused && !stopped.has(p.sender));
  return waiting.length === 0 ? null : Math.min(...waiting.map(p => p.next));
}

/**
 * Sends what is due; `insist` also what still waits. One sender at a time over all tabs and the worker, which sends a few things at once: while one waits for an
 * answer, over a slow and lossy link, others use the time. After each thing it looks anew, because an urgent record may have come in the meantime.
 */
export function send(insist = false): Promise<void> {
  return alone("adit-send", async () => {
    const seen = new Set<string>();
    let away = false;
    const lane = async (): Promise<void> => {
      while (!away) {
        const next = (await due(insist)).find(({ parcel }) => !seen.has(parcel.id));
        if (!next) return;
        seen.add(next.parcel.id);
        away = await tried(next.parcel, next.sender) || away;
      }
    };
    // Files are due when their record is in: who finds nothing more to do looks once again when the others are done.
    for (let found = -1; found !== seen.size && !away;) {
      found = seen.size;
      // All of them end before another tab may send, also where one met what it did not expect.
      const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
      for (const end of ended) if (end.status === "rejected") throw end.reason;
    }
  });
}

const lanes = 4;

/** True where the office still takes what this sender hands in; asked while nobody is signed in. */
export async function stillWelcome(sender: Sender, body: RequestInit["body"]): Promise<void> {
  await call("/api/field/contact", { method: "POST", bearer: sender.deposits, language: sender.language,
    headers: { "Content-Type": "application/json" }, body: body ?? undefined })
    .catch(error => error instanceof Refused && error.status === 401 ? stop(sender, error.title) : undefined);
}
