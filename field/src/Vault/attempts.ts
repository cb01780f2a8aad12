import { recall, remember } from "./database";

interface Wrong { count: number; until: number }

const longest = 60;

/** Seconds after the n-th wrong code in a row: 1, 2, 4 … 60. */
export const secondsAfter = (count: number): number => count === 0 ? 0 : Math.min(longest, 2 ** (count - 1));

/** Milliseconds still to wait; kept on the phone, so that closing the app does not shorten it. */
export async function waiting(now = Date.now()): Promise<number> {
  const wrong = await recall<Wrong>("wrong");
  return wrong ? Math.min(longest * 1000, Math.max(0, wrong.until - now)) : 0;
}

export async function wasWrong(now = Date.now()): Promise<void> {
  const count = ((await recall<Wrong>("wrong"))?.count ?? 0) + 1;
  await remember("wrong", { count, until: now + secondsAfter(count) * 1000 });
}

export const wasRight = (): Promise<void> => remember("wrong", { count: 0, until: 0 });
