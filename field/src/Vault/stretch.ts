import { random, utf8, type Bytes } from "./bytes";
import { alone, recall, remember } from "./database";

/** How this phone turns a code into bits: one salt for all vaults, so that a code is stretched once however many agents there are. */
interface Stretching { salt: Bytes; rounds: number; key: CryptoKey }

const fewest = 300_000, most = 600_000, aim = 1000;

async function rounded(bits: Bytes, salt: Bytes, rounds: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", bits, "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256);
}

// Measured once, at the first enrolment, on the phone that will have to wait.
async function affordable(salt: Bytes): Promise<number> {
  const before = performance.now();
  await rounded(utf8("000000"), salt, 50_000);
  const each = (performance.now() - before) / 50_000;
  return Math.round(Math.min(most, Math.max(fewest, aim / each)));
}

async function prepared(): Promise<Stretching> {
  return alone("adit-stretching", async () => {
    const known = await recall<Stretching>("stretching");
    if (known) return known;
    const salt = random(32);
    const made = {
      salt, rounds: await affordable(salt),
      key: await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
    };
    await remember("stretching", made);
    return made;
  });
}

/** Code → key material. The phone's own key cannot be exported, so the database file alone cannot be tried against a million codes. */
export async function stretched(pin: string): Promise<CryptoKey> {
  const { salt, rounds, key } = await prepared();
  const slow = await rounded(utf8(pin), salt, rounds);
  const bound = await crypto.subtle.sign("HMAC", key, slow);
  return crypto.subtle.importKey("raw", bound, "HKDF", false, ["deriveKey", "deriveBits"]);
}

/** The key that wraps one vault's key. */
export function wrapping(material: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: utf8("adit/vault/1") },
    material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
