// A file that was sealed as a stream: docs/spec/files.md and stream.md.
import { CannotOpen, fromHex, join, numberBytes, same } from "./bytes.js";
import { context, sha256 } from "./contexts.js";

const CHUNK = 64 * 1024;
const TAG = 16;
const KIND = 3;

// Padmé: all but the highest bits of a size are rounded up.
export function padded(size) {
  if (size < 2) return size;
  const log = (number) => number.toString(2).length - 1;
  const step = 2 ** Math.max(0, log(size) - log(log(size)) - 1);
  return Math.ceil(size / step) * step;
}

export const blobSize = (size) => padded(size) + TAG * Math.max(1, Math.ceil(padded(size) / CHUNK));

// Open a whole blob as what is sealed of it says; `CannotOpen` where a byte of it is another.
export async function openFile(blob, { ref, key, size, digest }) {
  const [place, secret, whole] = [ref, key, digest].map(fromHex);
  if (place.length !== 16 || secret.length !== 32 || blob.length !== blobSize(size)) throw new CannotOpen();
  if (!same(await sha256(blob), whole)) throw new CannotOpen();
  const opening = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
  const additionalData = context("stream", place, Uint8Array.of(KIND));
  const chunks = [];
  for (let at = 0, number = 0; at < blob.length; at += CHUNK + TAG, number++) {
    const last = at + CHUNK + TAG >= blob.length;
    const iv = join(numberBytes(number, 11), [last ? 1 : 0]);
    try {
      const how = { name: "AES-GCM", iv, additionalData };
      chunks.push(new Uint8Array(await crypto.subtle.decrypt(how, opening, blob.slice(at, at + CHUNK + TAG))));
    } catch {
      throw new CannotOpen();
    }
  }
  const plaintext = join(...chunks);
  if (plaintext.slice(size).some(Boolean)) throw new CannotOpen();
  return plaintext.slice(0, size);
}
