// The side of the form library's mends that is ours: what build/mends.js puts into the library calls these.
import { language, say } from "../Words/words";
import FileInput from "./FileInput.vue";
import type { Instance, Question } from "./library";
import { reduced } from "./photos";
import { trial } from "./trial";

export { FileInput };
export { fromLetters } from "../Vault/bytes";
export { ahead, drawnSoFar, instanceAhead, loads } from "./sooner";

/** One of the library's own words, in the agent's language. */
export const word = (key: string, value?: string | number): string => say(`form.${key}`, { n: value ?? "" });

let listener: ((instance: Instance) => void) | null = null;

/** The form page asks before it draws the library: the library has no event that gives its root. */
export function whenOpened(next: (instance: Instance) => void): void { listener = next; }

/** Called by the library when a form is ready and nothing of it is drawn yet. */
export function opened(instance: Instance, xml: string): void {
  if (xml === trial) return;
  const ours = instance.root.languages.find(known => known.language.includes(`(${language.value})`));
  if (ours) instance.root.setLanguage(ours);
  listener?.(instance);
}

let change: (() => void) | null = null;

/** Runs after any answer, relevance or count in the open form changed. */
export function whenAnswered(next: (() => void) | null): void { change = next; }

/** Wraps what the engine writes its state into, so that writing is heard. */
export function heard<T extends object>(state: T): T {
  return new Proxy(state, { set(target, key, value, receiver) { change?.(); return Reflect.set(target, key, value, receiver); } });
}

/** A photo as it goes on; the form's own max-pixels counts where it is smaller than the programme's. */
export const taken = (file: File, formLongest?: number): Promise<File> => reduced(file, formLongest);

/** Where the question says "new", nothing that was taken before may be given in; but a browser that cannot take photos must still give one. */
export const cameraOnly = (question: Question): boolean => "capture" in HTMLInputElement.prototype && [...question.appearances].includes("new");

const days = (style: "long" | "short" | "narrow") =>
  Array.from({ length: 7 }, (_, day) => new Intl.DateTimeFormat(language.value, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2023, 0, 1 + day)));
const months = (style: "long" | "short") =>
  Array.from({ length: 12 }, (_, month) => new Intl.DateTimeFormat(language.value, { month: style, timeZone: "UTC" }).format(Date.UTC(2023, month, 1)));

/** The date picker's words; months and days from the browser, weeks begin on Monday. */
export function calendar(theirs: Record<string, unknown>): Record<string, unknown> {
  const own = ["chooseDate", "prevYear", "nextYear", "prevMonth", "nextMonth", "prevDecade", "nextDecade", "today", "clear",
    "prevHour", "nextHour", "prevMinute", "nextMinute", "emptyMessage", "emptyFilterMessage"];
  return {
    ...theirs, chooseYear: undefined, chooseMonth: undefined,   // the buttons say the year and month that is shown
    ...Object.fromEntries(own.map(key => [key, word(key)])),
    dayNames: days("long"), dayNamesShort: days("short"), dayNamesMin: days("short").map(day => day.slice(0, 2)),
    monthNames: months("long"), monthNamesShort: months("short"), firstDayOfWeek: 1, dateFormat: "dd/mm/yy",
  };
}
