"""Reading the record and checking it, with oversight's keys and without."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from apps.audit.bodies import CLEAR, Body, decode, month_of
from apps.audit.models import Entry, Head, Journal
from apps.crypto import CannotOpen, EpochSecret
from apps.crypto.audit import entry_digest, open_entry, open_journal_key
from apps.crypto.contexts import ZERO_DIGEST
from apps.crypto.fingerprint import fingerprint_words

OpenEpoch = Callable[[UUID, int], EpochSecret]

CHUNK: Final = 500
# A page with a rare filter stops after so many entries and says that more may follow.
MOST_READ: Final = 20_000

MISSING: Final = "missing"
CHANGED: Final = "changed"
BLANKED: Final = "blanked"
IN_CLEAR: Final = "in clear"
NO_JOURNAL: Final = "no journal"
CANNOT_OPEN: Final = "cannot open"
CUT_OFF: Final = "cut off"
BEGINNING_CUT: Final = "beginning cut off"
OTHER_WORDS: Final = "other words"


class Fault(NamedTuple):
    """What is wrong with the record, and from which entry on."""

    number: int
    what: str


class MailedHead(msgspec.Struct, frozen=True, array_like=True):
    """The newest entry's number and its digest as eight words, as mailed to overseers."""

    number: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as an overseer reads it; ``body`` is None where it does not open at its place."""

    number: int
    body: Body | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries, newest first; ``before`` is where the next page begins, None at the end."""

    entries: Sequence[ReadEntry]
    before: int | None


def head_words() -> MailedHead:
    """Return what the daily mail to overseers carries."""
    head = Head.objects.first()
    if head is None:
        return MailedHead(0, _words(ZERO_DIGEST))
    return MailedHead(head.number, _words(bytes(head.digest)))


def _words(digest: bytes) -> tuple[str, ...]:
    """Return the eight words of a digest; none where what stands there is none."""
    return tuple(fingerprint_words(digest)) if len(digest) == len(ZERO_DIGEST) else ()


class JournalKeys:
    """Opens journals once each with oversight's epochs."""

    def __init__(self, open_epoch: OpenEpoch) -> None:
        self._open_epoch = open_epoch
        self._keys: dict[UUID, bytes] = {}

    def read(self, entry: Entry, previous: bytes) -> Body:
        """Open an entry at its place, or raise ``CannotOpen``."""
        if entry.clear_entry is not None:
            return decode(entry.clear_entry)
        if entry.journal is None or entry.sealed_entry is None:
            raise CannotOpen
        key = self._keys.get(entry.journal) or self._open(entry.journal)
        sealed = bytes(entry.sealed_entry)
        return decode(open_entry(sealed, key=key, number=entry.number, previous=previous))

    def _open(self, ref: UUID) -> bytes:
        journal = Journal.objects.filter(pk=ref).first()
        if journal is None:
            raise CannotOpen
        epoch = self._open_epoch(journal.team, journal.epoch)
        sealed = bytes(journal.sealed_key)
        key = open_journal_key(sealed, epoch=epoch, journal=ref.bytes, first=journal.first)
        self._keys[ref] = key
        return key


def entries(
    *,
    open_epoch: OpenEpoch,
    person: UUID | None = None,
    verb: str = "",
    kind: str = "",
    ref: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    size: int = 50,
) -> EntryPage:
    """Return a page of the record, newest first; what does not open is always shown.

    ``before`` is the previous page's; ``since`` counts, ``until`` does not.
    """
    keys = JournalKeys(open_epoch)
    found: list[ReadEntry] = []
    for read, (entry, previous) in enumerate(_newest_first(before, since), start=1):
        shown = _read(keys, entry, previous)
        if shown.body is None or _fits(shown.body, person, verb, kind, ref, since, until):
            found.append(shown)
        if len(found) == size or read == MOST_READ:
            return EntryPage(found, entry.number if entry.number > 1 else None)
    return EntryPage(found, None)


def verify(*, mailed: MailedHead | None = None, open_epoch: OpenEpoch | None = None) -> list[Fault]:
    """Walk the whole record: numbers run, digests link, journals exist, the head is the last.

    Oversight's keys also find entries that were taken out and the rest chained anew. A record that
    was rewritten as a whole, with journals of the writer's own, is found by a mailed head alone.
    """
    head = Head.objects.first()
    newest = head.number if head else 0
    walk = _Walk(JournalKeys(open_epoch) if open_epoch else None, mailed)
    for entry in Entry.objects.filter(number__lte=newest).order_by("number").iterator(CHUNK):
        walk.step(entry)
    walk.end(newest, bytes(head.digest) if head else ZERO_DIGEST)
    return walk.faults


