"""A snapshot of a case: its first entries, opened once and sealed again together.

Opening five hundred events and what was said beside them one by one takes longer than everything
else on the page; opened together they take as long as fifty. What came after a snapshot is read
from the rows, each onto the one before. See docs/spec/events.md.
"""

from typing import Final

import msgspec

from apps.cases.models import Snapshot, Summary
from apps.cases.opened import OpenCase, OpenEntry, OpenEvent
from apps.crypto import CannotOpen
from apps.crypto.chain import open_snapshot, seal_snapshot
from apps.lookups import Lookup

# So many events are read from their rows before the next reader makes another.
STEP: Final = 32

_SNAPSHOTS: Final = Lookup(lambda case: Snapshot.objects.filter(case=case))


class Kept(msgspec.Struct, frozen=True):
    """The first events of a case, and by mailbox the first entries of its threads."""

    events: list[OpenEvent] = []
    threads: dict[str, list[OpenEntry]] = {}


_READER: Final = msgspec.json.Decoder(Kept)


def read_snapshot(opened: OpenCase) -> Kept:
    """Return what stands in the case's snapshot; nothing where there is none that opens.

    Without one, or with one that somebody damaged, everything is read from the rows.
    """
    row = _SNAPSHOTS.first(opened.case.ref)
    if row is None:
        return Kept()
    try:
        sealed = bytes(row.sealed_snapshot)
        data = open_snapshot(sealed, keys=opened.keys, case=opened.case.ref.bytes)
        return _READER.decode(data)
    except (CannotOpen, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Kept()


def is_due(opened: OpenCase) -> bool:
    """Tell whether enough came since the last snapshot for another, and one may be made."""
    return (
        opened.sequence - opened.resumed >= STEP
        and not opened.damaged
        and opened.case.withdrawn_on is None
    )


def keep_snapshot(opened: OpenCase) -> None:
    """Seal a snapshot of a case that is held and was read from its rows.

    Not where it is damaged, nor where somebody has written since it was opened: they may have taken
    out what it still shows.
    """
    written = Summary.objects.filter(case=opened.case).values_list("written", flat=True).first()
    if opened.damaged or opened.resumed or written != opened.covers + opened.added:
        return
    threads = {thread.mailbox.hex: thread.entries for thread in opened.threads}
    data = msgspec.json.encode(Kept(opened.events, threads))
    sealed = seal_snapshot(data, keys=opened.keys, case=opened.case.ref.bytes)
    Snapshot.objects.bulk_create(
        [Snapshot(case=opened.case, sealed_snapshot=sealed)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["sealed_snapshot"],
    )
