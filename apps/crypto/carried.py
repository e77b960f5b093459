"""A submission on its way by hand: as bytes with a last day, and as text for any channel.

Text goes through mail that wraps and quotes it, messengers that cut it, and people who copy half
of it. Reading drops what such ways add, and takes nothing that is not, byte for byte, what was
sealed. See docs/spec/offline.md.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from apps.crypto.contexts import NUMBER, number_bytes, sha256
from apps.crypto.errors import CannotOpen
from apps.crypto.record import VERSION
from apps.crypto.sent import LARGEST as MOST_SENT
from apps.crypto.sent import read_sent, write_sent
from apps.crypto.submission import SealedSubmission

HEAD: Final = len(VERSION) + NUMBER
LARGEST: Final = HEAD + MOST_SENT
# What one piece holds: with its marks under 1,500 letters, which every messenger takes whole, and
# which ten short messages carry.
PIECE: Final = 1056
LINE: Final = 48
MARK: Final = 4
MOST_PIECES: Final = -(-LARGEST // PIECE)

# A line that goes on, and a sign spelled out, in mail as it travels (quoted-printable): no text of
# ours has an equals sign.
_SPELLED: Final = re.compile(r"=(?:\r?\n|[0-9A-F]{2})")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9+/\[\]-]+")
_FOUND: Final = re.compile(
    r"\[([0-9]{1,3})/([0-9]{1,3})-([0-9A-Fa-f]{8})\]([A-Za-z0-9+/]*)(?:\[([0-9A-Fa-f]{8})\])?"
)


class Carried(NamedTuple):
    """A submission, and the last day on which it may arrive, in days since 1 January 1970."""

    until: int
    submission: SealedSubmission


@dataclass(slots=True)
class Found:
    """What a text holds of one submission: its bytes, or the pieces that are not as they were."""

    mark: str
    of: int
    pieces: dict[int, bytes] = field(default_factory=dict)

    @property
    def missing(self) -> list[int]:
        """The pieces that are not there, or are not what was sealed, by number."""
        return [number for number in range(1, self.of + 1) if number not in self.pieces]

    @property
    def data(self) -> bytes | None:
        """The whole, where every piece is there and they belong together."""
        if self.missing:
            return None
        whole = b"".join(self.pieces[number] for number in range(1, self.of + 1))
        return whole if mark_of(whole) == self.mark else None


def write_carried(carried: Carried) -> bytes:
    """Return the bytes of a submission on its way: 5 more than it has when it is sent."""
    return VERSION + number_bytes(carried.until) + write_sent(carried.submission)


def read_carried(data: bytes) -> Carried:
    """Read such bytes and check every size; ``CannotOpen`` where they are nothing of ours."""
    if not HEAD < len(data) <= LARGEST or data[:1] != VERSION:
        raise CannotOpen
    return Carried(int.from_bytes(data[1:HEAD], "big"), read_sent(data[HEAD:]))


def mark_of(data: bytes) -> str:
    """Return the eight letters by which pieces of one submission find each other."""
    return sha256(data)[:MARK].hex()


def write_text(data: bytes) -> str:
    """Return the bytes as one text."""
    return _written(1, 1, mark_of(data), data)


def write_pieces(data: bytes) -> list[str]:
    """Return the bytes as several short texts, in their order."""
    parts = [data[place : place + PIECE] for place in range(0, len(data), PIECE)]
    mark = mark_of(data)
    return [_written(number, len(parts), mark, part) for number, part in enumerate(parts, start=1)]


def _written(number: int, of: int, mark: str, part: bytes) -> str:
    lines = [
        base64.b64encode(part[place : place + LINE]).decode().rstrip("=")
        for place in range(0, len(part), LINE)
    ]
    return "\n".join([f"[{number}/{of}-{mark}]", *lines, f"[{mark_of(part)}]"])


def read_text(text: str) -> list[Found]:
    """Find every submission in a text, in the order in which they begin there.

    Whatever stands before, between and after pieces is passed over, and so is what mail, messengers
    and people put into them. A piece that comes twice counts where it is whole.
    """
    found: dict[tuple[str, int], Found] = {}
    for number, of, mark, written, check in _matches(text):
        if not 1 <= number <= of <= MOST_PIECES:
            continue
        one = found.setdefault((mark, of), Found(mark, of))
        part = _decoded(written)
        if part is not None and mark_of(part) == check:
            one.pieces[number] = part
    return list(found.values())


def _matches(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    plain = _DASHES.sub("-", _SPELLED.sub("", text))
    for match in _FOUND.finditer(_FOREIGN.sub("", plain)):
        number, of, mark, written, check = match.groups(default="")
        yield int(number), int(of), mark.lower(), written, check.lower()


def _decoded(written: str) -> bytes | None:
    """Return what is written there; None where no bytes are written so."""
    try:
        part = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except binascii.Error:
        return None
    return part if base64.b64encode(part).decode().rstrip("=") == written else None
