import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "../src/Words/en.json";
import fr from "../src/Words/fr.json";
import sw from "../src/Words/sw.json";

const blanks = (text: string): string => (text.match(/\{\w+\}/g) ?? []).sort().join();
const languages: Record<string, Record<string, string>> = { fr, sw };

test.each(["fr", "sw"])("%s has every text of English, and no other", language => {
  expect(Object.keys(languages[language])).toEqual(Object.keys(en));
});

test.each(["fr", "sw"])("%s has the same blanks to fill", language => {
  for (const [key, text] of Object.entries(en).filter(([key]) => !key.endsWith(".1")))
    expect(`${key} ${blanks(languages[language][key])}`).toBe(`${key} ${blanks(text)}`);
});

test("French has its narrow spaces before ; ? ! and a full one before :", () => {
  for (const [key, text] of Object.entries(fr)) {
    expect(`${key} ${text}`).not.toMatch(/[^\u202f][;?!]/);
    expect(`${key} ${text}`).not.toMatch(/[^\u00a0]:/);
  }
});

const files = (folder: string): string[] => readdirSync(folder).flatMap(name => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});

test("every text that a page asks for is there", () => {
  const all = files(join(import.meta.dirname, "../src")).filter(f => /\.(ts|vue)$/.test(f)).map(f => readFileSync(f, "utf8")).join("\n")
    + readFileSync(join(import.meta.dirname, "../build/mends.js"), "utf8").replaceAll("adit.word(\"", "say(\"form.").replaceAll(/`, "(\w+)"\)/g, 'say("form.$1")');
  const asked = [...all.matchAll(/say\("([\w.]+)"/g)].map(m => m[1]);
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter(key => !(key in en))).toEqual([]);
});
