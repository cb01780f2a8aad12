import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error build scripts are plain JavaScript
import { once } from "../build/mended.js";
// @ts-expect-error build scripts are plain JavaScript
import { mends } from "../build/mends.js";

const dist = join(import.meta.dirname, "../node_modules/@getodk/web-forms/dist");
const main = readFileSync(join(dist, readdirSync(dist).find(name => /^index-.*\.js$/.test(name))!), "utf8");

test("every mend of the form library finds its place exactly once", () => {
  const missing = (mends as [string, string][]).map(([from]) => [main.split(from).length - 1, from]).filter(([times]) => times !== 1);
  expect(missing).toEqual([]);
});

test("a mend that does not find its place stops the build", () => {
  expect(() => once("abc", "x", "y")).toThrow();
  expect(() => once("aa", "a", "y")).toThrow();
});
