import { contact } from "../Contact/contact";
import { session, show, signIn } from "../session";
import { waiting, wasRight, wasWrong } from "./attempts";
import { opens } from "./vault";

/** "opened", "wrong", or the milliseconds still to wait. */
export type Outcome = "opened" | "wrong" | number;

/** Tries a code. The screen changes before anything is asked of the network. */
export async function unlock(pin: string): Promise<Outcome> {
  try {
    const left = await waiting();
    if (left > 0) return left;
    performance.mark("pin");
    const vault = await opens(pin);
    performance.mark("stretched");
    if (!vault) { await wasWrong(); return "wrong"; }
    await wasRight();
    await signIn(vault);
  } catch {
    show({ name: "broken" });
    return "wrong";
  }
  void contact();
  return "opened";
}

/** Whether this code opens the vault that is open now; wrong ones slow down like at the lock. */
export async function sameAgain(pin: string): Promise<Outcome> {
  const left = await waiting();
  if (left > 0) return left;
  const vault = await opens(pin);
  if (vault?.door === session.value?.vault.door) { await wasRight(); return "opened"; }
  await wasWrong();
  return "wrong";
}
