// A mailbox's thread as the code opens it: docs/spec/mailbox.md. In step with apps/mailbox/thread.py,
// apps/cases/showing.py and apps/cases/messages.py.
import { CannotOpen, fromText, numberBytes, same } from "./bytes.js";
import { context, derive, digestOf, sha256 } from "./contexts.js";
import { MESSAGE, pad, unpad } from "./padding.js";
import { openRecord, sealRecord } from "./record.js";

export const DAY = 24 * 60 * 60;
const MOST_DAYS = 366;
const MOST_BYTES = 64 * 1024;
const ONCE_OPENED = "opened";
const START = new Uint8Array(32);

export const messagesKey = (mailboxKey) => derive(mailboxKey, context("messages"));

const placeOf = ({ mailbox, number, previous }) => [mailbox, numberBytes(number), previous];

export const digestOfMessage = async (sealed, place) =>
  digestOf("message-digest", ...placeOf(place), await sha256(sealed));

// Seal an entry's body (JSON in UTF-8) as the next of its thread.
export function sealMessage(key, body, place) {
  if (body.length > MOST_BYTES) throw new CannotOpen();
  return sealRecord(key, context("message", ...placeOf(place)), pad(body, MESSAGE));
}

// Open one whose digest is told with it.
export async function openMessage(key, { digest, sealed }, place) {
  if (!same(digest, await digestOfMessage(sealed, place))) throw new CannotOpen();
  return unpad(await openRecord(key, context("message", ...placeOf(place)), sealed), MESSAGE);
}

const text = (value) => typeof value === "string";
const whole = (value) => Number.isSafeInteger(value);
const size = (value) => whole(value) && value >= 0 && value <= 2 ** 40;
const said = (value) => typeof value === "boolean";
const side = (value) => value === "applicant" || value === "team";
const wholes = (value) => Array.isArray(value) && value.every(whole);
const maybe = (test) => (value) => value === undefined || test(value);
const perhaps = (test) => maybe((value) => value === null || test(value));
const value = (given) => text(given) || whole(given) || (Array.isArray(given) && given.every(text));
const fits = (shape) => (body) => Object.entries(shape).every(([name, test]) => test(body[name]));
const ANSWER = fits({ id: text, ask: text, kind: text, value, shown: text });
const LATER = { token: maybe(text), after: maybe(whole), vanish: maybe(text) };
// What stands in an entry, by its type; whoever has the mailbox key can seal any.
const SHAPES = {
  text: fits({ by: side, at: whole, text, changed: maybe(said), ...LATER }),
  file: fits({ by: side, at: whole, ref: text, key: text, size, digest: text, name: text, kind: text, ...LATER }),
  file_opened: fits({ at: whole, entry: whole }),
  answers: fits({ at: whole, answers: (list) => isAnswers(list), token: maybe(text) }),
  status: fits({ at: whole, status: text, promised: perhaps(text), keep_until: perhaps(text), after: maybe(whole) }),
  earlier: fits({ at: whole, mailbox: text, key: maybe(text), until: maybe(whole), ours: maybe(wholes) }),
  read: fits({ at: whole, upto: whole }),
  opened: fits({ at: whole, upto: whole, waiting: maybe(wholes) }),
  view_ended: fits({ at: whole }),
};
const OURS = ["status", "earlier", "read"];
const SAID = ["text", "file", "answers"];

export const isAnswers = (list) => Array.isArray(list) && list.every((one) => one instanceof Object && ANSWER(one));

const byTeam = (body) => (body.by ?? (OURS.includes(body.type) ? "team" : "applicant")) === "team";

function decode(bytes) {
  let body;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new CannotOpen();
  }
  if (!(body instanceof Object) || !Object.hasOwn(SHAPES, body.type) || !SHAPES[body.type](body)) throw new CannotOpen();
  return body;
}

// Open the rows of a thread, in the order of their numbers; what does not open is counted, and
// hides no other. `ours(row)` tells whether the team can have written it. `before` is the newest
// entry as the visit began: what it was the first to open stays to its end. `twin` is the mailbox of
// a second code: what was written with that one is passed over.
export async function openThread(rows, { key, mailbox, now, before, ours, twin }) {
  const messages = await messagesKey(key);
  const takeForced = await forcedOf(twin, key);
  const digests = new Map([[0, START], ...rows.map(({ number, digest }) => [number, digest])]);
  const [entries, others, forced] = [[], [], []];
  for (const row of rows.filter(({ sealed }) => sealed)) {
    const { number } = row;
    const body = await opened(messages, row, { mailbox, number, previous: digests.get(number - 1) });
    const found = body ? null : await takeForced(row.sealed);
    if (found) forced.push({ number, body: found });
    else if (!body || (byTeam(body) && !ours(row))) others.push(number);
    else entries.push({ number, body });
  }
  const last = Math.max(...digests.keys());
  const endsWell = !others.includes(last) || (await stands(rows.at(-1), mailbox, digests.get(last - 1)));
  const of = { messages, mailbox, entries, others, forced, endsWell };
  return new Thread({ ...of, last, head: digests.get(last), now, before: before ?? last });
}

// What stands there; null where it does not open.
async function opened(messages, row, place) {
  if (!place.previous) return null;
  try {
    return decode(await openMessage(messages, row, place));
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    return null;
  }
}

// Whether a row that nobody opens stands where it was written: what is sealed onto one that was changed
// might never open, and onto any other it does.
async function stands({ number, digest, sealed }, mailbox, previous) {
  return previous !== undefined && same(digest, await digestOfMessage(sealed, { mailbox, number, previous }));
}

