import { computed, onMounted, onUnmounted, ref, watch } from "vue";
import type { Due } from "../Contact/pack";
import { settle } from "../Contact/contact";
import { drafts, reminders, type Draft, type Reminder } from "../Forms/drafts";
import { unsent, senders, whenChanged, type Unsent } from "../Outbox/outbox";
import { left, type Note } from "../Handover/notes";
import { finished, messages, type Finished, type Message } from "../Outbox/records";
import { session } from "../session";
import { day, say } from "../Words/words";

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** What Today and the list of records show, kept up to date while they are on the screen. */
export function useOwn() {
  const records = ref<Finished[]>([]), letters = ref<Message[]>([]), notes = ref<Note[]>([]), begun = ref<Draft[]>([]), later = ref<Reminder[]>([]);
  const waiting = ref<Unsent>({ records: 0, files: 0, words: 0 }), stopped = ref(""), network = ref(navigator.onLine);

  async function refresh(): Promise<void> {
    const now = session.value;
    if (!now?.self) return;
    await settle().catch(() => {});   // a phone that is full shows what it has
    waiting.value = await unsent(now.self.sender);
    stopped.value = (await senders()).find(s => s.id === now.self?.sender)?.stopped ?? "";
    [records.value, begun.value, later.value, letters.value, notes.value] =
      await Promise.all([finished(now.vault), drafts(now.vault), reminders(now.vault), messages(now.vault), left(now.vault, now.self.sender)]);
  }
  watch(session, () => void refresh());   // contact brings news
  const online = () => { network.value = navigator.onLine; };
  let stop = () => {};
  onMounted(() => { void refresh(); stop = whenChanged(() => void refresh()); addEventListener("online", online); addEventListener("offline", online); });
  onUnmounted(() => { stop(); removeEventListener("online", online); removeEventListener("offline", online); });
  return { records, letters, notes, begun, later, waiting, stopped, network, refresh, done: computed(() => doneToday(records.value)) };
}

/** Of what is due, the visits that were made today, by form, and by site where the record names one; and what a record of this phone already follows up. */
export function doneToday(records: Finished[], now = Date.now()) {
  const today = records.filter(r => r.entry && sameDay(r.at, now));
  return (due: Due, names: string[]): boolean => due.kind === "follow-up" ? today.some(r => !!due.entity && r.xml?.includes(due.entity)) :
    due.kind === "visit" && today.some(r => r.entry?.form === due.form && (!r.site || names.includes(r.site)));
}

/** Questions about the agent's own records, what the office wrote and what the agent before left, as things that are due: they say nothing before the code. */
export const asked = (records: Finished[], letters: Message[], notes: Note[]): Due[] => [
  ...records.filter(r => r.state === "question").map(r => quiet("question", r.instance, r.entry?.title ?? say("record.sealed"), r.note ?? "")),
  ...letters.map(l => quiet("message", String(l.index), say("today.message", { day: day(l.at) }), l.text)),
  ...notes.map(n => quiet("note", n.id, say("handover.from", { agent: n.from, day: day(n.at) }), n.text)),
];

const quiet = (kind: Due["kind"], id: string, title: string, detail: string): Due => ({ id, kind, site: "", form: null, title, detail, quiet: true });

/** In one line how a record stands. */
export function standing(record: Finished): string {
  const state = record.state === "received" && record.receipt
    ? say(record.entry ? "state.received" : "state.sealed", { n: String(record.receipt.entry ?? "") }) : say(`state.${record.state}`);
  const photos = record.filesLeft > 0 && record.state !== "refused" ? ` · ${say("state.filesLeft", { n: record.filesLeft })}` : "";
  return state + photos;
}
