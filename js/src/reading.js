// A code as people type it: docs/spec/code.md, in step with apps/crypto/code.py.
import { join } from "./bytes.js";
import { DIGITS, WORDS } from "./code.js";
import { digestOf } from "./contexts.js";
import { digitOf } from "./digits.js";

const LONGEST = 1000;
const LOST = "?";
const MOST_SECRETS = 24;
const MOST_TRIES = 2048 * 16;
// Of a word that is none of the list: so many letters are looked at, and so many may differ.
const MOST_LETTERS = 24;
const MOST_APART = 3;
const FULL = 1n << 88n;
// Which lists can hold a word, by its letters.
const WRITTEN = [
  [/\p{Script=Cyrillic}/u, ["ru"]],
  [/\p{Script=Hangul}/u, ["ko"]],
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, ["ja"]],
  [/\p{Script=Han}/u, ["zh"]],
  [/\p{Script=Latin}/u, ["en", "fr", "es", "it", "pt", "tr", "cs"]],
];

// What was typed cannot be a code: how, and where.
export class CodeMistake extends Error {
  constructor(kind, more = {}) {
    super(kind);
    Object.assign(this, { kind, ...more });
  }
}

const plain = (word) => word.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").trim();
const bare = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ı/g, "i");

// The secrets that what was typed can mean: one, or a few where something was lost. `listOf` gives
// the 2,048 words of a language, or null where they do not come.
export async function readCode(typed, language, listOf) {
  const text = [...typed].slice(0, LONGEST).join("").normalize("NFKC").replace(/[؟⸮՞፧]/g, LOST).replace(/\p{Cf}/gu, "");
  if (!text.trim()) throw new CodeMistake("empty", { digits: false });
  const signs = [...text].map((sign) => (sign === LOST ? sign : digitOf(sign))).filter((sign) => sign !== null);
  if (signs.length > DIGITS >> 1 || !/\p{L}/u.test(text)) return readDigits(signs);
  return readWords(text, language, listOf);
}

async function readDigits(signs) {
  const mistake = (kind, found = signs.length) => new CodeMistake(kind, { found, digits: true });
  const lost = signs.filter((sign) => sign === LOST).length;
  if (signs.length !== DIGITS) throw mistake("length");
  if (lost > 1) throw mistake("lost", lost);
  const tries = signs.includes(LOST) ? [..."0123456789"] : [""];
  const secrets = await fitting(tries.map((one) => BigInt(signs.join("").replace(LOST, one))));
  if (!secrets.length) throw mistake("check");
  return secrets;
}

async function readWords(text, language, listOf) {
  const words = split(text);
  const mistake = (kind, more) => new CodeMistake(kind, { found: words.length, digits: false, ...more });
  if (words.length !== WORDS) throw mistake("length");
  const lost = words.filter((word) => word === LOST).length;
  if (lost > 1) throw mistake("lost", { found: lost });
  let best = null;
  for (const one of languagesOf(words, language)) {
    const list = await listOf(one);
    if (!list) continue;
    const places = words.map(placesIn(list));
    const known = places.filter(({ length }) => length).length;
    if (known === WORDS && places.reduce((all, { length }) => all * length, 1) <= MOST_TRIES) {
      const secrets = await fitting(numbersOf(places));
      if (secrets.length > MOST_SECRETS) throw mistake("lost", { found: lost });
      if (secrets.length) return secrets;
    }
    if (!best || known > best.known) best = { list, places, known };
    // Half of the words are of this list: nobody means another.
    if (known > WORDS >> 1) break;
  }
  if (!best) throw new Error();
  const place = best.places.findIndex(({ length }) => !length);
  if (place < 0) throw mistake("check");
  throw mistake("word", { place: place + 1, word: words[place], near: nearest(words[place], best.list) });
}

function split(text) {
  // "kettle?" is a word somebody doubts, "?" alone one that is lost.
  const words = (text.match(/[\p{L}?]+/gu) || []).map((word) => plain(word).replace(/^\?+|\?+$/g, "") || LOST);
  const signs = [...words.join("")];
  const chinese = words.length < WORDS && signs.every((sign) => sign === LOST || /\p{Script=Han}/u.test(sign));
  return chinese ? signs : words;
}

function languagesOf(words, language) {
  const text = words.join("");
  const written = WRITTEN.filter(([script]) => script.test(text)).flatMap(([, lists]) => lists);
  const others = written.length ? written : ["en"];
  return others.includes(language) ? [language, ...others.filter((one) => one !== language)] : others;
}

function placesIn(list) {
  const plains = list.map(plain);
  const bares = plains.map(bare);
  return (word) => {
    if (word === LOST) return list.map((_, place) => place);
    const whole = plains.indexOf(word);
    if (whole >= 0) return [whole];
    const spoken = bare(word);
    const fits = (test) => bares.flatMap((one, place) => (test(one) ? [place] : []));
    const exact = fits((one) => one === spoken);
    if (exact.length || [...spoken].length < 4) return exact;
    return fits((one) => one.startsWith(spoken));
  };
}

function numbersOf(places) {
  let numbers = [0n];
  for (const some of places) numbers = numbers.flatMap((number) => some.map((place) => (number << 11n) | BigInt(place)));
  return numbers;
}

// Those whose check byte stands behind them, each once.
async function fitting(numbers) {
  const found = new Map();
  for (const number of numbers.filter((one) => one < FULL)) {
    const bytes = Uint8Array.from({ length: 11 }, (_, place) => Number((number >> BigInt(8 * (10 - place))) & 255n));
    const secret = join(bytes.slice(0, 10));
    if ((await digestOf("code-check", secret))[0] === bytes[10]) found.set(number, secret);
  }
  return [...found.values()];
}

// Up to three words that look like it, the nearest first.
function nearest(word, list) {
  const typed = [...bare(word)].slice(0, MOST_LETTERS);
  const measured = list.map((one) => {
    const known = bare(plain(one));
    return [distance(typed, known), Math.max(1, Math.min(MOST_APART, known.length >> 1)), one];
  });
  const near = measured.filter(([far, most]) => far <= most && far < typed.length);
  return near.sort(([one], [other]) => one - other).slice(0, 3).map(([, , one]) => one);
}

// How many letters are put in, left out or changed between two words.
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const letter of one) {
    const next = [row[0] + 1];
    for (let place = 1; place <= other.length; place++) {
      const swap = row[place - 1] + (letter === other[place - 1] ? 0 : 1);
      next.push(Math.min(next[place - 1] + 1, row[place] + 1, swap));
    }
    row = next;
  }
  return row[other.length];
}
