import { shallowRef } from "vue";
import { stay } from "./space";

interface Offer extends Event { prompt(): Promise<unknown> }

/** What the browser gives to put the app on the home screen; null where it gives nothing, or the app is there. */
export const offer = shallowRef<Offer | null>(null);

/** From the start of the app on: a browser offers it once, and early. */
export function offered(): void {
  addEventListener("beforeinstallprompt", event => {
    event.preventDefault();   // asked where it is explained, not over the code
    offer.value = event as Offer;
  });
  addEventListener("appinstalled", () => { offer.value = null; });
}

/** Asks; the browser lets that be done once. */
export async function install(): Promise<void> {
  const now = offer.value;
  offer.value = null;
  await now?.prompt();
  await stay();
}
