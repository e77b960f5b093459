"""The use of a second code, as the head of a case tells it."""

from dataclasses import dataclass

from apps.cases.messages import UnderForce, ViewEnded
from apps.cases.opened import OpenCase
from apps.desk.times import full_date, moment


@dataclass(frozen=True, slots=True)
class Forced:
    """The day of the last use, whether words came with it, and whether its view was ended."""

    day: str
    words: bool
    ended: bool


def forced_in(opened: OpenCase) -> Forced | None:
    """Return what nobody has looked into yet; None where there is nothing."""
    bodies = [entry.body for _, entry in opened.forced if isinstance(entry.body, UnderForce)]
    if not bodies:
        return None
    return Forced(
        day=full_date(moment(opened.forced_at).date()),
        words=any(body.is_words for body in bodies),
        ended=any(isinstance(body.entry, ViewEnded) for body in bodies),
    )


def places_of(opened: OpenCase) -> dict[str, int]:
    """Return the last entry of each mailbox that somebody has to look into."""
    places: dict[str, int] = {}
    for thread, entry in opened.forced:
        places[thread.mailbox.hex] = max(entry.number, places.get(thread.mailbox.hex, 0))
    return places
