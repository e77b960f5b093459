// What computes for long: stretching a code, and the puzzle. The form fetches it once it stands there.
import { argon2idAsync } from "@noble/hashes/argon2.js";

export { solve } from "./puzzle.js";

// Argon2id, a few milliseconds at a time; `cost` as the server says it.
export const stretch = (secret, salt, [m, t, p]) => argon2idAsync(secret, salt, { m, t, p, dkLen: 32 });
