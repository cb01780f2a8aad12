import { send, nextTry } from "../Outbox/sending";

declare const __FILES__: string[];
declare const __VERSION__: string;

interface Happening extends Event { waitUntil(work: Promise<unknown>): void }
interface Asking extends Happening { request: Request; respondWith(answer: Promise<Response>): void }
const worker = self as unknown as {
  addEventListener(type: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>; clients: { claim(): Promise<void>; matchAll(which: object): Promise<unknown[]> };
};

const shell = `adit-${__VERSION__}`, used = "adit-used";

// Fetched past the browser's cache, so that a new version is never made of old parts.
async function install(): Promise<void> {
  const cache = await caches.open(shell);
  const known = new Set((await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(r => r.url)))).flat());
  await Promise.all(__FILES__.map(async file => {
    const hashed = file.includes("/assets/");
    const old = hashed && known.has(new URL(file, location.href).href) ? await caches.match(file) : undefined;
    const got = old ?? await fetch(file, { cache: hashed ? "default" : "reload" });
    if (!got.ok) throw new Error(file);
    await cache.put(file, got);
  }));
}

// Runs when no page of the old version is open any more: only now may its files go.
async function activate(): Promise<void> {
  const old = (await caches.keys()).filter(name => name.startsWith("adit-") && name !== shell && name !== used);
  await Promise.all(old.map(name => caches.delete(name)));
  await worker.clients.claim();
}

// Asked by a page on which nothing is open; where there is another one, that may have a form open.
async function takeOver(): Promise<void> {
  if ((await worker.clients.matchAll({ type: "window", includeUncontrolled: true })).length <= 1) await worker.skipWaiting();
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const page = request.mode === "navigate" ? "/field/" : path;
  const kept = await (await caches.open(shell)).match(page) ?? await (await caches.open(used)).match(page);
  if (kept) return kept;
  const got = await fetch(request);
  if (got.ok && path.startsWith("/field/assets/")) await (await caches.open(used)).put(page, got.clone()).catch(() => {});   // no room: it is fetched again
  return got;
}

async function deliver(): Promise<void> {
  await send("waiting");
  const next = await nextTry();
  // What was refused is offered again in days: no reason for the browser to come back at once.
  if (next !== null && next - Date.now() < 60 * 60_000) throw new Error("later");   // the browser tries again by itself
}

worker.addEventListener("install", ((event: Happening) => event.waitUntil(install())) as never);
worker.addEventListener("activate", ((event: Happening) => event.waitUntil(activate())) as never);
worker.addEventListener("message", ((event: Happening) => event.waitUntil(takeOver())) as never);
worker.addEventListener("sync", ((event: Happening) => event.waitUntil(deliver())) as never);
worker.addEventListener("fetch", ((event: Asking) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === location.origin && url.pathname.startsWith("/field/")) event.respondWith(answer(event.request));
}) as never);
