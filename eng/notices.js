// Writes what of others a release holds, under which licence: packages of NuGet as a publish resolved them (their .nuspec and licence files), the runtime,
// ICU, and the npm packages that web/build.js copies from and those that the field app is made of. node eng/notices.js ROOT RID ICU-COPYRIGHT. A package that names no licence stops the release.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [root, rid, icu] = process.argv.slice(2);
const assets = ["Adit.Server", "Adit.Verify"].map(p => JSON.parse(readFileSync(join(root, "artifacts/obj", p, "project.assets.json"), "utf8")));
const packages = Object.keys(assets[0].packageFolders)[0];
const text = file => readFileSync(file, "utf8").replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").trimEnd();
const plain = s => s?.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll(/\s+/g, " ").trim();
const tag = (nuspec, name) => plain(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(nuspec)?.[1]);

// What runs, not what only helped to build.
const shipped = target => Object.entries(target).filter(([, p]) => p.type === "package"
  && [...Object.keys(p.runtime ?? {}), ...Object.keys(p.native ?? {})].some(f => !f.endsWith("_._"))).map(([name]) => name);
const runtime = JSON.parse(readFileSync(join(root, "artifacts/obj/Adit.Server/project.assets.json"), "utf8")).project.frameworks["net10.0"]
  .downloadDependencies.filter(d => d.name.endsWith(`App.Runtime.${rid}`)).map(d => `${d.name}/${/\[([^,]+),/.exec(d.version)[1]}`);
const names = [...new Set([...runtime, ...assets.flatMap(a => shipped(a.targets[`net10.0/${rid}`]))])].sort();

function nuget(name) {
  const folder = join(packages, name.toLowerCase());
  const files = readdirSync(folder).sort();
  const nuspec = text(join(folder, files.find(f => f.endsWith(".nuspec"))));
  const licence = tag(nuspec, "license");
  if (!licence) throw new Error(`${name} names no licence.`);
  const texts = files.filter(f => /^(licen[cs]e|notice|third-?party-?notices)/i.test(f));
  return section(name.replace("/", " "), licence, [tag(nuspec, "copyright"), tag(nuspec, "authors")].filter(Boolean).join("; "), texts.map(f => text(join(folder, f))));
}

function npm(name, from) {
  const folder = join(root, from, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter(f => /^licen[cs]e/i.test(f)).map(f => text(join(folder, f)));
  // The text of Apache-2.0 is our own licence's.
  if (!license || (texts.length === 0 && license !== "Apache-2.0")) throw new Error(`${name} brings no licence.`);
  return section(`${name} ${version}`, license, "", texts);
}

const section = (title, licence, by, texts) => ["=".repeat(100), title, `Licence: ${licence}`, by, "", ...texts.flatMap(t => [t, ""])].filter((l, i) => i !== 3 || l).join("\n");

const bundled = from => Object.keys(JSON.parse(readFileSync(join(root, from, "package.json"), "utf8")).dependencies).sort();
if (!existsSync(icu)) throw new Error(`There is no ${icu}.`);
console.log("Adit is under the Apache License 2.0 (LICENSE). It comes with the work of others, whose licences follow. The texts of MIT, Apache-2.0\n"
  + "and PostgreSQL, which many packages only name, stand at the end and in LICENSE.\n");
for (const name of names) console.log(nuget(name));
for (const from of ["web", "field"]) for (const name of bundled(from)) console.log(npm(name, from));
console.log(section("ICU 72.1, as packaged by Debian (libicu72)", "Unicode, and others", "", [text(icu)]));
console.log(text(join(root, "eng/licences.txt")));
