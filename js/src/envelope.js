// Bytes sealed to a public key: docs/spec/envelope.md.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { CannotOpen, join, same } from "./bytes.js";
import { context, sha256 } from "./contexts.js";

export const ENVELOPE = 1145;
const ENC = 1120;
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export const keyId = async (publicKey) =>
  (await sha256(context("key-id", publicKey))).slice(0, 8);

export async function sealEnvelope(publicKey, info, plaintext) {
  const id = await keyId(publicKey);
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
    const { ct, enc } = await suite.seal({ recipientPublicKey, info }, plaintext);
    return join([1], id, new Uint8Array(enc), new Uint8Array(ct));
  } catch {
    throw new CannotOpen();
  }
}

// X-Wing's public key of a seed. No page holds a seed or opens an envelope: this and what follows
// stand here so that both sides can be shown to mean the same bytes.
export async function publicKeyOf(seed) {
  const { publicKey } = await suite.kem.generateKeyPairDerand(seed);
  return new Uint8Array(await suite.kem.serializePublicKey(publicKey));
}

export async function openEnvelope(seed, info, sealed, size) {
  if (sealed.length < ENVELOPE || sealed[0] !== 1) throw new CannotOpen();
  if (size !== undefined && sealed.length !== ENVELOPE + size) throw new CannotOpen();
  if (!same(sealed.slice(1, 9), await keyId(await publicKeyOf(seed)))) throw new CannotOpen();
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(seed);
    const [enc, ct] = [sealed.slice(9, 9 + ENC), sealed.slice(9 + ENC)];
    return new Uint8Array(await suite.open({ recipientKey, info, enc }, ct));
  } catch {
    throw new CannotOpen();
  }
}
