import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { FormEntry } from "../src/Contact/pack";
import { draftName } from "../src/Forms/drafts";
import { finish } from "../src/Forms/finish";
import { copyName, finished, recordName, type Finished } from "../src/Outbox/records";
import { newPair } from "../src/Outbox/sealing";
import { base64url, random, utf8 } from "../src/Vault/bytes";
import { database, remember } from "../src/Vault/database";
import { make, names, read, write, type Vault } from "../src/Vault/vault";

const told = "Four men with rifles at the barrier";
const xml = `<data id="f" version="1"><site>nyabibwe-north</site><notes>${told}</notes><meta><instanceID>uuid:1</instanceID></meta></data>`;
const photo = { facts: { name: "1.jpg", type: "image/jpeg", sha256: "", bytes: 5, taken: "", place: null }, bytes: utf8("photo") };
const form = (seals: Partial<FormEntry>): FormEntry =>
  ({ form: "f", version: "1", title: "Security", icon: "", group: "main", protected: false, urgency: 1, sha256: "", address: "", lists: [], media: [], ...seals });
let vault: Vault;

beforeEach(async () => {
  const db = await database();
  for (const store of ["device", "doors", "kept", "senders", "outbox", "contents"] as const) await db.clear(store);
  await remember("stretching", { salt: random(32), rounds: 1000, key: await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) });
  vault = await make("271828", "agent");
  const key = base64url((await newPair()).open);
  await write(vault, { put: { self: { reads: "", sender: "s", agent: { id: "a", code: "a", language: "en" }, programme: { name: "", simulated: false }, key }, [draftName("d")]: { id: "d", xml } } });
});

const done = (entry: FormEntry, sealed: boolean, answers: string | null = null) => finish(vault, { draft: "d", entry, xml, paper: false, sealed, files: [photo], answers });
const readable = async (): Promise<string> => JSON.stringify(await Promise.all((await names(vault, "")).map(async name => [name, await read(vault, name)])));

test.each([
  ["of an ordinary form stays with the agent", form({}), false, true],
  ["of a sealed form is read by nobody", form({ sealed: true }), false, false],
  ["of a protected form is read by nobody, also from a pack of before", form({ protected: true }), false, false],
  ["that the agent sealed is read by nobody", form({}), true, false],
])("a record %s", async (_, entry, sealed, open) => {
  await done(entry, sealed);
  const all = await readable();
  expect([told, "Security", "nyabibwe-north", "1.jpg"].map(words => all.includes(words))).toEqual([open, open, open, open]);
  expect((await finished(vault)).map(r => [r.instance, r.filesLeft])).toEqual([["uuid:1", 1]]);
  expect(await (await database()).count("outbox")).toBe(2);
});

test("a draft that is older than the word that its form is sealed leaves nothing to read", async () => {
  await write(vault, { put: { pack: { key: (await read<{ key: string }>(vault, "self"))!.key, forms: [form({ sealed: true, version: "2", title: "New" })] } } });
  await done(form({}), false);
  expect((await finished(vault))[0].xml).toBeNull();
  expect(await readable()).not.toContain(told);
});

test("an answer that is sealed closes the record that was asked about too", async () => {
  const before: Finished = { id: "r", instance: "uuid:0", at: 0, state: "question", entry: form({}), site: "N1", xml, files: [photo.facts], note: "How many?", filesLeft: 0 };
  await write(vault, { put: { [recordName("r")]: before, [copyName("r", "1.jpg")]: photo.bytes } });
  await done(form({}), true, "r");
  expect(await read(vault, recordName("r"))).toMatchObject({ instance: "uuid:0", state: "received", xml: null, entry: null });
  expect(await readable()).not.toContain(told);
});
