// Bytes sealed under a symmetric key and bound to their place: docs/spec/record.md.
import { CannotOpen, join, random } from "./bytes.js";

export const RECORD = 29;

const keyOf = (bytes, use) => {
  if (bytes.length !== 32) throw new CannotOpen();
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [use]);
};

export async function sealRecord(key, additionalData, plaintext) {
  const iv = random(12);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData },
    await keyOf(key, "encrypt"),
    plaintext,
  );
  return join([1], iv, new Uint8Array(sealed));
}

export async function openRecord(key, additionalData, sealed, size) {
  if (sealed.length < RECORD || sealed[0] !== 1) throw new CannotOpen();
  if (size !== undefined && sealed.length !== RECORD + size) throw new CannotOpen();
  const opening = await keyOf(key, "decrypt");
  try {
    const iv = sealed.slice(1, 13);
    const how = { name: "AES-GCM", iv, additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(how, opening, sealed.slice(13)));
  } catch {
    throw new CannotOpen();
  }
}
