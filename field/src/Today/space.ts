import { random } from "../Vault/bytes";
import { database, notKept, remember } from "../Vault/database";

/** How much room the app has on this phone. */
export type Room = "enough" | "little" | "none";

// Tried, because some browsers say the same of every phone.
async function fits(): Promise<boolean> {
  try {
    await remember("room", random(65_536));
    await (await database()).delete("device", "room");
    return true;
  } catch (error) { return !notKept(error); }
}

/** Said early where the browser tells it: on a phone that is full nothing new can be kept. */
export async function room(): Promise<Room> {
  if (!await fits()) return "none";
  const space = await navigator.storage?.estimate?.().catch(() => null);
  if (!space?.quota) return "enough";
  const used = space.usage ?? 0;
  return space.quota - used < 50_000_000 || used / space.quota > 0.8 ? "little" : "enough";
}

const installed = (): boolean => matchMedia("(display-mode: standalone)").matches;

/** What the browser gave no word to keep when the phone runs full: "tab" where the home screen would help, "app" where it does not. */
export async function evictable(): Promise<"" | "tab" | "app"> {
  const kept = await navigator.storage?.persisted?.().catch(() => true);
  return kept !== false ? "" : installed() ? "app" : "tab";
}

/** On the home screen browsers promise, without a question, to delete nothing of the app when the phone runs full; in a tab they may not yet have. */
export async function stay(): Promise<void> {
  if (installed()) await navigator.storage?.persist?.().catch(() => false);
}
