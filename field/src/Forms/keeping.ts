import type { Bytes } from "../Vault/bytes";
import { read, type Vault } from "../Vault/vault";
import { copyName } from "../Outbox/records";
import { draftFile, keepDraft, throwAway, type Draft } from "./drafts";
import type { FileFacts } from "./facts";
import { clock, finish } from "./finish";
import type { Instance } from "./library";
import type { Opened } from "./opening";
import { whenAnswered } from "./mended";
import { contentOf, factsOf } from "./photos";
import { ownOf, startOf, valueOf, withOwn, withStart } from "./xml";

/** Keeps a form's answers while it is filled. `stop` rejects where the last ones could not be kept, and goes on watching. */
export interface Keeping { now(): Promise<void>; stop(): Promise<void>; seal(sealed: boolean): Promise<void>; forget(): void; finish(paper: boolean): Promise<void> }

const pause = 300, rest = 3000;

/** Watches the engine's answers from its first moment. Of a sealed form nothing is kept before it is finished. */
export function begin(vault: Vault, form: Opened, instance: Instance, kept: (at: number) => void, failed: () => void): Keeping {
  const root = instance.root, written = new Set(form.answers && form.edit ? [] : form.files.map(f => f.name));
  const fromLibrary = () => root.instanceState.instanceXML;
  const beginning = fromLibrary();
  form.own ??= ownOf(beginning);
  let timer: ReturnType<typeof setTimeout> | undefined, last = beginning, work = Promise.resolve(), over = false;

  // What was kept goes, and its files are held in memory alone. Where the agent thinks better of it, all is kept anew.
  async function change(sealed: boolean): Promise<void> {
    if (sealed) for (const { name } of attached()) { const bytes = await bytesOf(name); if (bytes) held.set(name, bytes); }
    form.sealed = sealed;
    written.clear();
    last = "";
    if (sealed) await throwAway(vault, form.id);
  }

  const attached = (): FileFacts[] => [...root.rootDocument.attachments]
    .flatMap(([question, file]) => question.isAttached() && question.isRelevant() ? [file.getValue()] : [])
    .flatMap(file => file ? [factsOf(file.name)] : []).filter(fact => fact !== undefined);

  const held = new Map<string, Bytes>();
  const bytesOf = async (name: string): Promise<Bytes | null> => contentOf(name) ?? held.get(name) ?? await draftFile(vault, form.id, name)
    ?? (form.answers ? read<Bytes>(vault, copyName(form.answers, name)) : null);

  const begun = clock(), started = form.edit ? null : startOf(form.xml);
  const xml = () => withStart(withOwn(fromLibrary(), form.own ?? ownOf(beginning)), started, begun);

  async function keep(): Promise<void> {
    const seen = fromLibrary();
    if (over || form.sealed || seen === last) return;
    const files = attached(), at = Date.now(), now = xml();
    const draft: Draft = { id: form.id, entry: form.entry, at, xml: now, own: form.own ?? ownOf(now), files, site: valueOf(now, "site"), due: form.due, answers: form.answers };
    const fresh = files.filter(f => !written.has(f.name));
    const contents = new Map<string, Bytes>();
    for (const { name } of fresh) { const bytes = await bytesOf(name); if (bytes) contents.set(name, bytes); }
    await keepDraft(vault, draft, contents);
    fresh.forEach(f => written.add(f.name));
    last = seen;
    kept(at);
  }
  // What fails is tried again by itself: when there is room again nobody has to answer anew. One after the other, so that an older state never overwrites a newer one.
  const now = (): Promise<void> => {
    clearTimeout(timer);
    work = work.then(keep, keep);
    work.catch(() => { if (!over) later(rest); });
    return work;
  };
  const later = (wait: number) => { clearTimeout(timer); timer = setTimeout(leaving, wait); };
  const soon = () => later(pause);
  const leaving = () => void now().catch(() => { if (!over) failed(); });

  whenAnswered(soon);
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", leaving);

  function end(): void {
    clearTimeout(timer);
    whenAnswered(null);
    removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", leaving);
  }

  return {
    now,
    async stop() { await now(); over = true; end(); },
    async seal(sealed) {
      work = work.then(() => change(sealed), () => change(sealed));
      await work;
      await now();
    },
    forget() { over = true; end(); },
    async finish(paper) {
      await now();
      const files = await Promise.all(attached().map(async facts => ({ facts, bytes: await bytesOf(facts.name) })));
      const whole = files.flatMap(({ facts, bytes }) => bytes ? [{ facts, bytes }] : []);
      if (whole.length < files.length) throw new Error("a file is missing");
      await finish(vault, { draft: form.id, entry: form.entry, xml: xml(), paper, sealed: form.sealed, files: whole, answers: form.answers });
      over = true;
      end();
    },
  };
}
