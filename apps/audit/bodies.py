"""What one entry says, as bytes and back; and the months that purging goes by."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import msgspec

from apps.crypto import CannotOpen

CLEAR: Final = bytes(16)  # Stands for the journal of an entry that has none.


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act: when (seconds), who, what, to what, how it ended, and the case's head after it."""

    t: int
    verb: str
    person: UUID | None = None
    kind: str = ""
    ref: UUID | None = None
    outcome: str = "done"
    head: bytes | None = None


def encode(body: Body) -> bytes:
    """Return the JSON of an entry."""
    return msgspec.json.encode(body)


def decode(data: bytes | str) -> Body:
    """Read the JSON of an entry, or raise ``CannotOpen``."""
    try:
        return msgspec.json.decode(data, type=Body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise CannotOpen from None


def month_of(moment: datetime) -> int:
    """Return the month's number: the year times 12 plus the month less 1."""
    utc = moment.astimezone(UTC)
    return utc.year * 12 + utc.month - 1
