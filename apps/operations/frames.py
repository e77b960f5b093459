"""Frames: the bytes of a backup, four of length and a msgpack array each.

An array is a label, the names of columns, and rows. The first frame says of which backup it is and
which migrations made its tables. See docs/spec/stream.md.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

import msgspec

from apps.crypto import CannotOpen

# Larger than any frame that is written: 200 rows of the longest body.
LONGEST_FRAME: Final = 256 * 1024 * 1024

FIRST: Final = "backup"

Frame = tuple[str, list[str], list[list[Any]]]


def frame(label: str, columns: list[str], rows: list[tuple[Any, ...]]) -> bytes:
    """Return one frame."""
    plain = [[_plain(value) for value in row] for row in rows]
    body = msgspec.msgpack.encode([label, columns, plain])
    return len(body).to_bytes(4, "big") + body


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, uuid.UUID | datetime | date):
        return str(value)
    return value


def split_frames(pieces: Iterable[bytes]) -> Iterator[Frame]:
    """Yield label, columns and rows of each frame; ``CannotOpen`` where the stream is no frames."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= 4:
            end = 4 + int.from_bytes(waiting[:4], "big")
            if end > LONGEST_FRAME:
                raise CannotOpen
            if len(waiting) < end:
                break
            yield _read_frame(bytes(waiting[4:end]))
            del waiting[:end]
    if waiting:
        raise CannotOpen


def _read_frame(body: bytes) -> Frame:
    try:
        frame: Frame = msgspec.msgpack.decode(body, type=Frame)
    except msgspec.MsgspecError:
        raise CannotOpen from None
    return frame


def read_first(frames: Iterator[Frame]) -> tuple[Any, Any]:
    """Take the first frame; return the ref of the backup and the migrations behind its tables."""
    label, columns, rows = next(frames, ("", [], []))
    if (label, columns, len(rows)) != (FIRST, ["backup", "schema"], 1) or len(rows[0]) != 2:
        raise CannotOpen
    backup, made = rows[0]
    return backup, made
