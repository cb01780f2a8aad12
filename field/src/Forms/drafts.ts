import type { FormEntry } from "../Contact/pack";
import type { Bytes } from "../Vault/bytes";
import { names, read, readAll, write, type Vault } from "../Vault/vault";
import type { FileFacts } from "./facts";

/**
 * A form half filled. `own` are the ids the record is to have in the end: the library gives new ones each time a draft is opened.
 * `entry` goes with it, so that a new version of the form never changes the questions under an answer.
 */
export interface Draft { id: string; entry: FormEntry; at: number; xml: string; own: Own; files: FileFacts[]; site: string; due: string | null;
  answers: string | null }
export interface Own { instance: string; deprecated: string | null }

/** Two words to remember that something was to be told later, from a safe place; nothing of the form. */
export interface Reminder { id: string; words: string; at: number }

export const draftName = (id: string): string => `draft/${id}`;
export const fileName = (draft: string, file: string): string => `file/${draft}/${file}`;

export const drafts = async (vault: Vault): Promise<Draft[]> => (await readAll<Draft>(vault, "draft/")).sort((a, b) => b.at - a.at);
export const reminders = (vault: Vault): Promise<Reminder[]> => readAll<Reminder>(vault, "later/");

export async function keepDraft(vault: Vault, draft: Draft, files: Map<string, Bytes>): Promise<void> {
  const put = Object.fromEntries([...files].map(([name, bytes]) => [fileName(draft.id, name), bytes]));
  await write(vault, { put: { [draftName(draft.id)]: draft, ...put } });
}

export const draftFile = (vault: Vault, draft: string, file: string): Promise<Bytes | null> => read<Bytes>(vault, fileName(draft, file));

/** The names in the vault that go when a draft is finished or thrown away. */
export const namesOfDraft = async (vault: Vault, id: string): Promise<string[]> => [draftName(id), ...await names(vault, `file/${id}/`)];

export async function throwAway(vault: Vault, id: string): Promise<void> {
  await write(vault, { drop: await namesOfDraft(vault, id) });
}
