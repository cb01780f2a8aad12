/** Milliseconds until the next try after so many failures: 2 s, doubling to 10 min, spread so that phones do not all come back at once. */
export function pause(tries: number, chance = Math.random()): number {
  const full = Math.min(10 * 60_000, 2000 * 2 ** Math.max(0, tries - 1));
  return Math.round(full * (0.5 + chance / 2));
}

const day = 24 * 60 * 60_000;

/** Milliseconds until what the office refused is offered again: it may have been let in meanwhile. As long as it lies already, a day at least and a week at most. */
export const pauseAfterRefusal = (lies: number): number => Math.min(7 * day, Math.max(day, lies));

const smallest = 32 * 1024, usual = 128 * 1024, largest = 256 * 1024;

/**
 * Bytes of the next part: what eight seconds carried last time. A photo fits in one at first: each part costs a round trip, and what a broken one carried counts.
 * After a failure they begin small, since a proxy on the way may keep nothing of what broke off.
 */
export function partSize(bytesPerSecond: number, tries = 0): number {
  const wanted = bytesPerSecond > 0 ? bytesPerSecond * 8 : tries > 0 ? smallest : usual;
  return Math.round(Math.min(largest, Math.max(smallest, wanted)));
}

/** Words of being well and calls for help before everything, records before files, urgent before routine, old before new. */
export function inOrder<T extends { kind: "record" | "file" | "check-in" | "declaration"; urgency: number; at: number }>(parcels: T[]): T[] {
  const rank = (p: T) => p.kind === "check-in" ? 0 : p.kind === "file" ? 2 : 1;
  return [...parcels].sort((a, b) => rank(a) - rank(b) || a.urgency - b.urgency || a.at - b.at);
}
