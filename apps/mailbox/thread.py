"""A mailbox's thread as the applicant's code opens it. Pure: no database, no clock.

The desk believes an entry only if an event of the case names it; here there is nobody to name it.
What does not open is left out and said, so that one damaged row never hides the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from apps.cases.answers import Answer
from apps.cases.messages import Earlier, Entry, MoreAnswers, StatusTold, Text, decode_entry
from apps.cases.models import Message
from apps.crypto import CannotOpen
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, open_message

Words = Text | MoreAnswers
NUMBER_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class OpenedThread:
    """What opened, oldest first, and where the next entry goes.

    ``others`` are the numbers of rows that did not open: nobody can say whose they are.
    """

    entries: tuple[tuple[int, Entry], ...]
    others: tuple[int, ...]
    next_number: int
    head: bytes
    ends_well: bool

    @property
    def damaged(self) -> bool:
        """Whether something that stood here cannot be read."""
        return bool(self.others)

    @property
    def words(self) -> list[Words]:
        """What either side said, oldest first."""
        return [body for _, body in self.entries if isinstance(body, Text | MoreAnswers)]

    @property
    def earlier(self) -> list[Earlier]:
        """The threads of earlier requests that this one opens, as last said of each."""
        told = {body.mailbox: body for _, body in self.entries if isinstance(body, Earlier)}
        return [body for body in told.values() if body.key]

    @property
    def status(self) -> StatusTold | None:
        """Where things stand, as last told."""
        told = [body for _, body in self.entries if isinstance(body, StatusTold)]
        return told[-1] if told else None

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
        """The numbers to erase when the applicant takes back: theirs, and what nobody can read."""
        own = [number for number, body in self.entries if body.by == "applicant"]
        return sorted([*own, *self.others])

    def holds(self, entry: Words) -> bool:
        """Whether this very entry, written on the same page, was received before."""
        if not entry.token:
            return False
        return any(_same(body, entry) for _, body in self.entries)


def open_thread(rows: Sequence[Message], *, mailbox: UUID, key: bytes) -> OpenedThread:
    """Open the rows of a mailbox, in the order of their numbers, each onto the one before."""
    entries: list[tuple[int, Entry]] = []
    others: list[int] = []
    digests = {0: FIRST_MESSAGE_AFTER} | {row.number: bytes(row.digest) for row in rows}
    for row in rows:
        if row.sealed_body is None:
            continue
        link = Link(row.number, bytes(row.digest), bytes(row.sealed_body))
        try:
            if row.number - 1 not in digests:
                raise CannotOpen
            previous = digests[row.number - 1]
            sealed = open_message(link, key=key, mailbox=mailbox.bytes, previous=previous)
            entries.append((row.number, decode_entry(sealed or b"")))
        except CannotOpen:
            others.append(row.number)
    last = max(digests)
    return OpenedThread(
        entries=tuple(entries),
        others=tuple(others),
        next_number=last + 1,
        head=digests[last],
        # Sealed onto a row that does not open, new words might never open either.
        ends_well=last not in others,
    )


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Message numbers as they stand in a Withdrawal: four bytes each."""
    return b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in numbers)


def unpack_numbers(data: bytes) -> list[int]:
    """Read packed numbers; an odd tail is not a number."""
    whole = len(data) - len(data) % NUMBER_BYTES
    starts = range(0, whole, NUMBER_BYTES)
    return [int.from_bytes(data[at : at + NUMBER_BYTES], "big") for at in starts]


def _same(body: Entry, entry: Words) -> bool:
    # The words too: whoever goes back and changes them sends something new from the same page.
    if isinstance(body, Text) and isinstance(entry, Text):
        return body.token == entry.token and body.text == entry.text
    if isinstance(body, MoreAnswers) and isinstance(entry, MoreAnswers):
        return body.token == entry.token and body.answers == entry.answers
    return False
