"""People on the way in the invented organisation: one between two legs, two who leave together."""

import time
from collections.abc import Sequence
from typing import Final

from apps.cases import actions
from apps.cases.actions import Hand, Route
from apps.cases.casefile import CaseLinked, CheckIn, Leg
from apps.cases.clocks import LOCAL, local_at
from apps.cases.queries import open_case
from apps.operations.demo.people import Member
from apps.operations.demo.requests import Request

HOUR: Final = 3600
# Where in the order of stages they stand: planning, before departure, in transit.
PLANNING, LEAVING, UNDER_WAY = 5, 6, 7


def travel(made: Sequence[Request], by: Member, watcher: Member) -> None:
    """Write the journeys of a team's first cases, as far as there are any."""
    if len(made) <= UNDER_WAY:
        return
    now = int(time.time()) // 60 * 60
    _under_way(made[UNDER_WAY], by, watcher, now)
    _together([made[LEAVING], made[PLANNING]], by, watcher, now)


def _hand(request: Request, by: Member) -> Hand:
    opened = open_case(ref=request.case.ref, user=by.user, keyring=by.keyring)
    return Hand(opened, by.user, by.keyring, opened.sequence)


def _leg(ref: str, places: str, departs: int, lands: int, **said: str) -> Leg:
    """One leg: ``places`` are two cities with their zones, between bars."""
    origin, origin_zone, to, to_zone = places.split("|")
    return Leg(
        leg=ref * 32,
        origin=origin,
        origin_zone=origin_zone,
        leaves=f"{local_at(departs, origin_zone):{LOCAL}}",
        to=to,
        to_zone=to_zone,
        arrives=f"{local_at(lands, to_zone):{LOCAL}}",
        departs=departs,
        lands=lands,
        who=[""],
        **said,
    )


def _check_in(ref: str, due: int, zone: str, after: str, **said: str) -> CheckIn:
    local = f"{local_at(due, zone):{LOCAL}}"
    return CheckIn(ref * 32, due, local, zone, after=after * 32, way="signal", **said)


def _under_way(request: Request, by: Member, watcher: Member, now: int) -> None:
    first = _leg(
        "1",
        "Baku|Asia/Baku|Tbilisi|Asia/Tbilisi",
        now - 20 * HOUR,
        now - 9 * HOUR,
        carrier="Night train",
    )
    second = _leg(
        "2",
        "Tbilisi|Asia/Tbilisi|Berlin|Europe/Berlin",
        now - 5 * HOUR,
        now - 1 * HOUR,
        carrier="LH 2557",
        ticket="Sent to the mailbox",
    )
    border = _check_in("3", now - 8 * HOUR, "Asia/Tbilisi", "1", word="the kettle is on")
    landed = _check_in(
        "4",
        now - 40 * 60,
        "Europe/Berlin",
        "2",
        word="good soup",
        silent="Call who meets them, then wake the watch.",
    )
    route = Route(
        [first, second],
        [border, landed],
        meets="A volunteer of the shelter, grey coat, by the pharmacy.",
        watch=[by.user.ref.hex, watcher.user.ref.hex],
        note="They speak no German. Nothing on paper names the shelter.",
    )
    actions.set_journey([_hand(request, by)], route)
    actions.check_in([_hand(request, by)], check_in=border.check_in, how="well")


def _together(requests: Sequence[Request], by: Member, watcher: Member, now: int) -> None:
    one, other = (_hand(request, by) for request in requests)
    for mine, theirs in ((one, other), (other, one)):
        mine.add(
            CaseLinked(
                by=mine.me,
                at=mine.now,
                other=theirs.opened.case.ref.hex,
                reference=theirs.opened.file.reference,
                kind="travels_with",
            )
        )
    leg = _leg(
        "1",
        "Yerevan|Asia/Yerevan|Warsaw|Europe/Warsaw",
        now + 50 * HOUR,
        now + 54 * HOUR,
        carrier="LO 728",
    )
    landed = _check_in(
        "2",
        now + 55 * HOUR,
        "Europe/Warsaw",
        "1",
        word="two tickets",
        silent="Ring the partner at the airport.",
    )
    route = Route([leg], [landed], watch=[watcher.user.ref.hex])
    actions.set_journey([_hand(request, by) for request in requests], route)
