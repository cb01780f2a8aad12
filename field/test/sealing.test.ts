import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { seal } from "../src/Outbox/sealing";
import { base64url, fromBase64url, gzip, random, utf8 } from "../src/Vault/bytes";

// The server's side, written from the contract with other code than the app's.
function unsealed(sealed: Uint8Array, programme: ReturnType<typeof createECDH>): Buffer {
  const ephemeral = sealed.subarray(1, 66);
  const bits = Buffer.from(hkdfSync("sha256", programme.computeSecret(ephemeral), Buffer.concat([ephemeral, programme.getPublicKey()]), "adit/sealed/1", 44));
  const open = createDecipheriv("aes-256-gcm", bits.subarray(0, 32), bits.subarray(32));
  open.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([open.update(sealed.subarray(66, -16)), open.final()]);
}

test("what the phone seals, the programme can open", async () => {
  const programme = createECDH("prime256v1");
  programme.generateKeys();
  const sealed = await seal(await gzip(utf8("déjà vu")), new Uint8Array(programme.getPublicKey()));
  expect(sealed[0]).toBe(1);
  expect(gunzipSync(unsealed(sealed, programme)).toString()).toBe("déjà vu");
});

test("base64url goes there and back, for every length", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = random(length);
    expect(fromBase64url(base64url(bytes))).toEqual(bytes);
  }
});
