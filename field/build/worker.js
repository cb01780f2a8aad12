// Makes sw.js: the sending code of the app, and the list of files that make it start without network.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

// Kept by other means, or never asked for without a network. What draws a line or an area in a form is not among them: 112 kB, and without it the question could not be answered at a pit.
const whenUsed = /\.br$|icon-512|^sw\.js$/;

export function worker(here) {
  let out, base;
  return {
    name: "adit-worker", apply: "build", enforce: "post",
    configResolved(config) { out = config.build.outDir; base = config.base; },
    writeBundle: { order: "post", sequential: true, async handler(_, bundle) {
      const names = Object.keys(bundle).filter(name => !whenUsed.test(name)).sort();
      const stamp = createHash("sha256");
      for (const name of names) stamp.update(name).update(readFileSync(join(out, name)));
      stamp.update(readFileSync(join(here, "src/Worker/worker.ts")));
      const version = stamp.digest("hex").slice(0, 12), page = join(out, "index.html");
      writeFileSync(page, readFileSync(page, "utf8").replace("</head>", `  <meta name="version" content="${version}">\n  </head>`));
      const files = names.map(name => base + (name === "index.html" ? "" : name));
      await build({
        configFile: false, logLevel: "warn", base,
        define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(version) },
        build: {
          outDir: out, emptyOutDir: false, copyPublicDir: false, target: "es2022",
          lib: { entry: join(here, "src/Worker/worker.ts"), formats: ["iife"], name: "worker", fileName: () => "sw.js" },
        },
      });
    } },
  };
}
