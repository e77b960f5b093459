"""A mailbox's thread as the applicant's code opens it. Pure: no database, no clock.

The desk believes an entry only if an event of the case names it; here there is nobody to name it.
What does not open is left out and said, so that one damaged row never hides the others.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from apps.cases.answers import Answer
from apps.cases.attached import REF
from apps.cases.messages import (
    Earlier,
    Entry,
    FileSent,
    MoreAnswers,
    Opened,
    ReadTold,
    StatusTold,
    Text,
    decode_entry,
)
from apps.cases.showing import DAY, Opening, is_shown, openings, waits
from apps.cases.threads import EVEN, Row
from apps.crypto import CannotOpen
from apps.crypto.chain import (
    FIRST_MESSAGE_AFTER,
    Link,
    entry_reader,
    is_linked,
    message_digest,
    seal_message,
)
from apps.crypto.submission import second_key

Words = Text | FileSent | MoreAnswers
NUMBER_BYTES: Final = 4
NOWHERE: Final = bytes(REF)
NO_KEY: Final = os.urandom(32)
NO_ROW: Final = seal_message(
    b"{}", key=NO_KEY, mailbox=NOWHERE, number=1, previous=FIRST_MESSAGE_AFTER
)


@dataclass(frozen=True, slots=True)
class OpenedThread:
    """What opened, oldest first, and where the next entry goes.

    ``others`` are the numbers of rows that did not open: nobody can say whose they are; ``forced``
    is what was written with the second code, which the first does not show. ``ends_well``: new
    words can be sealed onto the last row. ``now`` is when this is shown (Unix seconds); what a
    visit itself is the first to open stays to its end: no opening counts that came after entry
    number ``before``.
    """

    entries: tuple[tuple[int, Entry], ...]
    others: tuple[int, ...]
    next_number: int
    head: bytes
    ends_well: bool
    now: int
    before: int
    forced: tuple[tuple[int, Entry], ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether something that stood here cannot be read."""
        return bool(self.others)

    @property
    def _openings(self) -> list[Opening]:
        return [one for one in self._all_openings if one.number <= self.before]

    @property
    def _all_openings(self) -> list[Opening]:
        files = (number for number, body in self.entries if isinstance(body, FileSent))
        return openings(self.entries, files)

    @property
    def shown(self) -> list[tuple[int, Words]]:
        """What either side said and is to be seen now, with its number, oldest first."""
        opened = self._openings
        return [
            (number, body)
            for number, body in self.entries
            if isinstance(body, Words) and is_shown(body, number, opened, self.now)
        ]

    @property
    def words(self) -> list[Words]:
        """What either side said and is to be seen now, oldest first."""
        return [body for _, body in self.shown]

    @property
    def earlier(self) -> list[Earlier]:
        """The threads of earlier requests that this one opens, as last said of each."""
        told = {body.mailbox: body for _, body in self.entries if isinstance(body, Earlier)}
        return [body for body in told.values() if body.key]

    @property
    def status(self) -> StatusTold | None:
        """Where things stand, as last told."""
        told = [body for _, body in self.entries if isinstance(body, StatusTold)]
        return next((body for body in reversed(told) if not waits(body, self.now)), None)

    @property
    def answered_at(self) -> int:
        """When the team last wrote, be it gone by now (Unix seconds); 0 if never."""
        said = [body for _, body in self.entries if isinstance(body, Text | FileSent)]
        ours = [body.at for body in said if body.by == "team" and not waits(body, self.now)]
        return max(ours, default=0)

    def read_at(self, number: int) -> int:
        """The hour in which the team read an entry (Unix seconds), 0 if not yet."""
        told = [body for at, body in self.entries if isinstance(body, ReadTold) and at > number]
        return next((body.at for body in told if body.upto >= number), 0)

    def opening(self, at: int) -> Opened | None:
        """What this opening is to tell the team: something newly seen, or a new day; else None."""
        opened = [one for one in self._all_openings if isinstance(one.body, Opened)]
        today = [one for one in opened if one.body.at // DAY == at // DAY]
        fresh = [
            number
            for number, body in self.shown
            if isinstance(body, Text)
            and body.by == "team"
            and not any(one.covers(number) for one in opened)
        ]
        if not self.ends_well or (today and not fresh):
            return None
        waiting = [number for number, body in self.entries if waits(body, self.now)]
        return Opened(at=at, upto=self.next_number - 1, waiting=waiting)

    def file(self, number: int) -> FileSent | None:
        """The team's file of that number, as long as it can be opened."""
        found = next((body for at, body in self.shown if at == number), None)
        return found if isinstance(found, FileSent) and found.by == "team" else None

    def was_given(self, number: int) -> bool:
        """Whether a file was given out before."""
        return any(one.covers(number) for one in self._all_openings)

    @property
    def later_answers(self) -> list[Answer]:
        """Answers given or corrected after sending, in their order."""
        return [
            answer
            for _, body in self.entries
            if isinstance(body, MoreAnswers)
            for answer in body.answers
        ]

    @property
    def own_numbers(self) -> list[int]:
        """The numbers to erase when the applicant takes back: theirs, and what nobody can read.

        And what somebody wrote in their name, with the second code.
        """
        own = [number for number, body in self.entries if body.by == "applicant"]
        return sorted([*own, *self.others, *(number for number, _ in self.forced)])

    @property
    def own_files(self) -> list[UUID]:
        """The files to erase when the applicant takes back: those that came from them."""
        entries = (*self.entries, *self.forced)
        own = [body for _, body in entries if isinstance(body, FileSent)]
        return [one.attached.file for one in own if one.by == "applicant" and one.attached.file]

    def holds(self, entry: Words) -> bool:
        """Whether this very entry, written on the same page, was received before."""
        if not entry.token:
            return False
        return any(_same(body, entry) for _, body in self.entries)


def open_thread(
    rows: Sequence[Row],
    *,
    mailbox: UUID,
    key: bytes,
    now: int,
    twin: UUID | None = None,
    before: int | None = None,
    can_be_ours: Callable[[Row], bool] = lambda _row: True,
) -> OpenedThread:
    """Open the rows of a mailbox, in the order of their numbers, each onto the one before.

    ``now`` and ``before`` as of the `OpenedThread`; None counts every opening. What ``key`` does
    not open is tried as an entry of ``twin``, the mailbox of a second code. ``can_be_ours``: what
    came sealed to the front door says nothing in the team's name, whatever it says.
    """
    entries: list[tuple[int, Entry]] = []
    others: list[int] = []
    opener, forced = _Opener(mailbox, key), _Forced(twin or UUID(bytes=NOWHERE), second_key(key))
    digests = {0: FIRST_MESSAGE_AFTER} | {row.number: row.digest for row in rows}
    for row in rows:
        if row.sealed is None:
            continue
        entry = opener.open(row.number, row.digest, row.sealed, digests.get(row.number - 1))
        if entry is None:
            if not forced.take(row.number, row.sealed):
                others.append(row.number)
        elif entry.by == "team" and not can_be_ours(row):
            others.append(row.number)
        else:
            entries.append((row.number, entry))
    _even_out(len(rows))
    last = max(digests)
    return OpenedThread(
        entries=tuple(entries),
        others=tuple(others),
        next_number=last + 1,
        head=digests[last],
        ends_well=last not in others or _stands(rows[-1], mailbox, digests.get(last - 1)),
        now=now,
        before=last if before is None else before,
        forced=tuple(forced.entries),
    )


def _stands(row: Row, mailbox: UUID, previous: bytes | None) -> bool:
    """Tell whether a row that nobody opens stands where it was written.

    What is sealed onto one that was changed might never open; onto any other it does, else whoever
    has the second code could keep the first from writing.
    """
    link = Link(row.number, row.digest, row.sealed)
    return previous is not None and is_linked(link, mailbox=mailbox.bytes, previous=previous)


class _Opener:
    """Opens the entries of one mailbox."""

    def __init__(self, mailbox: UUID, key: bytes) -> None:
        self._reader = entry_reader(key, mailbox.bytes)

    def open(
        self, number: int, digest: bytes, sealed: bytes, previous: bytes | None
    ) -> Entry | None:
        """Open an entry; None where it does not stand there, or does not open."""
        if previous is None:
            return None
        try:
            return decode_entry(self._reader.open(Link(number, digest, sealed), previous) or b"")
        except CannotOpen:
            return None


class _Forced:
    """The entries of a second code, found among those that the first does not open."""

    def __init__(self, mailbox: UUID, key: bytes) -> None:
        self._mailbox, self._opener = mailbox.bytes, _Opener(mailbox, key)
        self._number, self._head = 0, FIRST_MESSAGE_AFTER
        self.entries: list[tuple[int, Entry]] = []

    def take(self, at: int, sealed: bytes) -> bool:
        """Take what stands in row ``at`` as the next of them; tell whether it opened."""
        number, previous = self._number + 1, self._head
        digest = message_digest(sealed, mailbox=self._mailbox, number=number, previous=previous)
        entry = self._opener.open(number, digest, sealed, previous)
        if entry is not None:
            self.entries.append((at, entry))
        self._number, self._head = number, digest
        return entry is not None


def _even_out(count: int) -> None:
    """Take as long over few rows as over `EVEN`: how many there are is not for every code."""
    opener, sealed = _Opener(UUID(bytes=NOWHERE), NO_KEY), NO_ROW.sealed or b""
    for _ in range(-count % EVEN if count else EVEN):
        opener.open(NO_ROW.number, NO_ROW.digest, sealed, FIRST_MESSAGE_AFTER)


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Message numbers as they stand in a Withdrawal: four bytes each."""
    return b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in numbers)


def unpack_numbers(data: bytes) -> list[int]:
    """Read packed numbers; an odd tail is not a number."""
    whole = len(data) - len(data) % NUMBER_BYTES
    starts = range(0, whole, NUMBER_BYTES)
    return [int.from_bytes(data[at : at + NUMBER_BYTES], "big") for at in starts]


def pack_files(files: Sequence[UUID]) -> bytes:
    """Refs of files as they stand in a Withdrawal: sixteen bytes each."""
    return b"".join(file.bytes for file in files)


def unpack_files(data: bytes) -> list[UUID]:
    """Read packed refs; an odd tail is none."""
    whole = len(data) - len(data) % REF
    return [UUID(bytes=data[at : at + REF]) for at in range(0, whole, REF)]


def _same(body: Entry, entry: Words) -> bool:
    # The words too: whoever goes back and changes them sends something new from the same page.
    if isinstance(body, Text) and isinstance(entry, Text):
        return body.token == entry.token and body.text == entry.text
    if isinstance(body, FileSent) and isinstance(entry, FileSent):
        return body.is_the_same(entry)
    if isinstance(body, MoreAnswers) and isinstance(entry, MoreAnswers):
        return body.token == entry.token and body.answers == entry.answers
    return False
