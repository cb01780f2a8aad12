import { expect, test } from "vitest";
import { isClosed, lookedAfter, placeInWords, smsTo } from "../src/Safety/checkIn";

const site = (until: string | null) => ({ id: "1", code: "N1", name: "N1", zone: "UTC", latitude: null, longitude: null, closed: { until, why: "" } });

test("the SMS goes to the number and says what it should, whatever stands in either", () => {
  expect(smsTo("+243 000-000 001?body=x", "À l’aide ! & more")).toBe("sms:+243000000001?body=%C3%80%20l%E2%80%99aide%20!%20%26%20more");
});

test("a position is told to about a metre, with its age", () => {
  expect(placeInWords({ point: "-10.7000001 25.5 0 8.4", at: 0 }, 150_000)).toEqual({ where: "-10.70000, 25.50000", metres: 8, minutes: 3 });
});

test("a site is closed up to and with its last day, and without one until the office says otherwise", () => {
  const noon = new Date(2026, 10, 29, 12);
  expect([site("2026-11-28"), site("2026-11-29"), site(null), { ...site(null), closed: null }].map(s => isClosed(s, noon))).toEqual([false, true, true, false]);
});

test("nobody is asked for a word that nobody waits for", () => {
  const pack = (safety?: object) => ({ safety }) as Parameters<typeof lookedAfter>[0];
  expect([null, pack(), pack({ checkInBy: null, duty: null }), pack({ checkInBy: "17:30", duty: null }), pack({ checkInBy: null, duty: { phone: "1" } })].map(lookedAfter))
    .toEqual([false, false, false, true, true]);
});
