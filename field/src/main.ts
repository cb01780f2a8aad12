import { createApp } from "vue";
import App from "./App.vue";
import { contact, keepInContact } from "./Contact/contact";
import { codeIn } from "./Enrolment/enrol";
import { startSending } from "./Outbox/courier";
import { show, view, watchIdle } from "./session";
import { database } from "./Vault/database";
import { speak } from "./Words/words";
import "./look.css";
import "./page.css";

// Out of the address bar before anything else: a code seen over the shoulder is a code given away.
function codeGiven(): string | null {
  const code = codeIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

async function begin(code: string | null): Promise<void> {
  try {
    const doors = await (await database()).count("doors");
    if (code || doors === 0) show({ name: "enrol", code });
    else show({ name: localStorage.getItem("cover") ? "cover" : "lock" });
    startSending();
    void contact();
  } catch {
    show({ name: "broken" });
  }
}

async function register(): Promise<void> {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" }).catch(() => {});
}

// The name of this script changes with every version; Today says it once, and then remembers.
function noticeUpdate(): void {
  const before = localStorage.getItem("version");
  view.updated = before !== null && before !== import.meta.url;
  view.version = import.meta.url;
}

speak(localStorage.getItem("language") ?? navigator.language.slice(0, 2));
noticeUpdate();
createApp(App).mount("#app");
watchIdle();
keepInContact();
addEventListener("hashchange", () => { const code = codeGiven(); if (code) show({ name: "enrol", code }); });
void begin(codeGiven());
addEventListener("load", () => void register());
if (document.readyState === "complete") void register();
