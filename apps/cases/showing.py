"""What of a thread is shown, and since when something is gone. Pure: no database, no clock.

Both doors ask here, so that the desk never believes a message to be hidden that the applicant
still reads. Whoever has the code has the mailbox: an opening is what was told of it, no proof.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.cases.messages import Entry, Opened, ReadTold, StatusTold, Text

DAY: Final = 24 * 60 * 60
ONCE_OPENED: Final = "opened"
MOST_DAYS: Final = 366

Numbered = tuple[int, Entry]


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the mailbox by its applicant, as the entry of that number tells it."""

    number: int
    body: Opened

    def covers(self, number: int) -> bool:
        """Tell whether that entry was shown then; none that came later, whatever it says."""
        return number < self.number and number <= self.body.upto and number not in self.body.waiting


def openings(entries: Iterable[Numbered]) -> list[Opening]:
    """Return every opening, oldest first."""
    return [Opening(number, body) for number, body in entries if isinstance(body, Opened)]


def opened_at(number: int, opened: Iterable[Opening]) -> int:
    """Return the hour at which an entry was first shown (Unix seconds), 0 if never."""
    return next((one.body.at for one in opened if one.covers(number)), 0)


def waits(body: Entry, now: int) -> bool:
    """Tell whether the team's entry has not gone out yet."""
    return isinstance(body, Text | StatusTold) and body.by == "team" and body.after > now


def vanish_days(body: Text) -> int:
    """Return after how many days a message vanishes; 0 for one that does not by days."""
    said = body.vanish
    days = int(said) if said.isascii() and said.isdigit() and len(said) <= 3 else 0
    return days if days <= MOST_DAYS else 0


def vanishes_at(body: Text) -> int:
    """Return when a message vanishes by days (Unix seconds); 0 for one that does not."""
    days = vanish_days(body)
    return max(body.at, body.after) + days * DAY if days else 0


def has_vanished(body: Entry, number: int, opened: Sequence[Opening], now: int) -> bool:
    """Tell whether the team's message is gone: it was opened, or its days are over."""
    if not isinstance(body, Text) or body.by != "team":
        return False
    if body.vanish == ONCE_OPENED:
        return any(one.covers(number) for one in opened)
    at = vanishes_at(body)
    return bool(at) and at <= now


def is_shown(body: Entry, number: int, opened: Sequence[Opening], now: int) -> bool:
    """Tell whether the applicant sees an entry among what was said."""
    if isinstance(body, Opened | ReadTold | StatusTold):
        return False
    return not waits(body, now) and not has_vanished(body, number, opened, now)
