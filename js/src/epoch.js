// A team's signed keys: docs/spec/epoch.md. Each epoch comes in short: what is signed, 152 bytes in
// the order of its context, and the signature, 64.
import { CannotOpen, join, numberOf, same } from "./bytes.js";
import { sha256 } from "./contexts.js";

const PARTS = [16, 4, 32, 32, 32, 32, 4];
const SIGNED = 152;
export const SHORT = SIGNED + 64;
const LABEL = new TextEncoder().encode("farshore/1/epoch\0");

function read(short) {
  let place = 0;
  const [team, number, previous, key, signKey, , floor] = PARTS.map((size) =>
    short.slice(place, (place += size)),
  );
  const [signed, signature] = [short.slice(0, SIGNED), short.slice(SIGNED)];
  return { team, number: numberOf(number), previous, key, signKey, floor: numberOf(floor), signed, signature };
}

async function verify(signKey, signature, digest) {
  const key = await crypto.subtle.importKey("raw", signKey, "Ed25519", false, ["verify"]);
  if (!(await crypto.subtle.verify("Ed25519", key, signature, digest))) throw new CannotOpen();
}

// Check that epochs 1…N follow one another and are signed, and that the last has this public key;
// `first` is the pinned digest of epoch 1, `newest` number and digest of one seen before. Only a page
// that brings keys and script in one file may go without the signatures: docs/spec/offline.md.
export async function verifyChain(shorts, publicKey, { first, newest, signed = true } = {}) {
  if (!shorts.length || shorts.length % SHORT) throw new CannotOpen();
  const seen = [];
  let before = null;
  for (let number = 1; number * SHORT <= shorts.length; number++) {
    const epoch = read(shorts.slice((number - 1) * SHORT, number * SHORT));
    const digest = await sha256(join(LABEL, epoch.signed));
    const follows =
      epoch.number === number &&
      same(epoch.team, (before || epoch).team) &&
      same(epoch.previous, before ? before.digest : new Uint8Array(32)) &&
      [number, before ? before.floor : number].includes(epoch.floor);
    if (!follows || (!before && first && !same(digest, first))) throw new CannotOpen();
    try {
      if (signed) await verify((before || epoch).signKey, epoch.signature, digest);
    } catch {
      throw new CannotOpen();
    }
    before = { ...epoch, digest };
    seen.push(before);
  }
  if (newest && !seen.some(({ number, digest }) => number === newest.number && same(digest, newest.digest)))
    throw new CannotOpen();
  if (!same(before.key, await sha256(publicKey))) throw new CannotOpen();
  return { team: before.team, number: before.number, publicKey, digests: seen.map(({ digest }) => digest) };
}

// Whether this browser can check a signature at all.
export const canVerify = () =>
  crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
