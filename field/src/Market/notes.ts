import { base64url, random } from "../Vault/bytes";
import { readAll, write, type Vault } from "../Vault/vault";

/** A harmless note. It stays on the phone: nothing of this side of the app is ever sent. */
export interface Note { id: string; at: number; title: string; date: string; place: string; note: string }

export const notes = async (vault: Vault): Promise<Note[]> => (await readAll<Note>(vault, "note/")).sort((a, b) => b.at - a.at);

export async function keepNote(vault: Vault, note: Omit<Note, "id" | "at">): Promise<void> {
  const id = base64url(random(9));
  await write(vault, { put: { [`note/${id}`]: { ...note, id, at: Date.now() } satisfies Note } });
}
