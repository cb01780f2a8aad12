import { base64url, join, utf8, type Bytes } from "../Vault/bytes";

const ecdh = { name: "ECDH", namedCurve: "P-256" };

/** Seals to the programme's key; from here on this phone cannot open it again. The layout is version 1 of the contract with the server. */
export async function seal(plain: Bytes, programmeKey: Bytes): Promise<Bytes> {
  const theirs = await crypto.subtle.importKey("raw", programmeKey, ecdh, false, []);
  const ours = await crypto.subtle.generateKey(ecdh, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const bits = new Uint8Array(await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: join(ephemeral, programmeKey), info: utf8("adit/sealed/1") }, material, 44 * 8));
  const key = await crypto.subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: bits.slice(32) }, key, plain);
  return join(Uint8Array.of(1), ephemeral, new Uint8Array(sealed));
}

/** 43 letters that nobody can guess. */
export const secret = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
