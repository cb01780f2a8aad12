import type { App } from "vue";
import { formName, type FormEntry } from "../Contact/pack";
import { session } from "../session";
import { text, type Bytes } from "../Vault/bytes";
import { recall } from "../Vault/database";
import { read } from "../Vault/vault";
import { language } from "../Words/words";

/** When the phone has nothing else to do: the form library, then the definition of the form that is most likely next. */
export function whenIdle(app: App | undefined, likely: () => FormEntry | undefined): void {
  const work = () => void prepare(app, likely()).catch(() => {});
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 1500 });
  else setTimeout(work, 300);
}

async function prepare(app: App | undefined, entry: FormEntry | undefined): Promise<void> {
  const [{ dress }, { prepare: definition }, { mediaFrom }, { inLanguage }] = await import("./FormPage.vue").then(() =>
    Promise.all([import("./library"), import("./sooner"), import("./media"), import("./xml")]));
  if (app) dress(app);
  const vault = session.value?.vault;
  const bytes = entry && vault ? await read<Bytes>(vault, formName(entry)) : null;
  if (entry && vault && bytes) definition(inLanguage(text(bytes), language.value), mediaFrom(vault, entry), await recall<string>("id"));
}
