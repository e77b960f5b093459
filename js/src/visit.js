// A visit: what the code finds and opens, and what is written there. The code never leaves the page.
import { CannotOpen, fromBase64, fromHex, join, numberBytes } from "./bytes.js";
import { keysOf } from "./code.js";
import { context, sha256 } from "./contexts.js";
import { fetchPage, post } from "./fetching.js";
import { ANSWERS, unpad } from "./padding.js";
import { readCode } from "./reading.js";
import { openRecord } from "./record.js";
import { openKeys } from "./row.js";
import { stretch } from "./stretch.js";
import { isAnswers, openThread } from "./thread.js";

const HOUR = 3600;
const TRIES = 3;
const MOST_EARLIER = 10_000;
const SAID = [1];
const TOLD = [2];

// What could not be done, and why where the server said so.
export class Failed extends Error {
  constructor({ why = "", status = 0 } = {}) {
    super(why);
    Object.assign(this, { why, status });
  }
}

// All that opening needs; fails where this browser will not do.
export async function prepare(address) {
  const page = await fetchPage(address);
  const given = JSON.parse(page.getElementById("open-given").textContent);
  const at = performance.now();
  await sha256(new Uint8Array(1));
  return { ...given, page, address, now: () => Math.floor(given.now + (performance.now() - at) / 1000) };
}

function listsOf({ lists }) {
  const kept = {};
  const fetched = async ({ address, integrity }) => {
    const answer = await fetch(address, { integrity, credentials: "omit" });
    if (!answer.ok) throw new Failed();
    return (await answer.text()).trim().split(/\s+/);
  };
  return (language) => (kept[language] ??= lists[language] ? fetched(lists[language]) : Promise.resolve(null));
}

// Every code that what was typed can mean, stretched. `CodeMistake` where it can be none.
export async function stretched(prepared, typed) {
  const secrets = await readCode(typed, prepared.language, listsOf(prepared));
  const codes = [];
  for (const secret of secrets) {
    codes.push(await keysOf(await stretch(secret, fromBase64(prepared.salt), prepared.cost)));
  }
  return codes;
}

export async function asked(prepared, name, ...parts) {
  let answer;
  try {
    answer = await post(`${prepared.address}${name}/`, join(...parts));
  } catch {
    throw new Failed();
  }
  if (answer.ok) return answer;
  const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
  throw new Failed({ status: answer.status, why: plain ? await answer.text() : "" });
}

const rowsOf = (rows) =>
  rows.map(([number, digest, sealed, came]) => ({
    number,
    digest: fromBase64(digest),
    sealed: sealed && fromBase64(sealed),
    came,
  }));

// Open the mailbox of the first code that opens one; null where none does.
export async function enter(prepared, codes, { before } = {}) {
  const answer = await asked(prepared, "look", ...codes.map(({ locator }) => locator));
  const { found } = await answer.json();
  for (const one of found) {
    const code = codes[one.place];
    try {
      const keys = await openKeys(code.locatorHash, one.keys.map(fromBase64), code.openKey);
      return await inside(prepared, code, keys, one, before);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
    }
  }
  return null;
}

async function inside(prepared, code, { mailbox: key, intake }, found, before) {
  const mailbox = code.locatorHash.slice(0, 16);
  const now = prepared.now();
  const rows = rowsOf(found.rows);
  const [twin, ours] = [fromBase64(found.twin), ({ came }) => !came];
  const thread = await openThread(rows, { key, mailbox, now, before, ours, twin });
  const earlier = [];
  for (const one of thread.earlier) earlier.push(await earlierThread(prepared, code, one, now));
  const { received, erased } = found;
  const answers = await answersOf(intake, found);
  return { code, thread, earlier: earlier.filter(Boolean), received, erased, ...answers };
}

async function earlierThread(prepared, code, { mailbox, key, until = 0, ours = [] }, now) {
  let place;
  try {
    place = { mailbox: fromHex(mailbox), key: fromHex(key) };
  } catch {
    return null;
  }
  if (place.mailbox.length !== 16 || place.key.length !== 32) return null;
  const answer = await asked(prepared, "earlier", code.locator, place.mailbox);
  const rows = rowsOf((await answer.json()).rows).slice(0, Math.max(0, Math.min(until, MOST_EARLIER)));
  return openThread(rows, { ...place, now, ours: ({ number }) => ours.includes(number) });
}

// The answers, null where this code opens none; `odd` where they should open and do not.
async function answersOf(intake, { answers, later }) {
  if (!intake || !answers) return { answers: null, request: null, odd: false };
  try {
    const [digest, bound, sealed] = answers.map(fromBase64);
    const opened = unpad(await openRecord(intake, context("answers", digest, bound), sealed), ANSWERS);
    const request = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(opened));
    if (!isAnswers(request?.answers)) throw new CannotOpen();
    return { answers: request.answers, request, odd: false };
  } catch {
    return { answers: null, request: null, odd: !later };
  }
}

export const hourOf = (seconds) => seconds - (seconds % HOUR);

// Seal an entry onto the thread's end and have it received; who is too late seals it anew, onto what
// came meanwhile. The same words from the same page are one message. Returns the newest view, if any.
export async function tell(prepared, visit, entry, { words, skip = () => false }) {
  let found = visit;
  for (let left = TRIES; left; left--) {
    const made = await found.thread.seal(entry);
    try {
      await asked(prepared, "write", found.code.locator, words ? SAID : TOLD, numberBytes(made.number), made.sealed);
      return await found.thread.follow(entry, made);
    } catch (error) {
      if (error.status !== 409) throw error;
    }
    found = await enter(prepared, [visit.code], { before: visit.thread.before });
    if (!found) throw new Failed({ status: 404 });
    if (skip(found.thread)) return;
  }
  throw new Failed();
}

// Received, now or by a press whose answer was lost.
export const write = (prepared, visit, entry) =>
  tell(prepared, visit, entry, { words: true, skip: (thread) => thread.holds(entry) });

// That something was seen. Reading never hangs on it.
export async function tellOpened(prepared, visit) {
  const entry = visit.thread.opening(hourOf(prepared.now()));
  if (!entry) return;
  try {
    await tell(prepared, visit, entry, { words: false, skip: (thread) => !thread.opening(entry.at) });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
  }
}

// A second code's view only ends, and the team is told by the entry.
export async function takeBack(prepared, { code, thread }) {
  const { sealed } = await thread.seal({ type: "view_ended", at: hourOf(prepared.now()) });
  const numbers = thread.ownNumbers.map((number) => numberBytes(number));
  const files = thread.ownFiles.filter((ref) => /^[0-9a-f]{32}$/.test(ref)).map(fromHex);
  const own = [numberBytes(numbers.length), ...numbers, ...files];
  await asked(prepared, "take-back", code.locator, code.proof, sealed, ...own);
}

export async function sealedFile(prepared, { code }, ref) {
  return new Uint8Array(await (await asked(prepared, "file", code.locator, ref)).arrayBuffer());
}
