import { asked, json } from "../Contact/call";
import { fetchPack, noTouch, type Pack, type Self, type Touch } from "../Contact/pack";
import { secret } from "../Outbox/sealing";
import { base64url, random } from "../Vault/bytes";
import { alone, database, recall, remember, type Sender } from "../Vault/database";
import { make, opens, write, type Vault } from "../Vault/vault";
import { speak } from "../Words/words";

/** The code in an address that the office shows; null where there is none. */
export function codeIn(address: string): string | null {
  return /(?:#enrol=|^)([A-Za-z0-9_-]{32})$/.exec(address.trim())?.[1] ?? null;
}

/** 111111, 123456 and the like open a phone in three tries. */
export function easy(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return steps.every(step => step === steps[0] && (step === 0 || step === 1 || step === 9));
}

interface Begun { code: string; reads: string; deposits: string; sender: string }

/** This phone, for the server: made once, the same for all agents on it. */
async function device(): Promise<string> {
  return alone("adit-device", async () => {
    const known = await recall<string>("id");
    if (known) return known;
    const made = crypto.randomUUID();
    await remember("id", made);
    return made;
  });
}

// Kept until the answer came: with the same secrets the server gives the same answer again.
async function begun(code: string): Promise<Begun> {
  const known = await recall<Begun>("enrolling");
  if (known?.code === code) return known;
  const made = { code, reads: secret(), deposits: secret(), sender: base64url(random(12)) };
  await remember("enrolling", made);
  return made;
}

/** Whether a vault on this phone has this code; one that is damaged has it too. */
export const taken = (pin: string): Promise<boolean> => opens(pin).then(vault => vault !== null, () => true);

/** Asks the server, then makes the real vault and always a harmless one, whose code nobody knows until the agent sets one. */
export async function enrol(code: string, pin: string, language: string): Promise<Vault> {
  const { reads, deposits, sender } = await begun(code);
  const { agent, programme, key } = await asked<Pick<Pack, "agent" | "programme" | "key">>("/api/field/enrol",
    { language, ...json({ code, device: await device(), reads, deposits, app: __APP__ }) });
  const vault = await make(pin, "agent");
  const harmless = await make(base64url(random(24)), "quiet");
  const self: Self = { reads, sender, agent, programme, key };
  const quiet = { door: harmless.door, raw: base64url(harmless.raw) };
  await write(vault, { put: { self, quiet, touch: noTouch } });
  await write(harmless, { put: { language: agent.language } });
  await (await database()).put("senders", { id: sender, deposits, language: agent.language } satisfies Sender, sender);
  await remember("enrolling", null);
  speak(agent.language);
  return vault;
}

/** The first pack. Without it the agent sees an empty Today, which fills itself when there is network again. */
export async function firstPack(vault: Vault, self: Self): Promise<void> {
  const tag = await fetchPack(vault, self, noTouch, []);
  await write(vault, { put: { touch: { ...noTouch, tag, at: Date.now() } satisfies Touch } });
}
