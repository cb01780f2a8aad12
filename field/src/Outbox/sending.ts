import { asked, call, NotNow, Refused } from "../Contact/call";
import type { Bytes } from "../Vault/bytes";
import { alone, database, notKept, type Parcel, type Receipt, type Sender } from "../Vault/database";
import { keep, parcels, senders, stop } from "./outbox";
import { inOrder, partSize, pause, pauseAfterRefusal } from "./pace";

interface Have { have: number; of: number }
type Received = Receipt & { files: { sealed: string; have: number }[] };

const bytesOf = async (parcel: Parcel): Promise<Bytes | undefined> => (await database()).get("contents", parcel.id);

// What is small and goes in one request; the phone's clock goes with it.
const whole = (sender: Sender, body: Bytes) => ({
  method: "POST", bearer: sender.deposits, language: sender.language, body, headers: { "Content-Type": "application/octet-stream", "X-Adit-Clock": new Date().toISOString() },
});

/** Hands in a word at once, from memory. */
export const sayAtOnce = (sender: Sender, body: Bytes): Promise<unknown> => asked("/api/field/check-ins", whole(sender, body));

async function sendCheckIn(parcel: Parcel, sender: Sender): Promise<void> {
  const body = await bytesOf(parcel);
  if (!body) return keep(parcel, { refused: "?" });
  await sayAtOnce(sender, body);
  await learn(parcel, { done: true });
}

async function sendDeclaration(parcel: Parcel, sender: Sender): Promise<void> {
  const body = await bytesOf(parcel);
  if (!body) return keep(parcel, { refused: "?" });
  await asked("/api/field/declarations", whole(sender, body));
  await learn(parcel, { done: true });
}

async function sendRecord(parcel: Parcel, sender: Sender): Promise<void> {
  const body = await bytesOf(parcel);
  if (!body) return keep(parcel, { refused: "?" });
  const got = await asked<Received>("/api/field/records", whole(sender, body));
  await learn(parcel, { done: true, refused: undefined, receipt: { state: got.state, at: got.at, entry: got.entry } });
}

// After a failure it asks first what the server has: a request that broke off half-way counts as far as it came. `between` its parts, what is more urgent goes.
async function sendFile(parcel: Parcel, sender: Sender, between: () => Promise<void>): Promise<void> {
  const address = `/api/field/files/${parcel.sealed}`;
  const who = { bearer: sender.deposits, language: sender.language };
  const bytes = await bytesOf(parcel);
  if (!bytes) {
    const known = await asked<Have>(address, who);
    return keep(parcel, known.have >= known.of ? { done: true, have: known.have } : { refused: "?" });
  }
  let have = parcel.tries > 0 || parcel.have > 0 ? (await asked<Have>(address, who)).have : 0;
  let rate = 0;
  while (have < bytes.length) {
    const part = bytes.subarray(have, Math.min(bytes.length, have + partSize(rate, parcel.tries)));
    const before = performance.now();
    const answer = await asked<Have>(address, { ...who, method: "PUT", body: part,
      headers: { "Content-Range": `bytes ${have}-${have + part.length - 1}/${bytes.length}`, "Content-Type": "application/octet-stream" } }, [409]);
    rate = part.length / Math.max(0.001, (performance.now() - before) / 1000);
    have = answer.have;
    if (have >= bytes.length) break;
    await keep(parcel, { have, tries: 0 }).catch(unlessFull);
    await between();
  }
  await learn(parcel, { done: true, have });
}

// What a full phone could not note is noted when there is room; nothing is sent twice for it while the app is open, and afterwards the office takes it once.
const learned = new Map<string, Partial<Parcel>>();

async function learn(parcel: Parcel, known: Partial<Parcel>): Promise<void> {
  learned.set(parcel.id, known);
  await keep(parcel, known);
  learned.delete(parcel.id);
}

const unnoted = new Map<string, { tries: number; next: number }>();

const unlessFull = (error: unknown): void => { if (!notKept(error)) throw error; };

function putOff(parcel: Parcel, error: unknown): void {
  unlessFull(error);
  const tries = (unnoted.get(parcel.id)?.tries ?? 0) + 1;
  unnoted.set(parcel.id, { tries, next: Date.now() + pause(tries) });
}

async function noted(parcel: Parcel, sender: Sender, error: unknown): Promise<void> {
  if (error instanceof Refused && error.status === 401) { sender.stopped = error.title; return stop(sender, error.title); }
  const now = Date.now();
  if (error instanceof Refused) return keep(parcel, { refused: error.title, next: now + pauseAfterRefusal(now - parcel.at) });
  if (!(error instanceof NotNow)) throw error;
  if (parcel.refused) return keep(parcel, { next: now + 60 * 60_000 });
  await keep(parcel, { tries: parcel.tries + 1, next: now + Math.max(pause(parcel.tries + 1), error.after) });
}

