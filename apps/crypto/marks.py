"""Marks: what stands beside an entry that came through the front door, for its code alone.

Whoever shows a code's locator can tell which entries of a thread came with that code, and where
each stands among them; to everybody else a mark is random bytes, which stand beside all others.
See docs/spec/mailbox.md.
"""

import os
from typing import Final, NamedTuple

from apps.crypto.contexts import DIGEST, NUMBER, context, number_bytes
from apps.crypto.errors import CannotOpen
from apps.crypto.record import OVERHEAD, VERSION, Opener, seal_record

BODY: Final = 1 + NUMBER + NUMBER + DIGEST
MARK: Final = OVERHEAD + BODY
# What an entry is, as far as the server may know: words or something told, and who sealed it.
SAID, TOLD, CAME, ENDED = 1, 2, 4, 8


class Mark(NamedTuple):
    """``what`` the entry is, the day it came (days since 1970), and its place with its own code.

    ``number`` and ``digest`` (32 bytes) are those of the chain of this code's entries.
    """

    what: int
    day: int
    number: int
    digest: bytes


def seal_mark(mark: Mark, *, front: bytes, thread: bytes, number: int, digest: bytes) -> bytes:
    """Seal a mark to a code's key of marks: 70 bytes.

    ``thread`` (16 bytes), ``number`` and ``digest`` say beside which row it stands.
    """
    place = context("front-mark", thread, number_bytes(number), digest)
    body = number_bytes(mark.what, 1) + number_bytes(mark.day) + number_bytes(mark.number)
    return seal_record(front, place, body + mark.digest)


class MarkReader:
    """Opens the marks of a thread with one code's key of marks (32 bytes)."""

    def __init__(self, front: bytes, thread: bytes) -> None:
        self._opener, self._thread = Opener(front), thread

    def open(self, sealed: bytes, *, number: int, digest: bytes) -> Mark | None:
        """Open the mark beside a row; None where it is not this code's."""
        try:
            place = context("front-mark", self._thread, number_bytes(number), digest)
            body = self._opener(place, sealed, size=BODY)
        except CannotOpen:
            return None
        day, at = (int.from_bytes(body[one : one + NUMBER], "big") for one in (1, 1 + NUMBER))
        return Mark(body[0], day, at, body[-DIGEST:])


def no_mark() -> bytes:
    """Return the mark of an entry that no code brought: random bytes of the same shape."""
    return VERSION + os.urandom(MARK - 1)