// Takes one entry after the other that the first code does not open, as those of a second one.
async function forcedOf(mailbox = new Uint8Array(16), key) {
  const messages = await messagesKey(await derive(key, context("second")));
  let [number, previous] = [0, START];
  return async (sealed) => {
    const place = { mailbox, number: ++number, previous };
    previous = await digestOfMessage(sealed, place);
    return opened(messages, { digest: previous, sealed }, place);
  };
}

class Thread {
  constructor(members) {
    Object.assign(this, members);
    this.files = new Set(this.of("file").map(({ number }) => number));
    this.openings = this.entries.filter(({ body }) => body.type === "opened" || body.type === "file_opened");
  }

  of(...types) {
    return this.entries.filter(({ body }) => types.includes(body.type));
  }

  covers({ number: at, body }, number) {
    if (number >= at) return false;
    if (body.type === "file_opened") return number === body.entry && this.files.has(number);
    return number <= body.upto && !(body.waiting ?? []).includes(number) && !this.files.has(number);
  }

  waits(body) {
    return ["text", "file", "status"].includes(body.type) && byTeam(body) && (body.after ?? 0) > this.now;
  }

  vanished({ number, body }) {
    if (!["text", "file"].includes(body.type) || !byTeam(body)) return false;
    const opened = this.openings.filter((one) => one.number <= this.before);
    if (body.vanish === ONCE_OPENED) return opened.some((one) => this.covers(one, number));
    const at = vanishesAt(body);
    return Boolean(at) && at <= this.now;
  }

  // What either side said and is to be seen now, oldest first.
  get shown() {
    return this.of(...SAID).filter((one) => !this.waits(one.body) && !this.vanished(one));
  }

  // The threads of earlier requests that this one opens, as last said of each.
  get earlier() {
    const told = new Map(this.of("earlier").map(({ body }) => [body.mailbox, body]));
    return [...told.values()].filter(({ key }) => key);
  }

  // Where things stand, as last told.
  get status() {
    return this.of("status").findLast(({ body }) => !this.waits(body))?.body ?? null;
  }

  // When the team last wrote, be it gone by now; 0 if never.
  get answeredAt() {
    const ours = this.of("text", "file").filter(({ body }) => byTeam(body) && !this.waits(body));
    return Math.max(0, ...ours.map(({ body }) => body.at));
  }

  // The hour in which the team read an entry, 0 if not yet.
  readAt(number) {
    return this.of("read").find((one) => one.number > number && one.body.upto >= number)?.body.at ?? 0;
  }

  // What this visit is to tell the team: something newly seen, or a new day; else null.
  opening(at) {
    const opened = this.of("opened");
    const today = opened.some(({ body }) => Math.floor(body.at / DAY) === Math.floor(at / DAY));
    const fresh = this.shown.some(
      ({ number, body }) =>
        body.type === "text" && byTeam(body) && !opened.some((one) => this.covers(one, number)),
    );
    if (!this.endsWell || (today && !fresh)) return null;
    const waiting = this.entries.filter(({ body }) => this.waits(body)).map(({ number }) => number);
    return { type: "opened", at, upto: this.last, ...(waiting.length && { waiting }) };
  }

  wasGiven(number) {
    return this.openings.some((one) => this.covers(one, number));
  }

  // Answers given or corrected after sending, in their order.
  get laterAnswers() {
    return this.of("answers").flatMap(({ body }) => body.answers);
  }

  // What goes when everything is taken back: their own, and what nobody can read.
  get ownNumbers() {
    const own = [...this.entries.filter(({ body }) => !byTeam(body)), ...this.forced].map(({ number }) => number);
    return [...own, ...this.others].sort((one, other) => one - other);
  }

  get ownFiles() {
    const files = [...this.entries, ...this.forced].filter(({ body }) => body.type === "file" && !byTeam(body));
    return files.map(({ body }) => body.ref);
  }

  // Whether this very entry, written on the same page, was received before.
  holds(entry) {
    const alike = { text: ["token", "text"], answers: ["token", "answers"] }[entry.type];
    const said = (body) => JSON.stringify(alike.map((name) => body[name]));
    return this.of(entry.type).some(({ body }) => !byTeam(body) && said(body) === said(entry));
  }

  // Seal an entry onto the end, and say where that is.
  async seal(entry) {
    const number = this.last + 1;
    const body = fromText(JSON.stringify(entry));
    const place = { mailbox: this.mailbox, number, previous: this.head };
    return { number, sealed: await sealMessage(this.messages, body, place) };
  }

  // What was sealed so was received, and is the end now.
  async follow(body, { number, sealed }) {
    this.head = await digestOfMessage(sealed, { mailbox: this.mailbox, number, previous: this.head });
    this.last = number;
    this.entries.push({ number, body });
  }
}

export { byTeam };

// When something of the team's vanishes by days, 0 where it does not.
export function vanishesAt({ at, after = 0, vanish = "" }) {
  const days = /^[0-9]{1,3}$/.test(vanish) ? Number(vanish) : 0;
  return days && days <= MOST_DAYS ? Math.max(at, after) + days * DAY : 0;
}

// Answers with later ones put in the place of, or after, the earlier.
export function amended(answers, later) {
  const newer = new Map(later.map((one) => [one.id, one]));
  const kept = answers.map((one) => {
    const found = newer.get(one.id) ?? one;
    newer.delete(one.id);
    return found;
  });
  return [...kept, ...newer.values()];
}
