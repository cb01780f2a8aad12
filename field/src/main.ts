import { createApp } from "vue";
import App from "./App.vue";
import { contact, keepInContact } from "./Contact/contact";
import { codeIn } from "./Enrolment/enrol";
import { startSending } from "./Outbox/courier";
import { whileLocked } from "./Forms/ahead";
import { show, view, watchIdle, type Screen } from "./session";
import { offered } from "./Today/install";
import { database } from "./Vault/database";
import { register } from "./Worker/newer";
import { speak } from "./Words/words";
import "./look.css";
import "./page.css";

// Out of the address bar before anything else: a code seen over the shoulder is a code given away.
function codeGiven(): string | null {
  const code = codeIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

const locked = (): Screen => ({ name: localStorage.getItem("cover") ? "cover" : "lock" });

// Whoever was on Today here has a door: the lock is drawn at once, and the store is asked while the agent types.
async function begin(code: string | null): Promise<void> {
  const known = code === null && localStorage.getItem("version") !== null;
  if (known) show(locked());
  try {
    const doors = await (await database()).count("doors");
    if (code || doors === 0) show({ name: "enrol", code });
    else if (!known) show(locked());
    if (doors > 0) whileLocked(app);
    setTimeout(() => { startSending(); void contact(); }, 0);
  } catch {
    show({ name: "broken" });
  }
}

// Over all files of the app, so that a change of its looks alone is one too. Today says it once, and then remembers.
function noticeUpdate(): void {
  const before = localStorage.getItem("version"), now = document.querySelector<HTMLMetaElement>("meta[name=version]")?.content ?? "";
  view.updated = before !== null && before !== now;
  view.version = now;
}

speak(localStorage.getItem("language") ?? navigator.language.slice(0, 2));
noticeUpdate();
const app = createApp(App);
app.mount("#app");
watchIdle();
keepInContact();
addEventListener("hashchange", () => { const code = codeGiven(); if (code) show({ name: "enrol", code }); });
void begin(codeGiven());
offered();
addEventListener("load", () => void register());
if (document.readyState === "complete") void register();
