// A submission on its way by hand, as text for any channel: docs/spec/offline.md.
import { join, numberBytes } from "./bytes.js";
import { sha256 } from "./contexts.js";

const PIECE = 1056;
const LINE = 48;
const MARK = 4;

// `days`: the last day on which it may arrive, counted from 1 January 1970.
export const writeCarried = (days, sent) => join([1], numberBytes(days), sent);

export const markOf = async (bytes) =>
  [...(await sha256(bytes)).slice(0, MARK)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const cut = (bytes, size) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) =>
    bytes.slice(place * size, (place + 1) * size),
  );

const written = async (number, of, mark, part) =>
  [
    `[${number}/${of}-${mark}]`,
    ...cut(part, LINE).map((line) => btoa(String.fromCharCode(...line)).replace(/=+$/, "")),
    `[${await markOf(part)}]`,
  ].join("\n");

// The whole as one text.
export const writeText = async (bytes) => written(1, 1, await markOf(bytes), bytes);

// The whole as short texts, each under 1,500 letters.
export async function writePieces(bytes) {
  const [parts, mark] = [cut(bytes, PIECE), await markOf(bytes)];
  return Promise.all(parts.map((part, place) => written(place + 1, parts.length, mark, part)));
}
