// A request on its way in: docs/spec/submission.md.
import { CannotOpen, join, numberBytes, random, same } from "./bytes.js";
import { context, derive, digestOf, sha256 } from "./contexts.js";
import { ENVELOPE, sealEnvelope } from "./envelope.js";
import { ANSWERS, pad, unpad } from "./padding.js";
import { openRecord, RECORD, sealRecord } from "./record.js";
import { intakeKey, KEY_RECORD, openRow, ROW } from "./row.js";

const HEAD = 1 + 16 + 4 + ENVELOPE + 96 + 2 * ROW;

async function sealRow({ locatorHash: place, openKey, proofHash }, mailbox, intake) {
  return join(
    place,
    await sealRecord(openKey, context("mailbox-key", place), mailbox),
    await sealRecord(await intakeKey(mailbox), context("intake-key", place), intake),
    proofHash,
  );
}

// Random bytes of a row's shape: every submission has two, and none stands out.
function emptyRow() {
  const row = random(ROW);
  row[32] = row[32 + KEY_RECORD] = 1;
  return row;
}

// The row of a second code: the harmless view of the first one's thread. It takes nothing back.
const secondRow = (code, key, { locatorHash }) =>
  sealRow({ ...code, proofHash: random(32) }, key, join(locatorHash.slice(0, 16), new Uint8Array(16)));

// What of a request hangs on neither code nor answers: keys of its own, in an envelope to an epoch.
export async function beginSubmission({ team, number: many, publicKey }) {
  const [intake, mailbox, number] = [random(32), random(32), numberBytes(many)];
  const harmless = await derive(mailbox, context("second"));
  const info = context("submission", team, number);
  const envelope = await sealEnvelope(publicKey, info, join(intake, mailbox, harmless));
  return { intake, mailbox, harmless, envelope, head: join([1], team, number, envelope) };
}

// With a mailbox for the code, and for a second one where it is given. What comes back seals answers
// (JSON in UTF-8) and gives the bytes to send: once, as its key is the key of one record.
export async function addMailboxes({ intake, mailbox, harmless, envelope, head }, code, second) {
  const other = second ? await secondRow(second, harmless, code) : emptyRow();
  const rows = join(await sealRow(code, mailbox, intake), other);
  const place = context("answers", await sha256(envelope), await sha256(rows));
  let unused = [intake];
  return async (answers) => {
    const [key] = unused;
    unused = [];
    if (!key) throw new CannotOpen();
    return join(head, rows, await sealRecord(key, place, pad(answers, ANSWERS)));
  };
}

// All of it at once.
export async function sealSubmission({ answers, code, second, ...epoch }) {
  const sealAnswers = await addMailboxes(await beginSubmission(epoch), code, second);
  return sealAnswers(answers);
}

const envelopeOf = (sent) => sent.slice(21, 21 + ENVELOPE + 96);
const rowsOf = (sent) => sent.slice(21 + ENVELOPE + 96, HEAD);

// Open the answers of a request with its intake key.
export async function openAnswers(sent, intake) {
  const steps = (sent.length - HEAD - RECORD) / ANSWERS;
  if (!Number.isInteger(steps) || steps < 1 || sent[0] !== 1) throw new CannotOpen();
  const place = context("answers", await sha256(envelopeOf(sent)), await sha256(rowsOf(sent)));
  return unpad(await openRecord(intake, place, sent.slice(HEAD)), ANSWERS);
}

// Open one's own request as the code does, and the second one its row; `CannotOpen` where anything
// of it is not as it was.
export async function openOwn(sent, code, second) {
  const [row, other] = [rowsOf(sent).slice(0, ROW), rowsOf(sent).slice(ROW)];
  const { intake } = await openOwnRow(row, code);
  if (second) await openOwnRow(other, second);
  return openAnswers(sent, intake);
}

function openOwnRow(row, { locatorHash, openKey }) {
  if (!same(row.slice(0, 32), locatorHash)) throw new CannotOpen();
  return openRow(row, openKey);
}

// The case's ref and the start of its history.
export const originOf = async (sent) =>
  digestOf(
    "case-ref",
    sent.slice(1, 17),
    await sha256(envelopeOf(sent)),
    await sha256(sent.slice(HEAD)),
  );
