// Bytes: joined, compared, written as numbers and as text.

// The one error of every opening: without a reason, and without a part of what was opened.
export class CannotOpen extends Error {}

export function join(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}

// Only of what is public: it stops at the first difference.
export const same = (one, other) =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);

export const numberBytes = (number, size = 4) =>
  Uint8Array.from({ length: size }, (_, place) => Math.floor(number / 256 ** (size - 1 - place)) % 256);

export const numberOf = (bytes) => bytes.reduce((number, byte) => number * 256 + byte, 0);

export const fromText = (text) => new TextEncoder().encode(text);

export const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

export const fromHex = (text) => {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new CannotOpen();
  return Uint8Array.from(text.match(/../g) || [], (two) => parseInt(two, 16));
};

export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const random = (size) => crypto.getRandomValues(new Uint8Array(size));
