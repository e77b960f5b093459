"""A submission as bytes on their way: what a browser sends to the front door.

0x01 ‖ team 16 ‖ number 4 ‖ envelope 1,241 ‖ two mailbox rows of 186 ‖ answers. No part has a length
beside it: all but the last have one size, and the last takes what is left. See
docs/spec/submission.md.
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
    SealedMailbox,
    SealedSubmission,
)

ROW: Final = (DIGEST, KEY_RECORD, KEY_RECORD, DIGEST)
PARTS: Final = (len(VERSION), REF, NUMBER, ENVELOPE, *ROW, *ROW)
HEAD: Final = sum(PARTS)
LARGEST: Final = HEAD + OVERHEAD + MOST_STEPS * ANSWERS


def write_sent(submission: SealedSubmission) -> bytes:
    """Return the bytes of a submission: 1,663, and 4,096 for each step of its answers."""
    submission.check()
    rows = b"".join(row.bound for row in submission.mailboxes)
    head = VERSION + submission.team + number_bytes(submission.number)
    return head + submission.envelope + rows + submission.answers


def read_sent(data: bytes) -> SealedSubmission:
    """Read what was sent and check every size; ``CannotOpen`` where it is no submission."""
    data = as_bytes(data)
    if not HEAD < len(data) <= LARGEST or data[:1] != VERSION:
        raise CannotOpen
    _version, team, number, envelope, *rows = _cut(data)
    return SealedSubmission(
        team=team,
        number=int.from_bytes(number, "big"),
        envelope=envelope,
        answers=data[HEAD:],
        mailboxes=(SealedMailbox(*rows[:4]), SealedMailbox(*rows[4:])),
    ).check()


def _cut(data: bytes) -> Iterator[bytes]:
    place = 0
    for size in PARTS:
        yield data[place : place + size]
        place += size
