import { whenChanged } from "./outbox";
import { nextTry, send, type Reach } from "./sending";

let timer: ReturnType<typeof setTimeout> | undefined;

/** Sends now; afterwards sets its own alarm, and asks the browser to go on when the app is closed. */
export async function sendNow(reach: Reach = "due"): Promise<void> {
  clearTimeout(timer);
  try { await send(reach); } finally { await again(); }
}

async function again(): Promise<void> {
  const next = await nextTry();
  if (next === null) return;
  clearTimeout(timer);
  timer = setTimeout(() => void sendNow(), Math.max(1000, next - Date.now()));
  const registration = await navigator.serviceWorker?.getRegistration();
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register("adit-send").catch(() => {});
}

/** From the start of the app on: whenever the network is back, or another tab put something in. */
export function startSending(): void {
  addEventListener("online", () => void sendNow("waiting"));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void sendNow(); });
  void sendNow("waiting");
}

export { whenChanged };
