/** Bytes that own their memory; what WebCrypto and IndexedDB take without copying. */
export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
export const text = (bytes: BufferSource): string => new TextDecoder().decode(bytes);

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

export function base64url(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64url(letters: string): Bytes {
  return fromLetters(atob(letters.replaceAll("-", "+").replaceAll("_", "/")));
}

/** A byte for each letter. A loop, because `Uint8Array.from` takes ten times as long. */
export function fromLetters(letters: string): Bytes {
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
export const sha256 = async (bytes: Bytes): Promise<string> => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** Forms are mostly words said twice: gzip makes a record a fifth, which on 2G is the difference between sent and not. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
