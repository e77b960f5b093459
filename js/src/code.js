// The applicant's code: docs/spec/code.md.
import { join, random } from "./bytes.js";
import { context, derive, digestOf, sha256 } from "./contexts.js";
import { digitOf } from "./digits.js";

export const WORDS = 8;
export const DIGITS = 27;

export const newCode = () => random(10);

const numberOfCode = async (secret) => {
  const check = (await digestOf("code-check", secret)).slice(0, 1);
  return join(secret, check).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
};

export async function codeDigits(secret) {
  const digits = String(await numberOfCode(secret)).padStart(DIGITS, "0");
  return [digits.slice(0, 9), digits.slice(9, 18), digits.slice(18)];
}

// `list`: the 2,048 words of a language.
export async function codeWords(secret, list) {
  const number = await numberOfCode(secret);
  return Array.from({ length: WORDS }, (_, place) =>
    list[Number((number >> BigInt(11 * (WORDS - 1 - place))) & 2047n)],
  );
}

// What the code's 10 bytes give once they are stretched: what finds the mailbox, what opens it, what
// takes it back.
export async function keysOf(stretched) {
  const [locator, openKey, proof] = await Promise.all(
    ["locator", "open", "withdraw"].map((name) => derive(stretched, context(name))),
  );
  return { locator, openKey, proof, locatorHash: await sha256(locator), proofHash: await sha256(proof) };
}

const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .toLowerCase()
    .replace(/ı/g, "i");

// Whether what was said back is the code: words, their first four letters where those will do, or
// the digits of any script.
export function isCode(typed, { words, digits, four }) {
  const numbers = [...typed].map(digitOf).filter((digit) => digit !== null);
  if (numbers.length > DIGITS / 2) return numbers.join("") === digits.join("");
  if (!words) return false;
  const said = plain(typed).match(/[\p{L}]+/gu) || [];
  const list = words.map(plain);
  const fits = (one, word) => one === word || (four && one.length >= 4 && word.startsWith(one));
  return said.length === WORDS && said.every((one, place) => fits(one, list[place]));
}
