import type { App } from "vue";
import { formName, type FormEntry } from "../Contact/pack";
import { session } from "../session";
import { text, type Bytes } from "../Vault/bytes";
import { recall } from "../Vault/database";
import { read } from "../Vault/vault";
import { language } from "../Words/words";
import { inLanguage } from "./xml";

function whenIdle(work: () => Promise<unknown>): void {
  const begin = () => void work().catch(() => {});
  if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: 1500 });
  else setTimeout(begin, 300);
}

/** While the agent types the code: the form library, which says nothing of anybody. */
export const whileLocked = (app: App): void => whenIdle(async () => {
  await (await import("./tried")).tried(app);
  await import("./FormPage.vue");
});

/** While the agent looks at Today: the definition of the form that is most likely next. */
export const whileLooking = (app: App | undefined, likely: () => FormEntry | undefined): void => whenIdle(() => prepare(app, likely()));

async function prepare(app: App | undefined, entry: FormEntry | undefined): Promise<void> {
  const [{ dress }, { prepare: definition }, { mediaFrom }] = await import("./FormPage.vue").then(() =>
    Promise.all([import("./library"), import("./sooner"), import("./media")]));
  if (app) dress(app);
  const vault = session.value?.vault;
  const bytes = entry && vault ? await read<Bytes>(vault, formName(entry)) : null;
  if (entry && vault && bytes) definition(inLanguage(text(bytes), language.value), mediaFrom(vault, entry), await recall<string>("id"));
}
