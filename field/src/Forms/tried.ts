import { h, render, type App } from "vue";
import { session } from "../session";
import { dress, OdkWebForm } from "./library";
import { trial } from "./trial";

const pause = 350;
let begun = false, typed = 0;
const typing = () => { typed = performance.now(); };

// The dots of the code must not lag: a step waits until no key was touched for a moment.
async function quiet(): Promise<void> {
  do await new Promise(go => setTimeout(go, 50)); while (performance.now() - typed < pause);
}

/** Once through all of the library, out of sight: what the browser does only the first time (styles, the parser, most of the code) is then done. */
export async function tried(app: App): Promise<void> {
  if (begun) return;
  begun = true;
  addEventListener("keydown", typing, true);
  const nowhere = document.createElement("div");
  const form = h(OdkWebForm, { formXml: trial, fetchFormAttachment: () => Promise.resolve(new Response("", { status: 404 })), missingResourceBehavior: "BLANK" });
  form.appContext = app._context;
  await quiet();
  dress(app);
  await quiet();
  if (!session.value) render(form, nowhere);
  await new Promise(drawn => setTimeout(drawn, 2000));
  await quiet();
  render(null, nowhere);
  removeEventListener("keydown", typing, true);
}
