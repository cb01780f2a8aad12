/** Said early: a phone that is full loses photos, and then records. */
export async function littleSpace(): Promise<boolean> {
  const space = await navigator.storage?.estimate?.().catch(() => null);
  if (!space?.quota) return false;
  const used = space.usage ?? 0;
  return space.quota - used < 50_000_000 || used / space.quota > 0.8;
}
