// A file that was sealed as a stream: docs/spec/files.md and stream.md.
import { CannotOpen, fromHex, join, numberBytes, random, same, toHex } from "./bytes.js";
import { context, sha256 } from "./contexts.js";

const CHUNK = 64 * 1024;
const TAG = 16;
const KIND = 3;
export const SEALED_CHUNK = CHUNK + TAG;

// Padmé: all but the highest bits of a size are rounded up.
export function padded(size) {
  if (size < 2) return size;
  const log = (number) => number.toString(2).length - 1;
  const step = 2 ** Math.max(0, log(size) - log(log(size)) - 1);
  return Math.ceil(size / step) * step;
}

export const blobSize = (size) => padded(size) + TAG * Math.max(1, Math.ceil(padded(size) / CHUNK));

const keyOf = (secret, use) => crypto.subtle.importKey("raw", secret, "AES-GCM", false, [use]);

const how = (place, number, last) => ({
  name: "AES-GCM",
  iv: join(numberBytes(number, 11), [last ? 1 : 0]),
  additionalData: context("stream", place, Uint8Array.of(KIND)),
});

// Seal a file, under a key of its own that seals nothing else: the blob, and what opens it.
export async function sealFile(file) {
  const [ref, secret, size] = [random(16), random(32), file.length];
  const whole = padded(size);
  const blob = new Uint8Array(blobSize(size));
  const key = await keyOf(secret, "encrypt");
  for (let at = 0, number = 0; at < whole || !number; at += CHUNK, number++) {
    const chunk = new Uint8Array(Math.min(CHUNK, whole - at));
    chunk.set(file.subarray(at, at + chunk.length));
    const sealed = await crypto.subtle.encrypt(how(ref, number, at + CHUNK >= whole), key, chunk);
    blob.set(new Uint8Array(sealed), number * SEALED_CHUNK);
  }
  const digest = toHex(await sha256(blob));
  return { ref, blob, opens: { ref: toHex(ref), key: toHex(secret), size, digest } };
}

// Open a whole blob as what is sealed of it says; `CannotOpen` where a byte of it is another.
export async function openFile(blob, { ref, key, size, digest }) {
  const [place, secret, whole] = [ref, key, digest].map(fromHex);
  if (place.length !== 16 || secret.length !== 32 || blob.length !== blobSize(size)) throw new CannotOpen();
  if (!same(await sha256(blob), whole)) throw new CannotOpen();
  const opening = await keyOf(secret, "decrypt");
  const chunks = [];
  for (let at = 0, number = 0; at < blob.length; at += SEALED_CHUNK, number++) {
    const nonce = how(place, number, at + SEALED_CHUNK >= blob.length);
    const chunk = blob.subarray(at, at + SEALED_CHUNK);
    try {
      chunks.push(new Uint8Array(await crypto.subtle.decrypt(nonce, opening, chunk)));
    } catch {
      throw new CannotOpen();
    }
  }
  const plaintext = join(...chunks);
  if (plaintext.slice(size).some(Boolean)) throw new CannotOpen();
  return plaintext.slice(0, size);
}
