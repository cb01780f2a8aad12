import { recall, remember } from "./database";

interface Wrong { count: number; until: number }

const longest = 60;

/** Seconds after the n-th wrong code in a row: 1, 2, 4 … 60. */
export const secondsAfter = (count: number): number => count === 0 ? 0 : Math.min(longest, 2 ** (count - 1));

// Also in memory: a phone that is full keeps nothing, and opens all the same.
let latest: Wrong = { count: 0, until: 0 };

async function known(): Promise<Wrong> {
  const kept = await recall<Wrong>("wrong");
  return kept && kept.count > latest.count ? kept : latest;
}

async function note(wrong: Wrong): Promise<void> {
  latest = wrong;
  if (((await recall<Wrong>("wrong"))?.count ?? 0) !== wrong.count) await remember("wrong", wrong).catch(() => {});
}

/** Milliseconds still to wait; kept on the phone, so that closing the app does not shorten it. */
export async function waiting(now = Date.now()): Promise<number> {
  return Math.min(longest * 1000, Math.max(0, (await known()).until - now));
}

export async function wasWrong(now = Date.now()): Promise<void> {
  const count = (await known()).count + 1;
  await note({ count, until: now + secondsAfter(count) * 1000 });
}

export const wasRight = (): Promise<void> => note({ count: 0, until: 0 });
