"""What of a thread is shown, and since when something is gone. Pure: no database, no clock.

Both doors ask here, so that the desk never believes a message to be hidden that the applicant
still reads. Whoever has the code has the mailbox: an opening is what was told of it, no proof.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.cases.messages import (
    Entry,
    FileOpened,
    FileSent,
    Opened,
    ReadTold,
    Said,
    StatusTold,
    Text,
)

DAY: Final = 24 * 60 * 60
ONCE_OPENED: Final = "opened"
MOST_DAYS: Final = 366
OPENINGS: Final = (Opened, FileOpened)

Numbered = tuple[int, Entry]


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the mailbox, or of a file in it, as the entry of that number tells it.

    ``files`` are the numbers of files: seeing that one is there does not open it.
    """

    number: int
    body: Opened | FileOpened
    files: frozenset[int] = frozenset()

    def covers(self, number: int) -> bool:
        """Tell whether that entry was shown then; none that came later, whatever it says."""
        if number >= self.number:
            return False
        if isinstance(self.body, FileOpened):
            return number == self.body.entry and number in self.files
        seen = number <= self.body.upto and number not in self.body.waiting
        return seen and number not in self.files


def openings(entries: Iterable[Numbered], files: Iterable[int]) -> list[Opening]:
    """Return every opening, oldest first; ``files`` are the entries that are files."""
    numbers = frozenset(files)
    return [
        Opening(number, body, numbers) for number, body in entries if isinstance(body, OPENINGS)
    ]


def opened_at(number: int, opened: Iterable[Opening]) -> int:
    """Return the hour at which an entry was first shown (Unix seconds), 0 if never."""
    return next((one.body.at for one in opened if one.covers(number)), 0)


def waits(body: Entry, now: int) -> bool:
    """Tell whether the team's entry has not gone out yet."""
    return isinstance(body, Text | FileSent | StatusTold) and body.by == "team" and body.after > now


def vanish_days(body: Said) -> int:
    """Return after how many days a message vanishes; 0 for one that does not by days."""
    said = body.vanish
    days = int(said) if said.isascii() and said.isdigit() and len(said) <= 3 else 0
    return days if days <= MOST_DAYS else 0


def vanishes_at(body: Said) -> int:
    """Return when a message vanishes by days (Unix seconds); 0 for one that does not."""
    days = vanish_days(body)
    return max(body.at, body.after) + days * DAY if days else 0


def has_vanished(body: Entry, number: int, opened: Sequence[Opening], now: int) -> bool:
    """Tell whether the team's message is gone: it was opened, or its days are over."""
    if not isinstance(body, Text | FileSent) or body.by != "team":
        return False
    if body.vanish == ONCE_OPENED:
        return any(one.covers(number) for one in opened)
    at = vanishes_at(body)
    return bool(at) and at <= now


def is_shown(body: Entry, number: int, opened: Sequence[Opening], now: int) -> bool:
    """Tell whether the applicant sees an entry among what was said."""
    if isinstance(body, Opened | FileOpened | ReadTold | StatusTold):
        return False
    return not waits(body, now) and not has_vanished(body, number, opened, now)
