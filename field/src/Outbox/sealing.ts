import { base64url, join, utf8, type Bytes } from "../Vault/bytes";

const ecdh = { name: "ECDH", namedCurve: "P-256" };
const version = 1, point = 65;

/** A key pair to which things are sealed; `open` is the uncompressed point, and no secret. */
export interface Pair { secret: CryptoKey; open: Bytes }

const openKey = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey("raw", raw, ecdh, false, []);

async function keyOf(ours: CryptoKey, theirs: CryptoKey, salt: Bytes, purpose: string): Promise<[{ name: string; iv: Bytes }, CryptoKey]> {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: utf8(purpose) }, material, 44 * 8));
  return [{ name: "AES-GCM", iv: bits.slice(32) }, await crypto.subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["encrypt", "decrypt"])];
}

/** Seals to an open key, the programme's mostly; from here on this phone cannot open it again. The layout is version 1 of the contract with the server. */
export async function seal(plain: Bytes, to: Bytes, purpose = "adit/sealed/1"): Promise<Bytes> {
  const ours = await crypto.subtle.generateKey(ecdh, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const [how, key] = await keyOf(ours.privateKey, await openKey(to), join(ephemeral, to), purpose);
  return join(Uint8Array.of(version), ephemeral, new Uint8Array(await crypto.subtle.encrypt(how, key, plain)));
}

/** What was sealed to this pair for that purpose; rejects where it was not, or was changed. */
export async function unseal(sealed: Bytes, pair: Pair, purpose: string): Promise<Bytes> {
  const ephemeral = sealed.slice(1, 1 + point);
  const [how, key] = await keyOf(pair.secret, await openKey(ephemeral), join(ephemeral, pair.open), purpose);
  return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.slice(1 + point)));
}

/** A new pair, its secret as it can be kept. */
export async function newPair(): Promise<{ secret: Bytes; open: Bytes }> {
  const made = await crypto.subtle.generateKey(ecdh, true, ["deriveBits"]);
  return { secret: new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey)), open: new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey)) };
}

export const pairOf = async (secret: Bytes, open: Bytes): Promise<Pair> =>
  ({ secret: await crypto.subtle.importKey("pkcs8", secret, ecdh, false, ["deriveBits"]), open });

/** 43 letters that nobody can guess. */
export const secret = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