// True where it makes no sense to go on with the next one: there is no network. A server in trouble over one record may well take the next.
async function tried({ parcel, sender }: Next, between: () => Promise<void>): Promise<boolean> {
  try {
    const known = learned.get(parcel.id);
    if (known) await learn(parcel, known);
    else await ({ record: sendRecord, file: sendFile, "check-in": sendCheckIn, declaration: sendDeclaration }[parcel.kind](parcel, sender, between));
    unnoted.delete(parcel.id);
    return false;
  } catch (error) {
    await noted(parcel, sender, error).catch(full => putOff(parcel, full));
    return error instanceof NotNow && !error.reached;
  }
}

interface Next { parcel: Parcel; sender: Sender }

const nextOf = (parcel: Parcel): number => Math.max(parcel.next, unnoted.get(parcel.id)?.next ?? 0);

// Of a record that was refused the office may have thought better: it is offered again, and its files once it is in. "?" is one whose bytes are gone.
const offeredAgain = (parcel: Parcel): boolean => parcel.kind === "record" && parcel.refused !== "?";

// What can be sent, now or later: files when their record is in.
function sendable(all: Parcel[]): Parcel[] {
  const arrived = new Set(all.filter(p => p.kind === "record" && (p.done || learned.get(p.id)?.done)).map(p => p.id));
  return all.filter(p => !p.done && (!p.refused || offeredAgain(p)) && (p.kind !== "file" || arrived.has(p.record)));
}

/** What a sending takes with it: what is due; also what waits to be tried again; also what the office refused. */
export type Reach = "due" | "waiting" | "refused";

const reaches = (reach: Reach, parcel: Parcel): boolean =>
  nextOf(parcel) <= Date.now() || (parcel.refused ? reach === "refused" : reach !== "due");

async function due(reach: Reach): Promise<Next[]> {
  const [all, who] = [await parcels(), new Map((await senders()).map(s => [s.id, s]))];
  return inOrder(sendable(all))
    .filter(p => reaches(reach, p))
    .flatMap(parcel => {
      const sender = who.get(parcel.sender);
      return sender && !sender.stopped ? [{ parcel, sender }] : [];
    });
}

/** When the next try is due, as a clock time; null when nothing waits, not even for the office to let it in. */
export async function nextTry(): Promise<number | null> {
  const stopped = new Set((await senders()).filter(s => s.stopped).map(s => s.id));
  const waiting = sendable(await parcels()).filter(p => !stopped.has(p.sender));
  return waiting.length === 0 ? null : Math.min(...waiting.map(nextOf));
}

const lanes = 4;

// Looks anew after each thing, because an urgent record may have come in the meantime.
async function sendAll(reach: Reach, lanes: number, ours: (parcel: Parcel) => boolean): Promise<void> {
  const seen = new Set<string>();
  let away = false;
  const work = async (which: (parcel: Parcel) => boolean, between: () => Promise<void>): Promise<void> => {
    while (!away) {
      const next = (await due(reach)).find(({ parcel }) => !seen.has(parcel.id) && which(parcel));
      if (!next) return;
      seen.add(next.parcel.id);
      away = await tried(next, between) || away;
    }
  };
  const records = () => work(parcel => ours(parcel) && parcel.kind !== "file", async () => {});
  // Files are due when their record is in: who finds nothing more to do looks once again when the others are done.
  for (let found = -1; found !== seen.size && !away;) {
    found = seen.size;
    // All of them end before another tab may send, also where one met what it did not expect.
    await allOf(Array.from({ length: lanes }, () => work(ours, records)));
  }
}

async function allOf(works: Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) if (end.status === "rejected") throw end.reason;
}

const isWord = (parcel: Parcel): boolean => parcel.kind === "check-in";

/**
 * Sends what is due, or as far as `reach` says. One sender at a time over all tabs and the worker, which sends a few things at once: while one waits for an
 * answer, over a slow and lossy link, others use the time. Words of being well and calls for help wait for none of them.
 */
export const send = (reach: Reach = "due"): Promise<void> => allOf([
  alone("adit-words", () => sendAll(reach, 1, isWord)),
  alone("adit-send", () => sendAll(reach, lanes, parcel => !isWord(parcel))),
]);

/** True where the office still takes what this sender hands in; asked while nobody is signed in. */
export async function stillWelcome(sender: Sender, body: RequestInit["body"]): Promise<void> {
  await call("/api/field/contact", { method: "POST", bearer: sender.deposits, language: sender.language,
    headers: { "Content-Type": "application/json" }, body: body ?? undefined })
    .catch(error => error instanceof Refused && error.status === 401 ? stop(sender, error.title) : undefined);
}
