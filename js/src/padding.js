// Lengths hidden in steps: docs/spec/padding.md.
import { CannotOpen, join, same } from "./bytes.js";

export const ANSWERS = 4096;
export const MESSAGE = 1024;

export const pad = (plaintext, step) =>
  join(plaintext, [0x80], new Uint8Array((step - ((plaintext.length + 1) % step)) % step));

export function unpad(padded, step) {
  const end = padded.lastIndexOf(0x80);
  const plaintext = padded.slice(0, Math.max(end, 0));
  if (end < 0 || !same(pad(plaintext, step), padded)) throw new CannotOpen();
  return plaintext;
}
