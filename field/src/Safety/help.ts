import { session } from "../session";
import { placeNow } from "../place";
import { say } from "../Words/words";
import { checkIn, placeInWords, smsTo } from "./checkIn";

/** Seals a call for help, sends it as soon as there is a network, and answers the link of the SMS that goes without data; null where there is no number. */
export async function callForHelp(): Promise<string | null> {
  const now = session.value;
  if (!now?.self) return null;
  const { placed } = await checkIn(now.vault, true);
  void placed();
  const phone = now.pack?.safety?.duty?.phone;
  if (!phone) return null;
  // An old position is better than none here, and its age is said; nobody waits for a new one.
  const place = await Promise.race([placeNow(24 * 3_600_000).catch(() => null), new Promise<null>(over => setTimeout(() => over(null), 1500))]);
  const where = place ? say("help.where", { ...placeInWords(place) }) : say("help.nowhere");
  return smsTo(phone, say("help.sms", { agent: now.self.agent.code, where }));
}
