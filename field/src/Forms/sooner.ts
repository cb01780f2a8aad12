import { nextTick, ref } from "vue";
import { whenLocked } from "../session";

interface Form { status: string; createInstance(settings: unknown): unknown }
type Load = (xml: string, options: object) => Promise<Form>;
type Settings = (options: object) => unknown;

interface Ready { xml: string; made: number; form: Promise<Form>; first: { form: Form; instance: unknown } | null }

let load: Load | null = null, settings: Settings | null = null;
let ready: Ready | null = null, inUse: Ready | null = null;

/** Called by the library: how it makes a form's definition of its text, and with which settings a record. */
export function loads(theirs: Load, theirSettings: Settings): void { [load, settings] = [theirs, theirSettings]; }

/**
 * Makes definition and empty record before anybody asks; one is kept, because a long form is several megabytes.
 * A form that takes a position by itself is not begun before it is opened.
 */
export function prepare(xml: string, media: unknown, deviceID: string | undefined): void {
  if (!load || ready?.xml === xml) return;
  const making: Ready = { xml, made: Date.now(), form: load(xml, { fetchFormAttachment: media, missingResourceBehavior: "BLANK" }), first: null };
  ready = making;
  making.form.then(form => setTimeout(() => {
    if (ready !== making || form.status !== "success" || xml.includes("setgeopoint")) return;
    making.first = { form, instance: form.createInstance(settings?.({ form: {}, preloadProperties: { deviceID } })) };
  }, 50)).catch(() => { ready = null; });
}

/** The definition that was prepared, where it is this form's; else it is made now. Used once: lists may change until the next time. */
export function ahead(xml: string, make: () => Promise<Form>): Promise<Form> {
  inUse = ready?.xml === xml ? ready : null;
  ready = null;
  return inUse?.form ?? make();
}

const fresh = (made: number): boolean => Date.now() - made < 30 * 60_000 && new Date(made).toDateString() === new Date().toDateString();

/** The empty record that was prepared today, or nothing. Its start is then the moment it is taken, see keeping.ts. */
export function instanceAhead(form: Form): unknown {
  const first = inUse?.first?.form === form && fresh(inUse.made) ? inUse.first.instance : null;
  inUse = null;
  return first;
}

whenLocked.add(() => { ready = null; });

const first = 4, step = 5;
const drawn = ref(first);
let growing = false;

/** Begins a form with what fits on the screen. */
export function beginDrawing(): void {
  drawn.value = first;
  growing = false;
}

/** The questions to draw: the first ones at once, the others a few at a time between touches, in their order. */
export function drawnSoFar<T extends { nodeType: string }>(nodes: T[]): T[] {
  const questions = nodes.filter(node => node.nodeType !== "model-value");
  if (drawn.value >= questions.length) return questions;
  if (!growing) { growing = true; grow(questions.length); }
  return questions.slice(0, drawn.value);
}

// A frame of rest between two steps, so that a touch is answered.
function grow(until: number): void {
  setTimeout(() => requestAnimationFrame(() => {
    if (!growing) return;
    drawn.value += step;
    if (drawn.value < until) void nextTick(() => grow(until));
  }), 60);
}
