// What we change in the form library while building. Every change names the exact words it replaces and fails the build when
// they are not there exactly once, so that a new version of the library cannot quietly undo one.
import { cut, mapMends, mends } from "./mends.js";

const main = /@getodk\/web-forms\/dist\/index-[\w-]+\.js$/, map = /@getodk\/web-forms\/dist\/MapBlock-[\w-]+\.js$/, styles = /@getodk\/web-forms\/dist\/index\.js$/;

export function once(code, from, to) {
  const parts = code.split(from);
  if (parts.length !== 2) throw new Error(`The form library has ${parts.length - 1} times what must be there once: ${from}`);
  return parts.join(to);
}

function without(code, [from, to]) {
  const begin = once(code, from, "\0").indexOf("\0"), end = code.indexOf(to);
  if (end < begin) throw new Error(`The form library has not where it was: ${to}`);
  return code.slice(0, begin) + code.slice(end);
}

// The library brings 700 kB of Roboto inside its script; the phone has fonts.
function withoutFonts(code) {
  const lighter = code.replace(/@font-face\{[^}]*\}/g, "");
  if (lighter.length > code.length / 2) throw new Error("The form library's fonts are not where they were.");
  return lighter;
}

export function mended() {
  return {
    name: "adit-mended", enforce: "pre",
    transform(code, id) {
      const path = id.split("?")[0];
      if (styles.test(path)) return { code: withoutFonts(code), map: null };
      if (map.test(path)) return { code: mapMends.reduce((text, [from, to]) => once(text, from, to), code), map: null };
      if (!main.test(path)) return null;
      const changed = mends.reduce((text, [from, to]) => once(text, from, to), without(code, cut));
      return { code: `import * as adit from "/src/Forms/mended.ts";\n${changed}`, map: null };
    },
  };
}
