"""Follow-ups in the year after arrival: on which days, which one is next. Pure: no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from apps.cases.casefile import FollowUpMade, Travel, read_day
from apps.cases.casefile.parts import LAST_DAY
from apps.cases.rules import Rules

NOT_REACHED: Final = "not_reached"
# Whoever was not reached is asked for again so soon.
AGAIN: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Next:
    """The follow-up to be made next: which of the days it is, and from which day on it waits."""

    due: str
    day: date


def follow_up_days(rules: Rules, arrived: date) -> list[str]:
    """Return the days on which a team asks somebody who arrived on that day how they are."""
    return [(arrived + timedelta(days=ahead)).isoformat() for ahead in rules.asked_after()]


def next_follow_up(travel: Travel) -> Next | None:
    """Return the follow-up that waits, or comes next; None before arrival and after the last.

    One that was not reached waits again after some days, unless the next is due by then.
    """
    to_make = [*_to_make(travel)]
    if not to_make:
        return None
    first, day = to_make[0]
    made = travel.follow_ups.get(first)
    if made is None:
        return Next(first, day)
    again = min(max(day, _day_of(made)), LAST_DAY) + AGAIN
    if len(to_make) > 1 and to_make[1][1] <= again:
        return Next(*to_make[1])
    return Next(first, again)


def asked_for(travel: Travel, today: date) -> str:
    """Return which of the days somebody who asks today asks for: the last that has come.

    "" where there is none to make: several that nobody made in time are one.
    """
    to_make = [*_to_make(travel)]
    come = [due for due, day in to_make if day <= today]
    return (come or [due for due, _ in to_make[:1]] or [""])[-1]


def is_followed(travel: Travel) -> bool:
    """Tell whether every follow-up was made, the last one too."""
    return bool(travel.arrived and travel.follow_ups) and next_follow_up(travel) is None


def _to_make(travel: Travel) -> Iterator[tuple[str, date]]:
    """Yield the days that nobody asked on yet, or nobody was reached, the first one first."""
    days = travel.arrived.follow_ups if travel.arrived is not None else []
    reached = [due for due, made in travel.follow_ups.items() if made.outcome != NOT_REACHED]
    tried = [due for due, made in travel.follow_ups.items() if made.outcome == NOT_REACHED]
    for due in sorted(set(days)):
        day = read_day(due)
        # Who was asked for later was asked for this one too.
        over = due <= max(reached, default="") or due < max(tried, default="")
        if day is not None and not over:
            yield due, day


def _day_of(made: FollowUpMade) -> date:
    return read_day(made.day) or datetime.fromtimestamp(made.at, UTC).date()
