import { expect, test, vi } from "vitest";
import { evictable } from "../src/Today/space";

const phone = (persisted: (() => Promise<boolean>) | undefined, installed: boolean): void => {
  vi.stubGlobal("navigator", { storage: persisted && { persisted } });
  vi.stubGlobal("matchMedia", () => ({ matches: installed }));
};

test.each([
  ["promised to keep all", () => Promise.resolve(true), false, ""],
  ["promised nothing, in a tab", () => Promise.resolve(false), false, "tab"],
  ["promised nothing, on the home screen", () => Promise.resolve(false), true, "app"],
  ["cannot be asked", undefined, false, ""],
  ["fails to answer", () => Promise.reject(new Error("no")), false, ""],
])("what is unsent is said to be in danger only where the browser says so: it %s", async (_, persisted, installed, said) => {
  phone(persisted, installed);
  expect(await evictable()).toBe(said);
});
