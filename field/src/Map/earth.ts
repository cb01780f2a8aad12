import { language, say } from "../Words/words";

/** A place in WGS 84, in degrees. */
export interface Spot { latitude: number; longitude: number }

const degree = Math.PI / 180, radius = 6_371_000;

/** Where a place lies on the whole map at a zoom, in pixels from its north-west corner (Web Mercator, tiles of 256). */
export function pixels({ latitude, longitude }: Spot, zoom: number): { x: number; y: number } {
  const size = 256 * 2 ** zoom, sine = Math.sin(Math.max(-85, Math.min(85, latitude)) * degree);
  return { x: (longitude + 180) / 360 * size, y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size };
}

/** The place at some pixels. */
export function spotAt(x: number, y: number, zoom: number): Spot {
  const size = 256 * 2 ** zoom;
  return { longitude: x / size * 360 - 180, latitude: Math.atan(Math.sinh(Math.PI * (1 - 2 * y / size))) / degree };
}

/** How many metres a pixel is there. */
export const metresPerPixel = (latitude: number, zoom: number): number => 2 * Math.PI * radius * Math.cos(latitude * degree) / (256 * 2 ** zoom);

/** Great-circle distance in metres. */
export function metres(a: Spot, b: Spot): number {
  const [p, q] = [a.latitude * degree, b.latitude * degree], half = (angle: number) => Math.sin(angle / 2) ** 2;
  const h = half(q - p) + Math.cos(p) * Math.cos(q) * half((b.longitude - a.longitude) * degree);
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)));
}

const winds = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

/** Which of eight directions leads from one place to another. */
export function wind(from: Spot, to: Spot): typeof winds[number] {
  const [p, q, l] = [from.latitude * degree, to.latitude * degree, (to.longitude - from.longitude) * degree];
  const angle = Math.atan2(Math.sin(l) * Math.cos(q), Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(l));
  return winds[(Math.round(angle / (Math.PI / 4)) + 8) % 8];
}

/** "450 m", "1.2 km": no finer than a phone knows. */
export function length(metres: number): string {
  const [value, unit] = metres < 995 ? [Math.round(metres / 10) * 10, "meter"] : [metres / 1000, "kilometer"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit, maximumFractionDigits: value < 100 ? 1 : 0 }).format(value);
}

/** How to get from here to a site, in words; `accuracy` in metres. */
export function way(here: Spot & { accuracy: number }, site: Spot): string {
  const far = metres(here, site);
  return far <= Math.max(here.accuracy, 10) ? say("map.there") : `${length(far)} ${say(`map.wind.${wind(here, site)}`)}`;
}
