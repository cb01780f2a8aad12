// Copies what the office pages bring from elsewhere into the server's wwwroot: the font, the map script, the base map.
// Nothing it writes is committed; `dotnet build` of the server runs it when this folder changes.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../src/Adit.Server/wwwroot");
const modules = join(here, "node_modules");

// DRC and its nine neighbours, by ISO 3166 numeric and alpha-2 codes.
const countries = {
  180: "CD", 646: "RW", 108: "BI", 800: "UG", 834: "TZ", 894: "ZM", "024": "AO", 178: "CG", 140: "CF", 728: "SS",
};

const clean = folder => { rmSync(folder, { recursive: true, force: true }); mkdirSync(folder, { recursive: true }); };

function fonts(to) {
  const from = join(modules, "@fontsource/source-sans-3");
  const ranges = JSON.parse(readFileSync(join(from, "unicode.json"), "utf8"));
  const faces = [];
  for (const weight of [400, 600, 700])
    for (const script of ["latin-ext", "latin"]) {
      const file = `source-sans-3-${script}-${weight}-normal.woff2`;
      copyFileSync(join(from, "files", file), join(to, file));
      faces.push(`@font-face{font-family:"Source Sans 3";font-style:normal;font-weight:${weight};font-display:swap;`
        + `src:url(${file}) format("woff2");unicode-range:${ranges[script]}}`);
    }
  writeFileSync(join(to, "fonts.css"), faces.join("\n") + "\n");
  copyFileSync(join(from, "LICENSE"), join(to, "fonts-LICENSE.txt"));
}

function leaflet(to) {
  const from = join(modules, "leaflet");
  copyFileSync(join(from, "dist/leaflet.js"), join(to, "leaflet.js"));
  copyFileSync(join(from, "dist/leaflet.css"), join(to, "leaflet.css"));
  copyFileSync(join(from, "LICENSE"), join(to, "leaflet-LICENSE.txt"));
}

function map(to) {
  const world = JSON.parse(readFileSync(join(modules, "world-atlas/countries-10m.json"), "utf8"));
  const ours = world.objects.countries.geometries.filter(g => countries[g.id]);
  const region = { ...world, objects: { countries: { type: "GeometryCollection", geometries: ours } } };
  const lighter = simplify(presimplify(region), 0.0012);
  const names = language => new Intl.DisplayNames([language], { type: "region" });
  const [en, fr] = [names("en"), names("fr")];
  const say = (words, code, short) => code === "CD" ? short : words.of(code);
  const features = feature(lighter, lighter.objects.countries).features.map(f => ({
    type: "Feature",
    properties: { code: countries[f.id], en: say(en, countries[f.id], "DR Congo"), fr: say(fr, countries[f.id], "RD Congo") },
    geometry: round(f.geometry),
  }));
  writeFileSync(join(to, "countries.json"), JSON.stringify({ type: "FeatureCollection", features }));
}

// Hundredths of a degree, about a kilometre: enough to find one's bearings, and a tenth of the size. Specks of islands go.
function round(geometry) {
  const polygons = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates)
    .map(rings => rings.map(slim).filter(ring => ring.length >= 4))
    .filter(rings => rings.length > 0 && rings[0].length >= 6);
  return { type: "MultiPolygon", coordinates: polygons };
}

function slim(ring) {
  const points = ring.map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
  return points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1]);
}

const [lib, maps] = [join(out, "lib"), join(out, "map")];
clean(lib);
clean(maps);
fonts(lib);
leaflet(lib);
map(maps);
writeFileSync(join(lib, "built.txt"), "Made by web/build.js; not committed.\n");
