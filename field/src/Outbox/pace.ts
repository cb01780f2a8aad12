/** Milliseconds until the next try after so many failures: 2 s, doubling to 10 min, spread so that phones do not all come back at once. */
export function pause(tries: number, chance = Math.random()): number {
  const full = Math.min(10 * 60_000, 2000 * 2 ** Math.max(0, tries - 1));
  return Math.round(full * (0.5 + chance / 2));
}

const smallest = 32 * 1024, largest = 64 * 1024;

/** Bytes of the next part: what four seconds carried last time, within 32 to 64 kB, so that a cut connection costs little. */
export function partSize(bytesPerSecond: number): number {
  return Math.round(Math.min(largest, Math.max(smallest, bytesPerSecond * 4)));
}

/** Records before files, urgent before routine, old before new. */
export function inOrder<T extends { kind: "record" | "file"; urgency: number; at: number }>(parcels: T[]): T[] {
  const rank = (p: T) => p.kind === "record" ? 0 : 1;
  return [...parcels].sort((a, b) => rank(a) - rank(b) || a.urgency - b.urgency || a.at - b.at);
}
