import { placeNow } from "../place";
import { base64url, random, sha256, type Bytes } from "../Vault/bytes";
import type { FileFacts } from "./facts";

interface Limits { longestSide: number; quality: number }

let limits: Limits = { longestSide: 1600, quality: 0.75 };
const facts = new Map<string, FileFacts>();
const contents = new Map<string, Bytes>();

/** What the programme asks of photos; set when a form is opened, together with what a draft already holds. */
export function beginPhotos(asked: Limits, known: FileFacts[]): void {
  limits = asked;
  facts.clear();
  contents.clear();
  known.forEach(fact => facts.set(fact.name, fact));
}

export const factsOf = (name: string): FileFacts | undefined => facts.get(name);
export const contentOf = (name: string): Bytes | undefined => contents.get(name);

/** The size a photo gets: never larger than it was. */
export function fitted(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

// Drawing anew turns the picture as the camera said and leaves behind everything else the camera wrote into it.
async function drawn(file: File, longest: number): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const [width, height] = fitted(picture.width, picture.height, longest);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  return new Promise((done, failed) => canvas.toBlob(blob => blob ? done(blob) : failed(new Error("no picture")), "image/jpeg", limits.quality));
}

async function noted(blob: Blob, extension: string, type: string): Promise<File> {
  const taken = new Date().toISOString();
  const [bytes, place] = await Promise.all([blob.arrayBuffer().then(buffer => new Uint8Array(buffer)), placeNow().then(found => found?.point ?? null)]);
  const name = `${Date.parse(taken)}-${base64url(random(3)).replace(/[-_]/g, "0")}.${extension}`;
  facts.set(name, { name, type, sha256: await sha256(bytes), bytes: bytes.length, taken, place });
  contents.set(name, bytes);
  return new File([bytes], name, { type });
}

/** A photo made small; what cannot be drawn (another kind of file) is taken as it is. */
export async function reduced(file: File, formLongest?: number): Promise<File> {
  const small = await drawn(file, Math.min(limits.longestSide, formLongest || Infinity)).catch(() => null);
  return small ? noted(small, "jpg", "image/jpeg") : asItIs(file);
}

/** Sound and other files, whole. */
export function asItIs(file: File): Promise<File> {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1]?.toLowerCase() ?? "bin";
  return noted(file, extension, file.type || "application/octet-stream");
}
