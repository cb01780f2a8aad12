// Writes a .br beside every text file of over 1 kB, so that the server never compresses on a phone's time.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const text = /\.(js|css|html|svg|json|webmanifest|txt)$/;

const files = folder => readdirSync(folder).flatMap(name => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});

export function compressed() {
  let out;
  return {
    name: "adit-compressed", apply: "build", enforce: "post",
    configResolved(config) { out = config.build.outDir; },
    closeBundle: { order: "post", sequential: true, handler() {
      for (const file of files(out).filter(f => text.test(f) && statSync(f).size > 1024))
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params: {
          [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(file).size } }));
    } },
  };
}
