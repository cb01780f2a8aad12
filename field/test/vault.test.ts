import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { taken } from "../src/Enrolment/enrol";
import { drafts } from "../src/Forms/drafts";
import { secondsAfter, waiting, wasRight, wasWrong } from "../src/Vault/attempts";
import { database, remember } from "../src/Vault/database";
import { make, names, opens, read, rekey, write } from "../src/Vault/vault";
import { random } from "../src/Vault/bytes";

// Few rounds, because a test need not be slow; the app never goes under 300 000.
const quick = async () => remember("stretching", { salt: random(32), rounds: 1000, key: await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) });

test("a code opens its own vault, and no other", async () => {
  await quick();
  const mine = await make("271828", "agent"), quiet = await make("314159", "quiet");
  await write(mine, { put: { "record/1": { site: "P-17" } } });
  expect((await opens("271828"))?.door).toBe(mine.door);
  expect((await opens("314159"))?.kind).toBe("quiet");
  expect(await opens("000001")).toBeNull();
  expect(await read(quiet, "record/1")).toBeNull();
  expect(await names(quiet, "")).toEqual([]);
});

test("what is put, what goes and what is posted happen together or not at all", async () => {
  await quick();
  const vault = await make("161803", "agent");
  await write(vault, { put: { "draft/a": { n: 1 } } });
  await expect(write(vault, { put: { "record/a": { n: 2 } }, drop: ["draft/a"], also: () => { throw new Error("no space"); } })).rejects.toThrow();
  expect(await read(vault, "record/a")).toBeNull();
  expect(await read(vault, "draft/a")).toEqual({ n: 1 });
});

test("another code opens the same things, the old one nothing", async () => {
  await quick();
  const vault = await make("141421", "agent");
  await write(vault, { put: { note: "mine" } });
  await rekey(vault, "173205");
  expect(await opens("141421")).toBeNull();
  expect(await read((await opens("173205"))!, "note")).toBe("mine");
});

test("a code whose vault is damaged is taken all the same: nobody chooses it again and waits for ever", async () => {
  await quick();
  await make("299792", "agent");
  const db = await database();
  for (const place of await db.getAllKeys("kept")) await db.put("kept", { nonce: random(12), sealed: random(40) }, place);
  expect(await taken("299792")).toBe(true);
  expect(await taken("602214")).toBe(false);
});

test.each([["damaged", (db: Awaited<ReturnType<typeof database>>, place: string) => db.put("kept", { nonce: random(12), sealed: random(40) }, place)],
  ["missing", (db: Awaited<ReturnType<typeof database>>, place: string) => db.delete("kept", place)]] as const)("a list of what there is that is %s is made anew from the things themselves, of the right vault", async (what, spoil) => {
  await quick();
  const [pin, cover] = what === "damaged" ? ["662607", "137035"] : ["667430", "101325"];
  const db = await database();
  const before = new Set(await db.getAllKeys("kept"));
  await make(pin, "agent");
  const [index] = (await db.getAllKeys("kept")).filter(place => !before.has(place));
  const vault = (await opens(pin))!, quiet = await make(cover, "quiet");
  await write(vault, { put: { self: { reads: "x" }, "draft/a": { n: 1 }, "file/a/photo.jpg": random(300), "draft/gone": { n: 2 } } });
  await write(vault, { drop: ["draft/gone"] });
  await write(quiet, { put: { "note/1": { place: "market" } } });

  await spoil(db, index!);
  const again = (await opens(pin))!;
  expect(again.kind).toBe("agent");
  expect((await names(again, "")).sort()).toEqual(["draft/a", "file/a/photo.jpg", "self"]);
  expect(await drafts(again)).toEqual([{ n: 1 }]);

  // Also while the app is open: what is answered then is kept, and the list with it.
  await spoil(db, index!);
  await write(again, { put: { "draft/b": { n: 3 } } });
  expect((await names((await opens(pin))!, "draft/")).sort()).toEqual(["draft/a", "draft/b"]);
  expect((await opens(cover))!.kind).toBe("quiet");
});

test("the harmless notebook stays harmless where its list was lost", async () => {
  await quick();
  const db = await database();
  const before = new Set(await db.getAllKeys("kept"));
  const quiet = await make("981223", "quiet");
  const [index] = (await db.getAllKeys("kept")).filter(place => !before.has(place));
  await write(quiet, { put: { "note/1": { place: "market" } } });
  await db.delete("kept", index!);
  expect((await opens("981223"))!.kind).toBe("quiet");
});

test("nothing readable lies in the store, not even the names of things", async () => {
  await quick();
  const vault = await make("223606", "agent");
  await write(vault, { put: { "draft/pelekazi": { men: "41" } } });
  const db = await database();
  const all = JSON.stringify([await db.getAllKeys("kept"), await db.getAll("kept"), await db.getAll("doors")], (_, v) => v instanceof Uint8Array ? new TextDecoder("latin1").decode(v) : v);
  expect(all).not.toMatch(/pelekazi|men|agent|quiet/);
});

test("wrong codes slow down: 1, 2, 4 … 60 s, and a right one forgives", async () => {
  expect([0, 1, 2, 3, 6, 7, 20].map(secondsAfter)).toEqual([0, 1, 2, 4, 32, 60, 60]);
  await wasWrong(1000);
  await wasWrong(1000);
  expect(await waiting(1500)).toBe(1500);
  await wasRight();
  expect(await waiting(1500)).toBe(0);
});
