import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inLanguage, ownOf, startOf, withFiles, withGiven, withOwn, withStart } from "../src/Forms/xml";

const meta = (ids: string) => `<data id="v"><start>a</start><men>4</men><orx:meta>${ids}<orx:instanceName>n</orx:instanceName></orx:meta></data>`;
const id = (value: string) => `<orx:instanceID>${value}</orx:instanceID>`;
const old = (value: string) => `<orx:deprecatedID>${value}</orx:deprecatedID>`;

test("a reopened draft keeps its own id and deprecates nothing", () => {
  expect(withOwn(meta(id("uuid:new") + old("uuid:own")), { instance: "uuid:own", deprecated: null })).toBe(meta(id("uuid:own")));
});

test("a reopened answer to the office keeps naming the record it answers", () => {
  expect(withOwn(meta(id("uuid:3") + old("uuid:2")), { instance: "uuid:2", deprecated: "uuid:1" })).toBe(meta(id("uuid:2") + old("uuid:1")));
});

test("a record made anew is right as it is", () => {
  const xml = meta(id("uuid:$&"));
  expect(withOwn(xml, ownOf(xml))).toBe(xml);
});

test("what is known about files stands in meta, with quotes made harmless", () => {
  const xml = withFiles(meta(id("x")), [{ name: `a".jpg`, type: "image/jpeg", sha256: "00", bytes: 1, taken: "2026-11-29T10:00:00Z", place: null }]);
  expect(xml).toContain(`</orx:instanceName><adit:file xmlns:adit="urn:adit:forms:1" name="a&quot;.jpg" sha256="00" taken="2026-11-29T10:00:00Z"/></orx:meta>`);
});

test("the visit in French is a third of its size and begins in French", () => {
  const visit = readFileSync(join(import.meta.dirname, "../../catalogue/forms/visit.xml"), "utf8");
  const french = inLanguage(visit, "fr");
  expect(french).toContain(`<translation default="true()" lang="Français (fr)">`);
  expect(french).not.toContain("English (en)");
  expect(french.length).toBeLessThan(visit.length * 0.7);
  expect(startOf(visit)).toBe("start");
  expect(withStart(meta(""), "start", "b")).toContain("<start>b</start>");
});

test("words stand where they are shown; what is more than words, or is said elsewhere, stays where it was", () => {
  const form = `<itext><translation lang="en"><text id="a"><value>A &amp; $1</value></text><text id="b"><value>B</value><value form="image">jr://images/b.png</value></text>`
    + `<text id="c"><value>C</value></text></translation></itext><bind jr:constraintMsg="jr:itext('c')"/><label ref="jr:itext('a')"/><label ref="jr:itext('b')"/><hint ref="jr:itext('c')"/>`;
  const said = inLanguage(form, "en");
  expect(said).toContain(`<label>A &amp; $1</label><label ref="jr:itext('b')"/><hint>C</hint>`);
  expect(said).not.toContain(`id="a"`);
  expect(said).toContain(`<text id="b"><value>B</value><value form="image">jr://images/b.png</value></text><text id="c">`);
  expect(inLanguage(`${form}<label ref="jr:itext(concat('a', ''))"/>`, "en")).toContain(`<text id="a">`);
});

test("no shipped form misses a word in the language it is asked for", () => {
  const folder = join(import.meta.dirname, "../../catalogue/forms");
  const forms = readdirSync(folder).filter(name => name.endsWith(".xml")).map(name => readFileSync(join(folder, name), "utf8"));
  expect(forms.length).toBeGreaterThan(10);
  for (const form of forms.map(xml => inLanguage(xml, "fr"))) {
    const kept = new Set([...form.matchAll(/<text id="([^"]*)">/g)].map(m => m[1]));
    expect([...form.matchAll(/jr:itext\('([^']*)'\)/g)].map(m => m[1]).filter(id => !kept.has(id))).toEqual([]);
    expect(form).not.toMatch(/<(label|hint)><\//);
  }
});

test("a form begins with what is given, in its own record alone", () => {
  const form = `<model><instance><data id="f" version="1"><site/><g><site/><what type="x"></what></g></data></instance><instance id="sites"><root><site/></root></instance></model>`;
  expect(withGiven(form, [{ path: "/data/site", value: "a&b" }, { path: "/data/g/what", value: "7" }, { path: "/data/none", value: "x" }]))
    .toBe(`<model><instance><data id="f" version="1"><site>a&amp;b</site><g><site/><what type="x">7</what></g></data></instance><instance id="sites"><root><site/></root></instance></model>`);
  expect(withGiven(form, [{ path: "/data/g/site", value: "s" }])).toContain("<site/><g><site>s</site>");
  expect(withGiven(form, [])).toBe(form);
});