class _Walk:
    """One pass over the record, oldest entry first."""

    def __init__(self, keys: JournalKeys | None, mailed: MailedHead | None) -> None:
        self.faults: list[Fault] = []
        self._keys = keys
        self._mailed = mailed
        self._first = 0
        self._next = 1
        self._previous = ZERO_DIGEST
        self._start = ZERO_DIGEST
        self._purged_to = ZERO_DIGEST
        self._sealed_before = False
        self._journals = set(Journal.objects.values_list("ref", flat=True))

    def step(self, entry: Entry) -> None:
        digest = bytes(entry.digest)
        self._first = self._first or entry.number
        if entry.journal is None and entry.clear_entry is None:
            self._blank(entry, digest)
        elif entry.number != self._next:
            # What came before is gone, so nothing can be said of this one's link.
            self._fault(self._next, MISSING)
        else:
            self._check(entry, digest)
        if self._mailed and entry.number == self._mailed.number:
            self._compare(digest)
        self._next, self._previous = entry.number + 1, digest

    def end(self, newest: int, digest: bytes) -> None:
        if (self._next - 1, self._previous) != (newest, digest):
            self._fault(self._next, CUT_OFF)
        elif self._mailed and self._mailed.number > newest:
            self._fault(newest + 1, CUT_OFF)
        elif self._mailed and 0 < self._mailed.number < self._first:
            self._fault(self._mailed.number, BEGINNING_CUT)
        later = Entry.objects.filter(number__gt=newest).exists()
        if later and not Head.objects.filter(number__gt=newest).exists():
            self._fault(newest + 1, CHANGED)
        if self._keys and self._purged_to != self._start:
            self._fault(1, BEGINNING_CUT)

    def _blank(self, entry: Entry, digest: bytes) -> None:
        # Purging leaves one blank, and it is the first row of all.
        if (self._next, self._previous) == (1, ZERO_DIGEST):
            self._start = digest
        else:
            self._fault(entry.number, BLANKED)

    def _check(self, entry: Entry, digest: bytes) -> None:
        sealed = entry.sealed_entry is not None
        if digest != self._expected(entry):
            self._fault(entry.number, CHANGED)
        elif entry.journal is not None and entry.journal not in self._journals:
            self._fault(entry.number, NO_JOURNAL)
        elif self._sealed_before and not sealed:
            self._fault(entry.number, IN_CLEAR)
        elif self._keys:
            self._open(self._keys, entry)
        self._sealed_before = self._sealed_before or sealed

    def _expected(self, entry: Entry) -> bytes | None:
        content = bytes(entry.sealed_entry or b"") or (entry.clear_entry or "").encode()
        try:
            return entry_digest(
                number=entry.number,
                previous=self._previous,
                journal=entry.journal.bytes if entry.journal else CLEAR,
                month=entry.month,
                sealed=content,
            )
        except CannotOpen:
            # What stands before it is no digest, or its month no month.
            return None

    def _open(self, keys: JournalKeys, entry: Entry) -> None:
        try:
            body = keys.read(entry, self._previous)
        except CannotOpen:
            self._fault(entry.number, CANNOT_OPEN)
            return
        if body.verb == "record_purged":
            self._purged_to = body.head or ZERO_DIGEST

    def _compare(self, digest: bytes) -> None:
        mailed = self._mailed
        if mailed and tuple(word.casefold() for word in mailed.words) != _words(digest):
            self._fault(mailed.number, OTHER_WORDS)

    def _fault(self, number: int, what: str) -> None:
        self.faults.append(Fault(number, what))


def _newest_first(before: int | None, since: datetime | None) -> Iterator[tuple[Entry, bytes]]:
    """Yield entries with the digest before each, and no blank."""
    rows = Entry.objects.order_by("-number")
    first_month = month_of(since) if since else 0
    while True:
        chunk = list((rows.filter(number__lt=before) if before else rows)[: CHUNK + 1])
        for place, entry in enumerate(chunk[:CHUNK]):
            if entry.month < first_month:
                return
            if entry.sealed_entry is None and entry.clear_entry is None:
                continue
            follows = place + 1 < len(chunk) and chunk[place + 1].number == entry.number - 1
            yield entry, bytes(chunk[place + 1].digest) if follows else ZERO_DIGEST
        if len(chunk) <= CHUNK:
            return
        before = chunk[CHUNK - 1].number


def _read(keys: JournalKeys, entry: Entry, previous: bytes) -> ReadEntry:
    try:
        return ReadEntry(entry.number, keys.read(entry, previous))
    except CannotOpen:
        return ReadEntry(entry.number, None)


def _fits(
    body: Body,
    person: UUID | None,
    verb: str,
    kind: str,
    ref: UUID | None,
    since: datetime | None,
    until: datetime | None,
) -> bool:
    return (
        (person is None or body.person == person)
        and (not verb or body.verb == verb)
        and (not kind or body.kind == kind)
        and (ref is None or body.ref == ref)
        and (since is None or body.t >= since.timestamp())
        and (until is None or body.t < until.timestamp())
    )
