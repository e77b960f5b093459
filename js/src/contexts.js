// Labels that say what a key or a sealed thing is for: docs/spec/README.md.
import { HkdfSha256 } from "@hpke/core";
import { CannotOpen, fromText, join } from "./bytes.js";

const PARTS = {
  locator: [],
  open: [],
  withdraw: [],
  messages: [],
  intake: [],
  second: [],
  "key-id": [1216],
  "code-check": [10],
  "case-ref": [16, 32, 32],
  epoch: [16, 4, 32, 32, 32, 32, 4],
  submission: [16, 4],
  answers: [32, 32],
  "mailbox-key": [32],
  "intake-key": [32],
  "second-proof": [32],
  message: [16, 4, 32],
  "message-digest": [16, 4, 32, 32],
  stream: [16, 1],
};
const kdf = new HkdfSha256();

export function context(name, ...parts) {
  const sizes = PARTS[name];
  if (parts.length !== sizes.length || parts.some((part, place) => part.length !== sizes[place]))
    throw new CannotOpen();
  return join(fromText(`farshore/1/${name}\0`), ...parts);
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const digestOf = (name, ...parts) => sha256(context(name, ...parts));

// HKDF-Expand-SHA256 from a uniform secret.
export const derive = async (secret, info) =>
  new Uint8Array(await kdf.expand(secret.slice().buffer, info.slice().buffer, 32));
