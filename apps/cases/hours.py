"""Hours that are safe for somebody, as they told them: parts of the day on their own clock.

Pure: the hour is given.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from apps.cases.answers import Answers
from apps.cases.casefile import CaseFile

# Ids of the questions that ask for them.
SAFE_HOURS: Final = "safe_hours"
TIME_NOW: Final = "time_now"
# From which full hour of their day to which; the night goes past midnight.
PARTS: Final[Mapping[str, tuple[int, int]]] = {
    "morning": (6, 11),
    "midday": (11, 14),
    "afternoon": (14, 18),
    "evening": (18, 22),
    "night": (22, 6),
}
HOUR: Final = timedelta(hours=1)
# No clock on earth is further ahead or behind.
MOST_AHEAD: Final = 14 * 60


@dataclass(frozen=True, slots=True)
class SafeHours:
    """Which parts of the day are safe, and how many minutes their clock is ahead of UTC."""

    parts: frozenset[str]
    ahead: int | None

    @property
    def known(self) -> bool:
        """Tell whether both are known: without their clock nobody can tell when it is evening."""
        return bool(self.parts) and self.ahead is not None

    def there(self, now: int) -> datetime:
        """Return the time on their clock; ours where theirs is not known."""
        return datetime.fromtimestamp(now, UTC) + timedelta(minutes=self.ahead or 0)

    def is_safe(self, now: int) -> bool:
        """Tell whether now is a safe hour; where nothing is known, any is."""
        if not self.known:
            return True
        return any(_within(self.there(now).hour, *PARTS[part]) for part in self.parts)

    def next_safe(self, now: int) -> int:
        """Return when the next safe hour begins (Unix seconds): now, where it is one."""
        if self.is_safe(now):
            return now
        there = self.there(now)
        whole = there.replace(minute=0, second=0) - there
        hours = (now + int((whole + ahead * HOUR).total_seconds()) for ahead in range(1, 25))
        return next(hour for hour in hours if self.is_safe(hour))


def safe_hours(file: CaseFile, answers: Answers | None) -> SafeHours:
    """Return the hours as last agreed with the person, else as they answered."""
    agreed = file.contacts.agreed
    if agreed is not None:
        return hours_of(agreed.hours, agreed.ahead)
    parts, clock = (answers.get(one) if answers else None for one in (SAFE_HOURS, TIME_NOW))
    told = parts.value if parts is not None and isinstance(parts.value, list) else []
    ahead = clock.value if clock is not None and isinstance(clock.value, int) else None
    return hours_of(told, ahead)


def hours_of(parts: Collection[str], ahead: int | None) -> SafeHours:
    """Return hours from parts of the day and a clock; a clock that cannot be is none."""
    if ahead is not None and abs(ahead) > MOST_AHEAD:
        ahead = None
    return SafeHours(frozenset(PARTS) & frozenset(parts), ahead)


def _within(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end
