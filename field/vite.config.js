// Builds the field app into the server's wwwroot/field; OUT=folder builds it somewhere else.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { compressed } from "./build/compressed.js";
import { icons } from "./build/icons.js";
import { mended } from "./build/mended.js";
import { worker } from "./build/worker.js";

const here = dirname(fileURLToPath(import.meta.url));
// Which app handed in a record; the form library decides what a record looks like, so its version is part of the name.
const locked = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
const version = `1+webforms.${locked.packages["node_modules/@getodk/web-forms"].version}`;
const out = process.env.OUT ?? join(here, "../src/Adit.Server/wwwroot/field");

const first = /\/field\/src\/|\/node_modules\/(vue|@vue|idb)\/|vite\/preload-helper|\0/, later = /src\/Forms\/(FormPage|LaterForm|FileInput|library|tried|trial|mended|keeping|photos|opening|sooner|media|form\.css)|src\/Map\/(MapPage|MapView|earth|tiles)/;

export default defineConfig({
  base: "/field/",
  plugins: [vue(), mended(), icons(), worker(here), compressed()],
  build: { outDir: out, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 3000,
    // What the first screen needs comes as one file: each file costs the phone a turn through the worker.
    rolldownOptions: { checks: { eval: false, pluginTimings: false }, output: { codeSplitting: { groups: [{ name: "app", test: path => first.test(path) && !later.test(path) }] } } },
  },
  define: { __APP__: JSON.stringify(`adit-field/${version}`) },
  test: { environment: "node", include: ["test/**/*.test.ts"], reporters: ["tap-flat"] },
});
