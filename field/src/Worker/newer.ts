import { watch } from "vue";
import { session, view } from "../session";

const often = 6 * 3_600_000;
let registration: ServiceWorkerRegistration | null = null, looked = 0, replaced = false;

/** Registers the worker that makes the app start without a network, and hears of newer versions of the app. */
export async function register(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!import.meta.env.PROD || !workers || registration) return;
  const first = workers.controller === null;
  workers.addEventListener("controllerchange", () => { replaced = !first; begin(); });
  registration = await workers.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" }).catch(() => null);
  registration?.addEventListener("updatefound", () => registration?.installing?.addEventListener("statechange", () => void takeOver()));
  watch(() => view.screen.name, () => { begin(); void takeOver(); });
  document.addEventListener("visibilitychange", () => void takeOver());
  await takeOver();
}

/** Looks whether the office has a newer version; after each contact, a few times a day. */
export async function lookForNewer(now = Date.now()): Promise<void> {
  if (now - looked < often) return;
  await registration?.update().then(() => { looked = now; }, () => {});
}

const idle = (): boolean => session.value === null && view.screen.name === "lock" && [...document.querySelectorAll("input")].every(input => input.value === "");

// A version that came waits until nothing is open and nobody types: a page of the old one would miss its parts.
async function takeOver(): Promise<void> {
  const waiting = registration?.waiting;
  view.newer = Boolean(waiting && registration?.active);
  if (waiting && idle()) waiting.postMessage("take over");
}

function begin(): void {
  if (replaced && session.value === null) location.reload();
}
