import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { leave, left, noteWasRead, ready } from "../src/Handover/notes";
import { resume, stop } from "../src/Outbox/outbox";
import { newPair, pairOf, seal, unseal } from "../src/Outbox/sealing";
import { random, text, utf8 } from "../src/Vault/bytes";
import { database, remember } from "../src/Vault/database";
import { make, type Vault } from "../src/Vault/vault";
import type { Self } from "../src/Contact/pack";

const self = (code: string): Self => ({ reads: "", sender: code, agent: { id: code, code, language: "en" }, programme: { name: "", simulated: false }, key: "" });
const agents = new Map<string, Vault>();

async function agent(code: string, pin: string): Promise<void> {
  const vault = await make(pin, "agent");
  await (await database()).put("senders", { id: code, deposits: "d", language: "en" }, code);
  await ready(vault, code);
  agents.set(code, vault);
}
const notesOf = async (code: string) => (await left(agents.get(code)!, code)).map(n => `${n.from}: ${n.text}`);

beforeEach(async () => {
  const db = await database();
  for (const store of ["device", "doors", "kept", "senders"] as const) await db.clear(store);
  await remember("stretching", { salt: random(32), rounds: 1000, key: await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) });
  await agent("Awa", "271828");
  await agent("Bahati", "161803");
  await agent("Chausiku", "141421");
});

test("a note reaches every other agent on the phone, until each has read it, and not whoever wrote it", async () => {
  expect(await leave(self("Awa"), "Pit 3 is flooded.")).toBe(2);
  expect(await notesOf("Awa")).toEqual([]);
  expect(await notesOf("Bahati")).toEqual(["Awa: Pit 3 is flooded."]);
  await noteWasRead((await left(agents.get("Bahati")!, "Bahati"))[0]);
  expect(await notesOf("Bahati")).toEqual([]);
  expect(await notesOf("Chausiku")).toEqual(["Awa: Pit 3 is flooded."]);
});

test("nothing of a note can be read in the store, nor by the harmless vault", async () => {
  await leave(self("Awa"), "Pit 3 is flooded.");
  const db = await database(), rows = [await db.getAll("device"), await db.getAllKeys("device"), await db.getAll("kept"), await db.getAll("senders")];
  expect(JSON.stringify(rows, (_, v) => v instanceof Uint8Array ? new TextDecoder("latin1").decode(v) : v)).not.toMatch(/flooded|Pit/);
  expect(await left(await make("223606", "quiet"), "Bahati")).toEqual([]);
});

test("the key of an agent stays the same, also after the office cut the phone off and took it back; meanwhile nobody writes to them", async () => {
  const sender = async () => (await (await database()).get("senders", "Bahati"))!;
  const before = (await sender()).notes;
  await ready(agents.get("Bahati")!, "Bahati");
  await stop(await sender(), "cut off");
  expect(await leave(self("Awa"), "one")).toBe(1);
  await resume("Bahati");
  expect(await sender()).toEqual({ id: "Bahati", deposits: "d", language: "en", notes: before });
  expect(await leave(self("Awa"), "two")).toBe(2);
  expect(await notesOf("Bahati")).toEqual(["Awa: two"]);
});

test("what is sealed for one purpose or one pair opens with no other, and not when a bit changed", async () => {
  const [mine, other] = await Promise.all([1, 2].map(async () => { const { secret, open } = await newPair(); return pairOf(secret, open); }));
  const sealed = await seal(utf8("x"), mine.open, "a");
  expect(text(await unseal(sealed, mine, "a"))).toBe("x");
  await expect(unseal(sealed, mine, "b")).rejects.toThrow();
  await expect(unseal(sealed, other, "a")).rejects.toThrow();
  sealed[sealed.length - 1] ^= 1;
  await expect(unseal(sealed, mine, "a")).rejects.toThrow();
});
