import { base64url } from "../Vault/bytes";
import { database } from "../Vault/database";

/** The outbox as one file that only the programme can open: sealed records and files, who sent them by random id, no secrets. */
export async function outboxFile(sender?: string): Promise<Blob> {
  const db = await database();
  const waiting = (await db.getAll("outbox")).filter(p => !p.done && (!sender || p.sender === sender));
  const items = [];
  for (const parcel of waiting) {
    const bytes = await db.get("contents", parcel.id);
    if (bytes) items.push({ id: parcel.id, sender: parcel.sender, kind: parcel.kind, record: parcel.record, at: new Date(parcel.at).toISOString(),
      sealed: parcel.sealed, refused: parcel.refused ?? null, bytes: base64url(bytes) });
  }
  return new Blob([JSON.stringify({ format: "adit/outbox/1", saved: new Date().toISOString(), items })], { type: "application/json" });
}

/** Hands a file to the phone's own saving; the name says nothing. */
export async function saveOutbox(): Promise<void> {
  const address = URL.createObjectURL(await outboxFile());
  const link = document.createElement("a");
  link.href = address;
  link.download = `notes-${new Date().toISOString().slice(0, 10)}.json`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
