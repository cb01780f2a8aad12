import type { App, Component } from "vue";
// @ts-expect-error The library ships no types; what we use of it is below.
import { OdkWebForm as form, webFormsPlugin as plugin } from "@getodk/web-forms";

/** What we use of the engine behind the form library. */
export interface Root {
  languages: { language: string }[];
  setLanguage(language: { language: string }): void;
  instanceState: { instanceXML: string };
  rootDocument: { attachments: Map<{ isAttached(): boolean; isRelevant(): boolean }, { getValue(): File | null }> };
}
export interface Instance { root: Root; mode: "create" | "edit" }
export interface Question { nodeId: string; appearances: Iterable<string>; nodeOptions: { media: { accept: string } }; currentState: { value: File | null; readonly: boolean }; setValue(file: File | null): void }

export const OdkWebForm = form as Component;

const dressed = new WeakSet<App>();

/** The library's styles and components, put into the app once, when the first form is opened or foreseen. */
export function dress(app: App): void {
  if (dressed.has(app)) return;
  dressed.add(app);
  app.use(plugin as { install(app: App): void });
}
