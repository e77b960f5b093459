"""The line of time of a plan: where each bar begins and ends, in hundredths of its width. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# The line shows so much of what is behind us, and at least so much of what is ahead.
BEHIND: Final = timedelta(days=28)
AHEAD: Final = timedelta(days=14)
FARTHEST: Final = timedelta(days=400)
# The narrowest bar that can be seen.
_LEAST: Final = 1.2


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch as an SVG takes it: ``start`` and ``width`` in percent."""

    start: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """The days from the first to the last, and where today is between them."""

    first: date
    last: date
    today: date

    @property
    def now(self) -> str:
        """Where today is, in percent."""
        return _percent(self._place(self.today.toordinal()))

    def bar(self, begin: date, end: date, kind: str) -> Bar:
        """Return the stretch from one day to the end of another, as far as the line shows it."""
        start, until = self._place(begin.toordinal()), self._place(end.toordinal() + 1)
        width = max(_LEAST, until - start)
        return Bar(_percent(min(start, 100 - width)), _percent(width), kind)

    def _place(self, day: int) -> float:
        days = (self.last - self.first).days + 1
        return max(0.0, min(100.0, 100 * (day - self.first.toordinal()) / days))


def line_of(days: Iterable[date], *, today: date) -> Line:
    """Return the line that shows these days and today."""
    known = [*days]
    first = max(min([today, *known]), today - BEHIND)
    last = min(max([today + AHEAD, *known]), today + FARTHEST)
    return Line(first, last, today)


def _percent(place: float) -> str:
    return f"{place:.2f}%"
