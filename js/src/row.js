// What a code finds and opens: docs/spec/mailbox.md.
import { CannotOpen } from "./bytes.js";
import { context, derive } from "./contexts.js";
import { openRecord, RECORD } from "./record.js";

export const KEY_RECORD = RECORD + 32;
export const ROW = 32 + KEY_RECORD + KEY_RECORD + 32;

export const intakeKey = (mailbox) => derive(mailbox, context("intake"));

// Open both keys of a row with what the code gives; `intake` is null where it opens no answers.
export async function openKeys(locatorHash, [byCode, byMailbox], openKey) {
  const mailbox = await openRecord(openKey, context("mailbox-key", locatorHash), byCode, 32);
  const place = context("intake-key", locatorHash);
  const intake = await openRecord(await intakeKey(mailbox), place, byMailbox, 32);
  // Thirty-two noughts stand for none.
  return { mailbox, intake: intake.some(Boolean) ? intake : null };
}

export async function openRow(row, openKey) {
  if (row.length !== ROW) throw new CannotOpen();
  const keys = [row.slice(32, 32 + KEY_RECORD), row.slice(32 + KEY_RECORD, ROW - 32)];
  if (keys.some((key) => key[0] !== 1)) throw new CannotOpen();
  return openKeys(row.slice(0, 32), keys, openKey);
}
