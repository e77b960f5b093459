"""The journey: its legs, the check-ins on the way, arriving, and what follows in the year after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from apps.cases.casefile.base import Event


class Leg(msgspec.Struct, frozen=True, omit_defaults=True):
    """One leg, in the local time of each place (``2026-11-30T06:40`` and a zone of the IANA list).

    ``departs`` and ``lands`` are the same hours in Unix seconds, as the zones' rules said when it
    was written; ``who`` are the people on it, "" the applicant.
    """

    leg: str
    origin: str
    origin_zone: str
    leaves: str
    to: str
    to_zone: str
    arrives: str
    departs: int
    lands: int
    carrier: str = ""
    who: list[str] = []
    ticket: str = ""
    note: str = ""


class CheckIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sign of life: after which leg ("" for none), by when, which way, and the word to say.

    ``local`` and ``zone`` are as agreed, ``due`` the same hour in Unix seconds. ``silent`` is what
    is done when nothing comes.
    """

    check_in: str
    due: int
    local: str
    zone: str
    after: str = ""
    way: str = ""
    word: str = ""
    silent: str = ""


class JourneySet(Event, frozen=True, tag="journey_set"):
    """The journey is now this; every case of ``cases`` that shares it says the same (refs in hex).

    ``watch`` are the colleagues who watch over it, ``meets`` who waits at its end.
    """

    journey: str
    legs: list[Leg]
    check_ins: list[CheckIn] = []
    meets: str = ""
    watch: list[str] = []
    cases: list[str] = []
    note: str = ""


class CheckedIn(Event, frozen=True, tag="checked_in"):
    """They gave a sign, or the word was wrong, or it is not waited for any more.

    *waits* takes back what was said: it is waited for again.
    """

    journey: str
    check_in: str
    how: Literal["well", "word_failed", "given_up", "waits"] = "well"
    why: str = ""


class JourneyDropped(Event, frozen=True, tag="journey_dropped"):
    """The journey does not take place."""

    journey: str
    why: str = ""


class Arrived(Event, frozen=True, tag="arrived"):
    """They are there, since that day. Safe contact is to be agreed anew.

    ``follow_ups`` are the days on which to ask how they are; ``papers_until`` the day on which the
    papers as printed go.
    """

    day: str
    follow_ups: list[str] = []
    papers_until: str = ""
    journey: str = ""


class FollowUpMade(Event, frozen=True, tag="follow_up_made"):
    """Somebody asked how they are, on or after the day ``due`` of the follow-ups.

    ``answers`` maps a question of the list to what was said; ``outcome`` is kept for the tally.
    """

    due: str
    outcome: str
    answers: dict[str, str] = {}
    text: str = ""
    day: str = ""


TravelEvent = JourneySet | CheckedIn | JourneyDropped | Arrived | FollowUpMade


@dataclass(slots=True)
class Travel:
    """The journey as it stands, the signs that came, arriving and the follow-ups since.

    ``signs`` maps a check-in to the sign that came, ``follow_ups`` a day of the list to the last
    time that somebody asked for it; ``asked`` are all of those times.
    """

    journey: JourneySet | None = None
    signs: dict[str, CheckedIn] = field(default_factory=dict)
    arrived: Arrived | None = None
    follow_ups: dict[str, FollowUpMade] = field(default_factory=dict)
    asked: list[FollowUpMade] = field(default_factory=list)

    def apply(self, event: TravelEvent) -> None:
        """Fold one more event in; what speaks of another journey is void."""
        match event:
            case JourneySet():
                self.journey = event
            case CheckedIn() if self.is_of(event.journey):
                self._sign(event)
            case JourneyDropped() if self.is_of(event.journey):
                self.journey = None
            case Arrived():
                self.arrived = event
            case FollowUpMade():
                self.follow_ups[event.due] = event
                self.asked.append(event)

    def _sign(self, event: CheckedIn) -> None:
        if event.how == "waits":
            self.signs.pop(event.check_in, None)
        else:
            self.signs[event.check_in] = event

    def is_of(self, journey: str) -> bool:
        """Tell whether the journey that stands is this one."""
        return self.journey is not None and self.journey.journey == journey

    @property
    def legs(self) -> list[Leg]:
        """The legs, the first to leave first."""
        return sorted(self.journey.legs, key=lambda leg: leg.departs) if self.journey else []

    @property
    def awaited(self) -> Iterator[CheckIn]:
        """Every check-in for which no sign came yet, the next first."""
        all_of_them = self.journey.check_ins if self.journey else []
        for one in sorted(all_of_them, key=lambda check_in: check_in.due):
            if one.check_in not in self.signs:
                yield one

    @property
    def is_under_way(self) -> bool:
        """Tell whether there is a journey, and nobody has arrived from it yet."""
        if self.journey is None:
            return False
        return self.arrived is None or self.arrived.journey != self.journey.journey

    def hand_on(self, of: str, to: str) -> None:
        """Let somebody else watch over the journey in a colleague's place."""
        if self.journey is not None and of in self.journey.watch:
            watch = [to if ref == of else ref for ref in self.journey.watch]
            self.journey = msgspec.structs.replace(self.journey, watch=[*filter(None, watch)])


def is_another_way(before: JourneySet | None, now: JourneySet) -> bool:
    """Tell whether somebody who approved a journey approved another one: other legs or people."""
    return before is None or before.legs != now.legs
