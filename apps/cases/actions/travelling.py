"""The journey: how it is to go, a sign on the way, that it is off, and arriving.

Several cases may share one. Each act takes the hands of all of them, the case acted upon first, and
writes to every one in one transaction.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from apps.cases.actions.hand import Hand, one_of
from apps.cases.actions.moving import move_events
from apps.cases.actions.together import write_each
from apps.cases.casefile import AnyEvent
from apps.cases.casefile.travelling import (
    Arrived,
    CheckedIn,
    CheckIn,
    JourneyDropped,
    JourneySet,
    Leg,
    Travel,
)
from apps.cases.days import days_after
from apps.cases.errors import GateShut, GuardianMissing, Settled
from apps.cases.following import follow_up_days
from apps.cases.gates import PLAN_BEGINS, lacks_guardian
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import ORDER
from apps.cases.wayout import PAPERS_KEPT, SIGNS

ARRIVED = "arrived"
WAITS = "waits"


class JourneyElsewhere(Exception):
    """A case that is to share the journey has another one, or a newer version of it."""

    def __init__(self, opened: OpenCase) -> None:
        super().__init__("journey elsewhere")
        self.opened = opened


@dataclass(frozen=True, slots=True)
class Route:
    """A journey as somebody writes it down."""

    legs: Sequence[Leg]
    check_ins: Sequence[CheckIn] = ()
    meets: str = ""
    watch: Sequence[str] = ()
    note: str = ""


def journey_now(opened: OpenCase) -> JourneySet | None:
    """Return the journey that is planned or under way; None before one and after arriving."""
    travel = opened.file.way.travel
    return travel.journey if travel.is_under_way else None


def begins_too_early(opened: OpenCase) -> bool:
    """Tell whether a journey would begin before the guardian check; one that stands goes on."""
    under_age = lacks_guardian(opened.file, opened.answers, to=PLAN_BEGINS)
    return under_age and journey_now(opened) is None


def set_journey(
    hands: Sequence[Hand], route: Route, *, alone: Sequence[Hand] = (), kept: Sequence[str] = ()
) -> OpenCase:
    """Let the journey of all these cases be this.

    ``alone`` shared it until now and keep what they have as their own; ``kept`` are refs (hex) of
    cases that share it and do not open for this person. Raises ``JourneyElsewhere``, and
    ``GuardianMissing`` where one begins for somebody under 18 in any of them.
    """
    first = hands[0]
    stood = journey_now(first.opened)
    cases = sorted({hand.opened.case.ref.hex for hand in hands} | set(kept))
    event = JourneySet(
        by=first.me,
        at=first.now,
        journey=stood.journey if stood else secrets.token_hex(16),
        legs=list(route.legs),
        check_ins=list(route.check_ins),
        meets=route.meets,
        watch=list(route.watch),
        cases=cases if len(cases) > 1 else [],
        note=route.note,
    )
    parted = {hand.opened.case.ref for hand in alone}

    def change(_hand: Hand, opened: OpenCase) -> list[AnyEvent]:
        own = journey_now(opened)
        if opened.case.ref in parted:
            left = own and msgspec.structs.replace(own, by=first.me, at=event.at, cases=[])
            return [left] if left else []
        if own is not None and _is_ahead(own, stood):
            raise JourneyElsewhere(opened)
        if begins_too_early(opened):
            raise GuardianMissing
        return [event]

    return write_each([*hands, *alone], change)


def _is_ahead(own: JourneySet, stood: JourneySet | None) -> bool:
    """Tell whether a case has a journey of its own, or has changed this one since."""
    return stood is None or own.journey != stood.journey or own.at > stood.at


def check_in(hands: Sequence[Hand], *, check_in: str, how: str, why: str = "") -> OpenCase:
    """Say that a sign came, or which; ``Settled`` where it is not waited for in the first case."""
    one_of(how, {*SIGNS, WAITS})

    def change(hand: Hand, opened: OpenCase) -> list[AnyEvent]:
        journey = journey_now(opened)
        if journey is None or all(one.check_in != check_in for one in journey.check_ins):
            if hand is hands[0]:
                raise Settled
            return []
        if _says(opened.file.way.travel, check_in) == how:
            return []
        sign = CheckedIn(
            by=hand.me,
            at=hand.now,
            journey=journey.journey,
            check_in=check_in,
            how=how,  # type: ignore[arg-type]
            why=why,
        )
        return [sign]

    return write_each(hands, change)


def _says(travel: Travel, check_in: str) -> str:
    sign = travel.signs.get(check_in)
    return sign.how if sign is not None else WAITS


def drop_journey(hands: Sequence[Hand], *, why: str = "") -> OpenCase:
    """Say that the journey does not take place; ``Settled`` where the first case has none."""
    stood = journey_now(hands[0].opened)

    def change(hand: Hand, opened: OpenCase) -> list[AnyEvent]:
        own = journey_now(opened)
        if own is None or stood is None or own.journey != stood.journey:
            if hand is hands[0]:
                raise Settled
            return []
        return [JourneyDropped(by=hand.me, at=hand.now, journey=own.journey, why=why)]

    return write_each(hands, change)


def arrive(hands: Sequence[Hand], *, day: date, closing: str, haste: str = "") -> OpenCase:
    """Say that they have arrived, in every case that shares the journey.

    Whatever check-in is still waited for is so no longer, with ``closing`` for a reason. The stage
    becomes *arrived* where no gate is shut before it; ``haste`` is the reason that passes a gate in
    an emergency. Where one is shut, the stage stays: that they arrived is true all the same.
    """

    def change(hand: Hand, opened: OpenCase) -> list[AnyEvent]:
        travel = opened.file.way.travel
        stood = journey_now(opened)
        if hand is not hands[0] and stood is None:
            return []
        events: list[AnyEvent] = [
            CheckedIn(
                by=hand.me,
                at=hand.now,
                journey=stood.journey,
                check_in=one.check_in,
                how="given_up",
                why=closing,
            )
            for one in (travel.awaited if stood else ())
            if stood
        ]
        events.append(_arrival(hand, opened, day, stood))
        return [*events, *_stage(hand, opened, haste)]

    return write_each(hands, change)


def _arrival(hand: Hand, opened: OpenCase, day: date, stood: JourneySet | None) -> Arrived:
    return Arrived(
        by=hand.me,
        at=hand.now,
        day=day.isoformat(),
        follow_ups=follow_up_days(opened.rules, day),
        papers_until=days_after(day, PAPERS_KEPT.days).isoformat(),
        journey=stood.journey if stood else "",
    )


def _stage(hand: Hand, opened: OpenCase, haste: str) -> Iterator[AnyEvent]:
    stage = opened.file.stage
    if stage == "closed" or ORDER.index(stage) >= ORDER.index(ARRIVED):
        return
    try:
        yield from move_events(hand, opened, stage=ARRIVED, why=haste, haste=bool(haste.strip()))
    except (GateShut, GuardianMissing):
        return
