"""Segments: what lists and searches read of many cases of a team at once, in two records.

Bound to the team, its epoch, the range of case refs, how many cases it packs, and which of the two
it is. See docs/spec/index.md.
"""

from dataclasses import dataclass
from typing import Final

from apps.crypto.contexts import context, number_bytes
from apps.crypto.keyring import EpochSecret
from apps.crypto.padding import SEGMENT
from apps.crypto.record import open_record, seal_record

FACETS: Final = 1
TEXT: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands: the first and the last ref of its range, 16 bytes each."""

    first: bytes
    last: bytes
    count: int


def seal_segment(data: bytes, *, epoch: EpochSecret, place: Place, which: int) -> bytes:
    """Seal what knows its own end; zeros are added up to the next multiple of 4,096."""
    padded = data + bytes(-len(data) % SEGMENT)
    return seal_record(epoch.index, _bound(epoch, place, which), padded)


def open_segment(sealed: bytes, *, epoch: EpochSecret, place: Place, which: int) -> bytes:
    """Open a segment, zeros at its end included, or raise ``CannotOpen``."""
    return open_record(epoch.index, _bound(epoch, place, which), sealed)


def _bound(epoch: EpochSecret, place: Place, which: int) -> bytes:
    return context(
        "segment",
        epoch.team,
        number_bytes(epoch.number),
        place.first,
        place.last,
        number_bytes(place.count),
        number_bytes(which, 1),
    )
