import { session, refreshed } from "../session";
import { drafts } from "../Forms/drafts";
import { lying, resume, senders, stop } from "../Outbox/outbox";
import { finished, takeNews, takeReceipts, type News } from "../Outbox/records";
import { sendNow } from "../Outbox/courier";
import { stillWelcome } from "../Outbox/sending";
import { clock } from "../Forms/finish";
import { fetchMap } from "../Map/pieces";
import { alone, recall } from "../Vault/database";
import { read, write, type Vault } from "../Vault/vault";
import { lookForNewer } from "../Worker/newer";
import { asked, json, Refused } from "./call";
import { fetchPack, noTouch, type Self, type Touch } from "./pack";
import { language } from "../Words/words";

interface Answer { now: string; pack: string | null; news: News[]; upTo: number }

async function free(): Promise<number | null> {
  const space = await navigator.storage?.estimate?.().catch(() => null);
  return space?.quota === undefined ? null : Math.max(0, Math.round(space.quota - (space.usage ?? 0)));
}

async function stateOfPhone(sender: string, touch: Touch, begun: number | null) {
  return { device: await recall<string>("id"), clock: clock(), app: __APP__, unsent: await lying(sender), drafts: begun,
    free: await free(), since: touch.since, pack: touch.tag };
}

/** One round: tell how the phone is, hear the news, fetch what changed. What arrived is kept before the next thing is asked for. */
async function round(vault: Vault, self: Self): Promise<void> {
  const touch = await read<Touch>(vault, "touch") ?? noTouch;
  const begun = await drafts(vault);
  const answer = await asked<Answer>("/api/field/contact", { bearer: self.reads, language: language.value, ...json(await stateOfPhone(self.sender, touch, begun.length)) });
  const now = Date.now();
  await resume(self.sender);
  await takeReceipts(vault, self.sender);
  await takeNews(vault, answer.news);
  const heard: Touch = { ...touch, since: answer.upTo, at: now, drift: Math.round((now - Date.parse(answer.now)) / 60_000) };
  await write(vault, { put: { touch: heard } });
  if (answer.pack !== touch.tag || touch.tag === null) {
    const used = [...begun.map(d => d.entry), ...(await finished(vault)).flatMap(r => r.entry && r.state !== "read" ? [r.entry] : [])];
    const tag = await fetchPack(vault, self, touch, used);
    await write(vault, { put: { touch: { ...heard, tag } } });
  }
}

/** Reaches the office for whoever is signed in; while locked only to hear whether the phone is still welcome. Never throws for want of network. */
export async function contact(): Promise<void> {
  const now = session.value;
  if (now?.vault.kind === "quiet") return;
  if (!now?.self) return greet();
  const { vault, self } = now;
  await alone("adit-contact", () => round(vault, self)).then(() => { void sendNow(); void lookForNewer(); void fetchMap(); }, error => {
    if (error instanceof Refused && error.status === 401) return cutOff(self.sender, error.title);
  });
  await refreshed();
}

async function cutOff(id: string, title: string): Promise<void> {
  const sender = (await senders()).find(s => s.id === id);
  if (sender && !sender.stopped) await stop(sender, title);
}

async function greet(): Promise<void> {
  for (const sender of await senders())
    if (!sender.stopped) await stillWelcome(sender, JSON.stringify(await stateOfPhone(sender.id, noTouch, null)));
}

/** Takes over receipts that sending wrote, without any network. */
export async function settle(): Promise<void> {
  const now = session.value;
  if (now?.self) await takeReceipts(now.vault, now.self.sender);
}

export function keepInContact(): void {
  addEventListener("online", () => void contact());
  setInterval(() => { if (document.visibilityState === "visible") void contact(); }, 15 * 60_000);
}
