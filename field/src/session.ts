import { reactive, shallowRef } from "vue";
import type { Pack, Self } from "./Contact/pack";
import { noTouch, type Touch } from "./Contact/pack";
import { ready } from "./Handover/notes";
import { read, type Vault } from "./Vault/vault";
import { isLanguage, speak } from "./Words/words";

/** What fills the screen. */
export type Screen =
  | { name: "opening" } | { name: "broken" } | { name: "enrol"; code: string | null } | { name: "lock" } | { name: "cover" }
  | { name: "today" } | { name: "others" } | { name: "records" } | { name: "settings" } | { name: "map" } | { name: "market" } | { name: "market-form"; note: string | null }
  | { name: "form"; form: Opening };

/** How a form is opened: new, from a draft, or to answer what the office asked about a record. */
export type Opening = { form: string; due?: string | null } | { draft: string } | { answers: string };

export const view = reactive<{ screen: Screen; message: string; updated: boolean; newer: boolean; version: string }>(
  { screen: { name: "opening" }, message: "", updated: false, newer: false, version: "" });

/** Who is signed in; null as soon as the app is locked, and then nothing readable is left on any page. */
export const session = shallowRef<{ vault: Vault; self: Self | null; pack: Pack | null; touch: Touch } | null>(null);

export function show(screen: Screen): void {
  view.screen = screen;
  view.message = screen.name === "today" ? view.message : "";
  scrollTo(0, 0);
}

/** Begins a session with an opened vault. The harmless one begins likewise, and knows nobody. */
export async function signIn(vault: Vault): Promise<void> {
  const [self, pack, touch] = await Promise.all([read<Self>(vault, "self"), read<Pack>(vault, "pack"), read<Touch>(vault, "touch")]);
  const chosen = await read<string>(vault, "language");
  speak(chosen ?? self?.agent.language ?? localStorage.getItem("language"));
  if (isLanguage(document.documentElement.lang)) localStorage.setItem("language", document.documentElement.lang);
  session.value = { vault, self, pack, touch: touch ?? noTouch };
  localStorage.removeItem("cover");
  show(vault.kind === "agent" ? { name: "today" } : { name: "market" });
  if (self) void ready(vault, self.sender).catch(() => {});
}

/** Reads again what contact may have changed. */
export async function refreshed(): Promise<void> {
  const now = session.value;
  if (!now || now.vault.kind !== "agent") return;
  const [pack, touch] = await Promise.all([read<Pack>(now.vault, "pack"), read<Touch>(now.vault, "touch")]);
  if (session.value === now) session.value = { ...now, pack, touch: touch ?? noTouch };
}

/** Before the app locks a form keeps its last answers. */
export const beforeLock = new Set<() => Promise<void>>();

/** What has readable things in memory forgets them here. */
export const whenLocked = new Set<() => void>();

export function lock(screen: "lock" | "cover"): void {
  if (screen === "cover") localStorage.setItem("cover", "1");
  const last = [...beforeLock].map(keep => keep().catch(() => {}));
  beforeLock.clear();
  session.value = null;
  whenLocked.forEach(forget => forget());
  show({ name: screen });
  void Promise.all(last);
}

const patience = 5 * 60_000;

/** Locks by itself after five minutes without a touch; counted by the clock, because a sleeping phone stops timers. */
export function watchIdle(): void {
  let touched = Date.now();
  const check = () => { if (session.value && Date.now() - touched > patience) lock("lock"); };
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(kind, () => { check(); touched = Date.now(); }, { capture: true, passive: true });
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
}
