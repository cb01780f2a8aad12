import { ref } from "vue";
import en from "./en.json";
import fr from "./fr.json";
import sw from "./sw.json";

export type Language = "en" | "fr" | "sw";
const texts: Record<Language, Record<string, string>> = { en, fr, sw };

/** The agent's language; before anybody is signed in, the one used last on this phone, else the browser's. */
export const language = ref<Language>("en");

export const isLanguage = (value: unknown): value is Language => value === "en" || value === "fr" || value === "sw";

export function speak(wanted: string | null | undefined): void {
  language.value = isLanguage(wanted) ? wanted : "en";
  document.documentElement.lang = language.value;
}

/** The text of that key. `{n}` is replaced; a key ending in ".1" is taken instead where n is one. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const known = texts[language.value];
  const one = values.n === 1 ? known[`${key}.1`] : undefined;
  return (one ?? known[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name] ?? ""));
}

const shown = (value: string | number): string => typeof value === "number" ? new Intl.NumberFormat(language.value).format(value) : value;

/** "2 days ago", "in 3 hours", in the coarsest unit that says it. */
export function ago(at: number, now = Date.now()): string {
  const seconds = (at - now) / 1000, size = Math.abs(seconds);
  const [unit, length] = size < 3600 ? ["minute", 60] as const : size < 86_400 ? ["hour", 3600] as const : ["day", 86_400] as const;
  if (size < 60) return say("justNow");
  return new Intl.RelativeTimeFormat(language.value, { numeric: "auto", style: "short" }).format(Math.round(seconds / length), unit);
}

// Days before months and 24 hours: English as it is written in the region.
const locale = (): string => language.value === "en" ? "en-GB" : language.value;

export const day = (at: number | string): string =>
  new Intl.DateTimeFormat(locale(), { weekday: "short", day: "numeric", month: "short" }).format(new Date(at));
export const time = (at: number): string => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at);
