// A request on its way in: docs/spec/submission.md.
import { CannotOpen, join, numberBytes, random, same } from "./bytes.js";
import { context, derive, digestOf, sha256 } from "./contexts.js";
import { ENVELOPE, sealEnvelope } from "./envelope.js";
import { ANSWERS, pad, unpad } from "./padding.js";
import { openRecord, RECORD, sealRecord } from "./record.js";
import { intakeKey, KEY_RECORD, openRow, ROW } from "./row.js";

const HEAD = 1 + 16 + 4 + ENVELOPE + 96 + 2 * ROW;
const SKIPPED = RECORD + ANSWERS;
// What is sent begins with one of them.
const [PLAIN, WITH_SECOND] = [1, 2];

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

// The row of a second code: its proof ends the harmless view, and takes nothing back.
const secondRow = async ({ proof, ...code }, key, intake) =>
  sealRow({ ...code, proofHash: await digestOf("second-proof", proof) }, key, intake);

// What of a request hangs on neither code nor answers: keys of its own, in an envelope to an epoch.
export async function beginSubmission({ team, number: many, publicKey }) {
  const [intake, mailbox, number] = [random(32), random(32), numberBytes(many)];
  const harmless = await derive(mailbox, context("second"));
  const info = context("submission", team, number);
  const envelope = await sealEnvelope(publicKey, info, join(intake, mailbox, harmless));
  return { intake, mailbox, harmless, envelope, head: join(team, number, envelope) };
}

// With a mailbox for the code, and for a second one where it is given. What comes back seals answers,
// and those that the second code shows (JSON in UTF-8), and gives the bytes to send: once, as its keys
// are the keys of one record.
export async function addMailboxes({ intake, mailbox, harmless, envelope, head }, code, second) {
  const shown = random(32);
  const other = second ? await secondRow(second, harmless, shown) : emptyRow();
  const rows = join(await sealRow(code, mailbox, intake), other);
  const place = context("answers", await sha256(envelope), await sha256(rows));
  const seal = (key, answers) => sealRecord(key, place, pad(answers, ANSWERS));
  let unused = [intake];
  return async (answers, skipped) => {
    const [key] = unused;
    unused = [];
    if (!key) throw new CannotOpen();
    const parts = second ? [await seal(shown, skipped)] : [];
    return join([second ? WITH_SECOND : PLAIN], head, rows, ...parts, await seal(key, answers));
  };
}

// All of it at once.
export async function sealSubmission({ answers, skipped, code, second, ...epoch }) {
  const sealAnswers = await addMailboxes(await beginSubmission(epoch), code, second);
  return sealAnswers(answers, skipped);
}

const envelopeOf = (sent) => sent.slice(21, 21 + ENVELOPE + 96);
const rowsOf = (sent) => sent.slice(21 + ENVELOPE + 96, HEAD);

// Those that the second code shows, and the others; both records.
function answersIn(sent) {
  if (sent[0] !== PLAIN && sent[0] !== WITH_SECOND) throw new CannotOpen();
  const begin = HEAD + (sent[0] === WITH_SECOND ? SKIPPED : 0);
  return [sent.slice(HEAD, begin), sent.slice(begin)];
}

async function openRecordOf(sent, record, intake) {
  const steps = (record.length - RECORD) / ANSWERS;
  if (!Number.isInteger(steps) || steps < 1) throw new CannotOpen();
  const place = context("answers", await sha256(envelopeOf(sent)), await sha256(rowsOf(sent)));
  return unpad(await openRecord(intake, place, record), ANSWERS);
}

// Open the answers of a request with its intake key.
export const openAnswers = async (sent, intake) => openRecordOf(sent, answersIn(sent)[1], intake);

// Open one's own request as the code does, and as the second one; `CannotOpen` where anything of it is
// not as it was.
export async function openOwn(sent, code, second) {
  const [row, other] = [rowsOf(sent).slice(0, ROW), rowsOf(sent).slice(ROW)];
  const { intake } = await openOwnRow(row, code);
  if (second) await openRecordOf(sent, answersIn(sent)[0], (await openOwnRow(other, second)).intake);
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
    await sha256(answersIn(sent)[1]),
  );
