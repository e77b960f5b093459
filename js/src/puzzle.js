// A small proof of work, asked for where many send at once: docs/spec/submission.md.
import { blake2b } from "@noble/hashes/blake2.js";
import { fromBase64, join } from "./bytes.js";

const PARTS = 8;
const BITS = 8;
const SLICE = 40;

// The page answers meanwhile; what is left to do ends with the page.
const pause = () => new Promise((resolve) => setTimeout(resolve));

// `digest`: of what is sent.
export async function solve(text, digest) {
  const puzzle = fromBase64(text);
  const tried = join(puzzle, digest, new Uint8Array(5));
  const view = new DataView(tried.buffer, tried.length - 5);
  const counters = new Uint8Array(4 * PARTS);
  let until = 0;
  for (let part = 0; part < PARTS; part++) {
    view.setUint8(0, part);
    for (let counter = 0; ; counter++) {
      if (performance.now() > until) {
        await pause();
        until = performance.now() + SLICE;
      }
      view.setUint32(1, counter);
      const [a, b] = blake2b(tried, { dkLen: 32 });
      if (((a << 8) | b) >> (16 - puzzle[BITS]) === 0) break;
    }
    counters.set(tried.slice(-4), 4 * part);
  }
  return btoa(String.fromCharCode(...puzzle, ...counters));
}
