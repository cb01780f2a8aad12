import { expect, test } from "vitest";
import { press, zero } from "../src/Vault/calculator";
import { codeIn, easy } from "../src/Enrolment/enrol";
import { inOrder, partSize, pause } from "../src/Outbox/pace";
import { clock } from "../src/Forms/finish";
import { fitted } from "../src/Forms/photos";

test("words of being well go before records, records before files, urgent before routine, old before new", () => {
  const made = (id: string, kind: "record" | "file" | "check-in", urgency: number, at: number) => ({ id, kind, urgency, at });
  const all = [made("photo", "file", 0, 1), made("routine", "record", 5, 1), made("late", "record", 0, 9), made("early", "record", 0, 2), made("well", "check-in", -1, 3), made("help", "check-in", -2, 9)];
  expect(inOrder(all).map(p => p.id)).toEqual(["help", "well", "early", "late", "routine", "photo"]);
});

test("waiting doubles from 2 s to 10 min, and is spread", () => {
  expect([1, 2, 3, 10, 40].map(n => pause(n, 1))).toEqual([2000, 4000, 8000, 600_000, 600_000]);
  expect(pause(1, 0)).toBe(1000);
});

test("parts grow with the rate, between 32 and 256 kB, and begin small after a failure", () => {
  expect([partSize(0), partSize(0, 1), partSize(3_000), partSize(12_000), partSize(1e6)]).toEqual([131_072, 32_768, 32_768, 96_000, 262_144]);
});

test("a code is found in an address or by itself, and nothing else is one", () => {
  const code = "a".repeat(30) + "_-";
  expect(codeIn(`https://x.org/field/#enrol=${code}`)).toBe(code);
  expect(codeIn(` ${code} `)).toBe(code);
  expect(codeIn("https://x.org/field/")).toBeNull();
});

test("codes that everybody tries first are refused", () => {
  expect(["111111", "123456", "987654", "890123"].map(easy)).toEqual([true, true, true, true]);
  expect(["271828", "112233"].map(easy)).toEqual([false, false]);
});

test("the calculator calculates", () => {
  const shown = (keys: string) => [...keys].reduce(press, zero).shown;
  expect(["12+7=", "0.1+0.2=", "9÷0=", "2+3×4=", "271828=", "7⌫5", "5C"].map(shown)).toEqual(["19", "0.3", "E", "20", "271828", "5", "0"]);
});

test("the phone's clock is said with its offset", () => {
  expect(clock(new Date("2026-11-29T10:00:00Z"))).toMatch(/^2026-11-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  expect(Date.parse(clock(new Date("2026-11-29T10:00:00Z")))).toBe(Date.parse("2026-11-29T10:00:00Z"));
});

test("a photo becomes smaller, never larger", () => {
  expect(fitted(3000, 2000, 1280)).toEqual([1280, 853]);
  expect(fitted(640, 480, 1280)).toEqual([640, 480]);
});
