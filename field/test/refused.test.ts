import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { letIn, lying, parcels, post, unsent } from "../src/Outbox/outbox";
import { pauseAfterRefusal } from "../src/Outbox/pace";
import { finished, recordName, takeNews, takeReceipts, type Finished, type News } from "../src/Outbox/records";
import { nextTry, send } from "../src/Outbox/sending";
import { random, utf8 } from "../src/Vault/bytes";
import { database, remember } from "../src/Vault/database";
import { make, write, type Vault } from "../src/Vault/vault";

const day = 24 * 60 * 60_000, start = Date.UTC(2026, 10, 30, 8);
let vault: Vault, asked: string[], holds: boolean;

const problem = () => new Response(JSON.stringify({ code: "phone.form-closed", title: "The form is closed." }), { status: 409, headers: { "Content-Type": "application/problem+json" } });
const answer = (address: string, method: string): Response => {
  asked.push(`${method} ${address.replace("/api/field/", "")}`);
  if (address.endsWith("/records")) return holds ? Response.json({ state: "received-before", at: "", entry: 7, files: [] }, { status: 201 }) : problem();
  return Response.json({ have: 5, of: 5 });
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  vi.stubGlobal("fetch", (address: string, ask: RequestInit) => Promise.resolve(answer(address, ask.method ?? "GET")));
  [asked, holds] = [[], false];
  const db = await database();
  for (const store of ["device", "doors", "kept", "senders", "outbox", "contents"] as const) await db.clear(store);
  await remember("stretching", { salt: random(32), rounds: 1000, key: await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) });
  vault = await make("271828", "agent");
  await db.put("senders", { id: "s", deposits: "d", language: "en" }, "s");
  const record: Finished = { id: "r", instance: "uuid:1", at: start, state: "waiting", entry: null, site: "", xml: null, files: [], filesLeft: 1 };
  const shared = { sender: "s", record: "r", urgency: 5 };
  await write(vault, { put: { [recordName("r")]: record }, also: writing => post(writing, [
    { ...shared, id: "r", kind: "record", sealed: "00", bytes: utf8("words") },
    { ...shared, id: "r/1", kind: "file", sealed: "ff", bytes: utf8("photo") }], start) });
  await send();
  await takeReceipts(vault, "s");
});

const stands = async () => (await finished(vault)).map(r => [r.state, r.refused, r.filesLeft]);
const after = async (time: number) => { vi.setSystemTime(start + time); asked = []; await send(); };
const question: News = { index: 1, instance: "uuid:1", form: "f", version: "1", state: "question", note: "Which pit?", at: "" };

test("a record that was refused stays with its photo, says why, and holds up nothing else", async () => {
  expect(asked).toEqual(["POST records"]);
  expect(await stands()).toEqual([["refused", "The form is closed.", 1]]);
  expect(await unsent("s")).toEqual({ records: 0, files: 0, words: 0 });
  expect(await lying("s")).toBe(1);
  expect(await nextTry()).toBe(start + day);
});

test("it is offered again after a day, and once it was let in its photo follows", async () => {
  holds = true;
  await after(day - 1);
  expect(asked).toEqual([]);
  await after(day);
  expect(asked).toEqual(["POST records", "PUT files/ff"]);
  expect(await lying("s")).toBe(0);
  await takeReceipts(vault, "s");
  expect(await stands()).toEqual([["received", undefined, 0]]);
  expect(await parcels()).toEqual([]);
});

test("what stays refused is offered once a day, later once a week", async () => {
  await after(day);
  expect([asked, await nextTry()]).toEqual([["POST records"], start + 2 * day]);
  expect([0, 3 * day, 40 * day].map(pauseAfterRefusal)).toEqual([day, 3 * day, 7 * day]);
});

test("it is offered at once when the agent presses, and not each time the network is back", async () => {
  [asked, holds] = [[], true];
  await send("waiting");
  expect(asked).toEqual([]);
  await send("refused");
  expect(asked).toEqual(["POST records", "PUT files/ff"]);
});

test("it is offered at once when the office said something of it, and that stays", async () => {
  holds = true;
  await takeNews(vault, [question]);
  await after(1000);
  expect(asked).toEqual(["POST records", "PUT files/ff"]);
  await takeReceipts(vault, "s");
  expect(await stands()).toEqual([["question", undefined, 0]]);
});

test("the word of the office makes due what was refused, and nothing else", async () => {
  await letIn(["r", "unknown"]);
  expect((await parcels()).map(p => [p.id, p.next, p.refused])).toEqual([["r", 0, "The form is closed."], ["r/1", 0, undefined]]);
});
