"""A submission as bytes on their way: what a browser sends to the front door.

0x01 ‖ team 16 ‖ number 4 ‖ envelope 1,241 ‖ two mailbox rows of 186 ‖ answers; where there is a
second code, 0x02 and, before the answers, those that it shows, 4,125. No part has a length beside
it: all but the last have one size, and the last takes what is left. See docs/spec/submission.md.
"""

from collections.abc import Iterator
from typing import Final

from apps.crypto.contexts import DIGEST, NUMBER, REF, as_bytes, number_bytes
from apps.crypto.errors import CannotOpen
from apps.crypto.padding import ANSWERS
from apps.crypto.record import OVERHEAD, VERSION
from apps.crypto.submission import (
    ENVELOPE,
    KEY_RECORD,
    MOST_STEPS,
    SKIPPED,
    SealedMailbox,
    SealedSubmission,
)

ROW: Final = (DIGEST, KEY_RECORD, KEY_RECORD, DIGEST)
PARTS: Final = (len(VERSION), REF, NUMBER, ENVELOPE, *ROW, *ROW)
HEAD: Final = sum(PARTS)
LARGEST: Final = HEAD + SKIPPED + OVERHEAD + MOST_STEPS * ANSWERS
WITH_SECOND: Final = b"\x02"


def write_sent(submission: SealedSubmission) -> bytes:
    """Return the bytes of a submission: 1,663, and 4,096 for each step of its answers.

    With a second code 4,125 more.
    """
    submission.check()
    rows = b"".join(row.bound for row in submission.mailboxes)
    version = WITH_SECOND if submission.skipped else VERSION
    head = version + submission.team + number_bytes(submission.number)
    return head + submission.envelope + rows + submission.skipped + submission.answers


def read_sent(data: bytes) -> SealedSubmission:
    """Read what was sent and check every size; ``CannotOpen`` where it is no submission."""
    data = as_bytes(data)
    if not HEAD < len(data) <= LARGEST or data[:1] not in (VERSION, WITH_SECOND):
        raise CannotOpen
    version, team, number, envelope, *rows = _cut(data)
    begin = HEAD + (SKIPPED if version == WITH_SECOND else 0)
    return SealedSubmission(
        team=team,
        number=int.from_bytes(number, "big"),
        envelope=envelope,
        answers=data[begin:],
        mailboxes=(SealedMailbox(*rows[:4]), SealedMailbox(*rows[4:])),
        skipped=data[HEAD:begin],
    ).check()


def _cut(data: bytes) -> Iterator[bytes]:
    place = 0
    for size in PARTS:
        yield data[place : place + size]
        place += size
