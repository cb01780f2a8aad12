import { formName, isSealed, packOf, type FormEntry, type Given } from "../Contact/pack";
import { copyName, recordName, type Finished } from "../Outbox/records";
import type { Opening } from "../session";
import { base64url, random, text, type Bytes } from "../Vault/bytes";
import { read, type Vault } from "../Vault/vault";
import { language } from "../Words/words";
import { draftFile, draftName, type Draft, type Own } from "./drafts";
import type { FileFacts } from "./facts";
import { beginPhotos } from "./photos";
import { inLanguage, withGiven } from "./xml";

/** How the library is told to begin with answers that are already there. */
interface Edit { resolveInstance(): string; attachmentFileNames: string[]; resolveAttachment(name: string): Promise<Response> }

/** A form ready to be drawn. `sealed`: nothing of it is kept to be read again. `own` is null until the library has given a new record its ids. */
export interface Opened {
  id: string; entry: FormEntry; sealed: boolean; xml: string; edit: Edit | undefined; own: Own | null; files: FileFacts[]; due: string | null;
  answers: string | null; note: string | null; given: Given[];
}

type Start = Omit<Opened, "xml" | "sealed">;

const edit = (xml: string, files: FileFacts[], bytesOf: (name: string) => Promise<Bytes | null>): Edit => ({
  resolveInstance: () => xml,
  attachmentFileNames: files.map(file => file.name),
  async resolveAttachment(name) {
    const bytes = await bytesOf(name);
    return new Response(bytes, { headers: { "Content-Type": files.find(f => f.name === name)?.type ?? "application/octet-stream" } });
  },
});

async function fresh(vault: Vault, form: string, due: string | null): Promise<Start | null> {
  const pack = await packOf(vault), entry = pack?.forms.find(f => f.form === form);
  const given = pack?.due.find(d => d.id === due)?.answers ?? [];
  return entry ? { id: base64url(random(12)), entry, edit: undefined, own: null, files: [], due, answers: null, note: null, given } : null;
}

async function begun(vault: Vault, id: string): Promise<Start | null> {
  const draft = await read<Draft>(vault, draftName(id));
  if (!draft) return null;
  const { entry, own, files, due } = draft;
  const record = own.deprecated ? await answeredBy(vault, draft) : null;
  return { id, entry, own, files, due, edit: edit(draft.xml, files, name => draftFile(vault, id, name)), answers: record?.id ?? null, note: record?.note ?? null, given: [] };
}

const answeredBy = (vault: Vault, draft: Draft): Promise<Finished | null> =>
  draft.answers ? read<Finished>(vault, recordName(draft.answers)) : Promise.resolve(null);

async function answering(vault: Vault, id: string): Promise<Start | null> {
  const record = await read<Finished>(vault, recordName(id));
  if (!record?.entry || record.xml === null) return null;
  const copies = edit(record.xml, record.files, name => read<Bytes>(vault, copyName(id, name)));
  return { id: base64url(random(12)), entry: record.entry, own: null, files: record.files, due: null, edit: copies, answers: id, note: record.note ?? null, given: [] };
}

/** Finds the form and what was answered so far; null where the form's text is not on this phone yet. */
export async function opened(vault: Vault, opening: Opening): Promise<Opened | null> {
  const start = "draft" in opening ? await begun(vault, opening.draft) : "answers" in opening ? await answering(vault, opening.answers)
    : await fresh(vault, opening.form, opening.due ?? null);
  const bytes = start && await read<Bytes>(vault, formName(start.entry));
  if (!start || !bytes) return null;
  beginPhotos((await packOf(vault))?.photos ?? { longestSide: 1600, quality: 0.75 }, start.files);
  return { ...start, sealed: isSealed(start.entry), xml: withGiven(inLanguage(text(bytes), language.value), start.given) };
}
