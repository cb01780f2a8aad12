import type { Given } from "../Contact/pack";
import type { Own } from "./drafts";
import type { FileFacts } from "./facts";

const part = (xml: string, name: string): RegExpExecArray | null => new RegExp(`<((?:[\\w-]+:)?${name})(?:\\s[^>]*)?>([^<]*)</\\1>`).exec(xml);

/** The text of the first element of that name, whatever its prefix. */
export const valueOf = (xml: string, name: string): string => part(xml, name)?.[2] ?? "";

/** Which ids a record has when the library made it anew: what it wrote is right. */
export const ownOf = (xml: string): Own => ({ instance: valueOf(xml, "instanceID"), deprecated: valueOf(xml, "deprecatedID") || null });

/**
 * Puts the record's own ids back. The library takes a reopened draft for an edit: it gives a new instanceID and names the draft's as
 * deprecated, although nobody but this phone ever saw it.
 */
export function withOwn(xml: string, own: Own): string {
  const right = replaced(xml, "instanceID", own.instance);
  return own.deprecated === null ? replaced(right, "deprecatedID", null) : replaced(right, "deprecatedID", own.deprecated);
}

/** The question in which a form notes when it was begun; null where it does not. */
export function startOf(form: string): string | null {
  const bind = (form.match(/<bind\s[^>]*>/g) ?? []).find(b => b.includes('preloadParams="start"'));
  return bind ? /nodeset="[^"]*\/(?:[\w-]+:)?([\w.-]+)"/.exec(bind)?.[1] ?? null : null;
}

/** A record that was prepared before it was opened begins when it is opened. */
export const withStart = (xml: string, question: string | null, at: string): string => question ? replaced(xml, question, at) : xml;

function replaced(xml: string, name: string, value: string | null): string {
  const found = part(xml, name);
  if (!found) return xml;
  const [whole, tag, old] = found;
  return xml.replace(whole, () => value === null ? "" : whole.replace(`>${old}</${tag}>`, () => `>${value}</${tag}>`));
}

const attribute = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const line = (file: FileFacts): string => `<adit:file xmlns:adit="urn:adit:forms:1" name="${attribute(file.name)}" sha256="${file.sha256}"`
  + ` taken="${file.taken}"${file.place ? ` place="${attribute(file.place)}"` : ""}/>`;

/** Writes what is known about the files into meta; only the record that is handed in carries it. */
export function withFiles(xml: string, files: FileFacts[]): string {
  const end = /<\/(?:[\w-]+:)?meta>/g;
  const last = [...xml.matchAll(end)].at(-1);
  if (!last || files.length === 0) return xml;
  return xml.slice(0, last.index) + files.map(line).join("") + xml.slice(last.index);
}

/**
 * The form in the agent's language alone, its words where they are shown instead of where they are translated: the engine looks each of them up with an
 * expression of its own, which is half of the time that a long form takes to open. Words that hold more than text (pictures, values) stay where they are.
 */
export function inLanguage(form: string, language: string): string {
  const all = form.match(/<translation\s[^>]*>[\s\S]*?<\/translation>/g) ?? [];
  const ours = all.length === 1 ? all[0] : all.find(t => t.slice(0, t.indexOf(">")).includes(`(${language})`));
  if (!ours) return form;
  const alone = form.replace(/<translation\s[^>]*>[\s\S]*?<\/translation>/g,
    t => t === ours ? t.replace(/\sdefault="[^"]*"/, "").replace("<translation", '<translation default="true()"') : "");
  return spoken(alone);
}

const plainText = /<text id="([^"]*)">\s*<value>([^<]*)<\/value>\s*<\/text>/g;

function spoken(form: string): string {
  const words = new Map([...form.matchAll(plainText)].map(([, id, text]) => [id, text]));
  const said = form.replace(/<(label|hint) ref="jr:itext\('([^']*)'\)"\s*\/>/g, (whole, tag: string, id: string) => words.has(id) ? `<${tag}>${words.get(id)}</${tag}>` : whole);
  const left = [...said.matchAll(/jr:itext\(\s*('([^']*)')?/g)].map(([, , id]) => id);
  const needed = new Set<string | undefined>(left);
  // An id that is worked out while filling may be any of them.
  return needed.has(undefined) ? said : said.replace(plainText, (whole, id: string) => needed.has(id) ? whole : "");
}

const escaped = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A form that begins with answers: they stand in its empty record, the first instance of its model, like defaults that the form itself gives. */
export function withGiven(form: string, given: Given[]): string {
  const start = /<(?:[\w-]+:)?instance(?:\s[^>]*)?>/.exec(form);
  if (!start || given.length === 0) return form;
  const from = start.index + start[0].length, to = form.indexOf("instance>", from);
  return form.slice(0, from) + given.reduce(begun, form.slice(from, to)) + form.slice(to);
}

// Elements that lie around the question are found one inside the other; what is not there stays as it is.
function begun(record: string, { path, value }: Given): string {
  const steps = path.split("/").filter(step => step);
  let at = 0;
  for (const step of steps.slice(0, -1)) {
    const open = new RegExp(`<(?:[\\w-]+:)?${step}(?=[\\s>])[^>]*[^/]>|<(?:[\\w-]+:)?${step}>`, "g");
    open.lastIndex = at;
    const found = open.exec(record);
    if (!found) return record;
    at = open.lastIndex;
  }
  const question = new RegExp(`<((?:[\\w-]+:)?${steps.at(-1) ?? ""})((?:\\s[^>]*?)?)(?:/>|>[^<]*</\\1>)`, "g");
  question.lastIndex = at;
  const found = question.exec(record);
  return found ? `${record.slice(0, found.index)}<${found[1]}${found[2]}>${escaped(value)}</${found[1]}>${record.slice(question.lastIndex)}` : record;
}
