// A request on its way in: docs/spec/submission.md.
import { CannotOpen, join, numberBytes, random, same } from "./bytes.js";
import { context, derive, digestOf, sha256 } from "./contexts.js";
import { ENVELOPE, sealEnvelope } from "./envelope.js";
import { ANSWERS, pad, unpad } from "./padding.js";
import { openRecord, RECORD, sealRecord } from "./record.js";
import { intakeKey, KEY_RECORD, openRow, ROW } from "./row.js";

const HEAD = 1 + 16 + 4 + ENVELOPE + 96 + 2 * ROW;

async function sealRow(code, mailbox, intake) {
  const place = code.locatorHash;
  return join(
    place,
    await sealRecord(code.openKey, context("mailbox-key", place), mailbox),
    await sealRecord(await intakeKey(mailbox), context("intake-key", place), intake),
    code.proofHash,
  );
}

// Random bytes of a row's shape: every submission has two, and none stands out.
function emptyRow() {
  const row = random(ROW);
  row[32] = row[32 + KEY_RECORD] = 1;
  return row;
}

// Seal answers (JSON in UTF-8) to an epoch, with a mailbox for the code; the bytes to send.
export async function sealSubmission({ team, number, publicKey, answers, code }) {
  const [intake, mailbox] = [random(32), random(32)];
  const second = await derive(mailbox, context("second"));
  const info = context("submission", team, numberBytes(number));
  const envelope = await sealEnvelope(publicKey, info, join(intake, mailbox, second));
  const rows = join(await sealRow(code, mailbox, intake), emptyRow());
  const place = context("answers", await sha256(envelope), await sha256(rows));
  const sealed = await sealRecord(intake, place, pad(answers, ANSWERS));
  return join([1], team, numberBytes(number), envelope, rows, sealed);
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

// Open one's own request as the code does; `CannotOpen` where anything of it is not as it was.
export async function openOwn(sent, { locatorHash, openKey }) {
  const row = rowsOf(sent).slice(0, ROW);
  if (!same(row.slice(0, 32), locatorHash)) throw new CannotOpen();
  const { intake } = await openRow(row, openKey);
  return openAnswers(sent, intake);
}

// The case's ref and the start of its history.
export const originOf = async (sent) =>
  digestOf(
    "case-ref",
    sent.slice(1, 17),
    await sha256(envelopeOf(sent)),
    await sha256(sent.slice(HEAD)),
  );
