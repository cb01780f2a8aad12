import type { FormEntry } from "../Contact/pack";
import type { FileFacts } from "../Forms/facts";
import type { Receipt } from "../Vault/database";
import { readAll, write, type Vault } from "../Vault/vault";
import { clear, letIn, receipts } from "./outbox";

export type RecordState = "waiting" | "received" | "read" | "question" | "withdrawn" | "rejected" | "refused";

/** The agent's own readable copy of a finished record. Of a sealed one only that there was one: no form, no words. */
export interface Finished {
  id: string; instance: string; at: number; state: RecordState; entry: FormEntry | null; site: string; xml: string | null; files: FileFacts[];
  receipt?: Receipt; note?: string; refused?: string; filesLeft: number;
}

export const recordName = (id: string): string => `record/${id}`;
export const copyName = (record: string, file: string): string => `copy/${record}/${file}`;

export async function finished(vault: Vault): Promise<Finished[]> {
  return (await readAll<Finished>(vault, "record/")).sort((a, b) => b.at - a.at);
}

/** Takes over what the outbox learned, also while the app was locked. */
export async function takeReceipts(vault: Vault, sender: string): Promise<void> {
  const news = new Map((await receipts(sender)).map(r => [r.id, r]));
  const put: Record<string, Finished> = {};
  for (const record of await finished(vault)) {
    const got = news.get(record.id);
    if (!got || (!!record.receipt === !!got.receipt && record.refused === got.refused && record.filesLeft === got.files)) continue;
    const settled = record.state !== "waiting" && record.state !== "refused";
    const state = settled ? record.state : got.refused ? "refused" : "received";
    put[recordName(record.id)] = { ...record, state, receipt: got.receipt, refused: got.refused, filesLeft: got.files };
  }
  if (Object.keys(put).length > 0) await write(vault, { put });
  await clear(sender);
}

export interface News { index: number; instance: string; form: string; version: string; state: "read" | "question" | "withdrawn" | "rejected" | "message"; note: string | null; at: string }

/** What the office wrote; it goes once the agent has read it. */
export interface Message { index: number; text: string; at: string }
const messageName = (index: number): string => `message/${index}`;

export const messages = async (vault: Vault): Promise<Message[]> => (await readAll<Message>(vault, "message/")).sort((a, b) => a.index - b.index);
export const wasRead = (vault: Vault, message: Message): Promise<void> => write(vault, { drop: [messageName(message.index)] });

/** Applies the office's answers. A record that was read needs its photos here no longer. */
export async function takeNews(vault: Vault, news: News[]): Promise<void> {
  const put: Record<string, Finished | Message> = {}, drop: string[] = [];
  const known = new Map((await finished(vault)).map(r => [r.instance, r]));
  for (const item of [...news].sort((a, b) => a.index - b.index)) {
    if (item.state === "message") { put[messageName(item.index)] = { index: item.index, text: item.note ?? "", at: item.at }; continue; }
    const record = known.get(item.instance);
    if (!record) continue;
    const after = { ...record, state: item.state, note: item.note ?? undefined };
    known.set(item.instance, after);
    put[recordName(record.id)] = after;
    if (item.state === "read") drop.push(...record.files.map(file => copyName(record.id, file.name)));
  }
  if (Object.keys(put).length > 0) await write(vault, { put, drop });
  await letIn([...known.values()].filter(r => r.refused && news.some(n => n.instance === r.instance)).map(r => r.id));
}
