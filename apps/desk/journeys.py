"""The journey as its section shows it, and the cases that share it as far as they open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import User
from apps.cases import vocabulary, wayout
from apps.cases.actions import Hand, journey_now
from apps.cases.casefile import CheckIn, JourneySet, Leg
from apps.cases.clocks import NoSuchHour, comes_twice, read_local
from apps.cases.errors import NotAdmitted
from apps.cases.going import place_of
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.queries import cases_visible_to, open_case
from apps.crypto import CannotOpen, Keyring
from apps.desk.clocks import ahead_words, local_words, zone_words
from apps.desk.labels import day, label, listed
from apps.desk.section import Reading
from apps.desk.times import moment
from apps.teams.errors import TeamClosed

SHUT = (Case.DoesNotExist, CannotOpen, NotAdmitted, TeamClosed)


@dataclass(frozen=True, slots=True)
class LegLine:
    """One leg in words, each hour by the clock of its place."""

    said: Leg
    leaves: str
    arrives: str
    who: str
    overlaps: bool
    twice: bool


@dataclass(frozen=True, slots=True)
class SignLine:
    """One check-in in words; ``state`` is a code of the signs, *waits* or *missed*."""

    said: CheckIn
    place: str
    when: str
    due: datetime
    way: str
    state: str
    words: str
    who: str
    at: datetime | None
    why: str
    twice: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """A case that shares the journey; ``name`` and ``reference`` only where the reader opens it."""

    ref: UUID | None
    name: str = ""
    reference: str = ""
    kind: str = ""


def shown(reading: Reading) -> dict[str, Any]:
    """Return what the section says of the journey, or of having arrived."""
    opened = reading.opened
    travel, journey = opened.file.way.travel, journey_now(opened)
    arrived = travel.arrived
    return {
        "journey": journey,
        "legs": [*_legs(opened, travel.legs)] if journey else [],
        "signs": [*_signs(reading, journey)] if journey else [],
        "watching": listed(reading.named(ref) for ref in journey.watch) if journey else "",
        "sharing": sharing_of(opened, reading.request.keyring) if journey else [],
        "arrived": arrived,
        "arrived_on": day(arrived.day) if arrived else "",
        "contact_anew": bool(arrived and not _agreed_since(opened)),
    }


def _agreed_since(opened: OpenCase) -> bool:
    agreed, arrived = opened.file.contacts.agreed, opened.file.way.travel.arrived
    return arrived is None or (agreed is not None and agreed.at >= arrived.at)


def who_words(opened: OpenCase, ref: str) -> str:
    """Name somebody who travels: the applicant, or somebody of the household."""
    if not ref:
        return _("the applicant")
    person = opened.file.way.household.people.get(ref)
    if person is None:
        return _("somebody who is not of the household any more")
    return person.name or label(wayout.RELATIONS, person.kind)


def _legs(opened: OpenCase, legs: Sequence[Leg]) -> Iterator[LegLine]:
    for place, leg in enumerate(legs):
        who = listed(who_words(opened, ref) for ref in leg.who)
        overlaps = any(
            {*leg.who} & {*other.who} and leg.departs < other.lands for other in legs[:place]
        )
        yield LegLine(
            leg,
            _there(leg.leaves, leg.departs, leg.origin_zone),
            _there(leg.arrives, leg.lands, leg.to_zone),
            who,
            overlaps,
            _twice(leg.leaves, leg.origin_zone) or _twice(leg.arrives, leg.to_zone),
        )


def _there(local: str, seconds: int, zone: str) -> str:
    said = read_local(local)
    return f"{local_words(said)} {ahead_words(seconds, zone)}" if said else local


def _twice(local: str, zone: str) -> bool:
    said = read_local(local)
    try:
        return said is not None and comes_twice(said, zone)
    except (NoSuchHour, KeyError, ValueError):
        return False


def _signs(reading: Reading, journey: JourneySet) -> Iterator[SignLine]:
    signs = reading.opened.file.way.travel.signs
    for one in sorted(journey.check_ins, key=lambda check_in: check_in.due):
        sign = signs.get(one.check_in)
        state = sign.how if sign else "missed" if one.due <= reading.now else "waits"
        said = read_local(one.local)
        yield SignLine(
            said=one,
            place=place_of(journey, one),
            when=listed([local_words(said), zone_words(one.zone, one.due)]) if said else one.local,
            due=moment(one.due),
            way=label(vocabulary.WAYS, one.way) if one.way else "",
            state=state,
            words=_state_words(state),
            who=reading.named(sign.by) if sign else "",
            at=moment(sign.at) if sign else None,
            why=sign.why if sign else "",
            twice=_twice(one.local, one.zone),
        )


def _state_words(state: str) -> str:
    if state == "missed":
        return pgettext("check-in", "Missed")
    return pgettext("check-in", "Waited for") if state == "waits" else label(wayout.SIGNS, state)


def sharing_of(opened: OpenCase, keyring: Keyring) -> list[Sharing]:
    """Return the other cases that share the journey; those that do not open without a name."""
    journey, own = journey_now(opened), opened.case.ref.hex
    linked = opened.file.way.household.linked
    found = []
    for ref in journey.cases if journey else []:
        if ref == own:
            continue
        kind = label(wayout.LINKS, linked[ref].kind) if ref in linked else ""
        other = _open(ref, opened.user, keyring)
        if other is None:
            found.append(Sharing(None, kind=kind))
        else:
            found.append(Sharing(other.case.ref, other.file.name, other.file.reference, kind))
    return found


def _open(ref: str, user: User, keyring: Keyring) -> OpenCase | None:
    try:
        opened = open_case(ref=UUID(hex=ref), user=user, keyring=keyring)
    except (*SHUT, ValueError):
        return None
    return None if opened.damaged or opened.case.withdrawn_on else opened


def hands_for(hand: Hand, refs: Sequence[str]) -> tuple[list[Hand], list[str]]:
    """Take up those of other cases that open, as they are now; return also what does not."""
    hands, left = [], []
    for ref in refs:
        if ref == hand.opened.case.ref.hex:
            continue
        other = _open(ref, hand.by, hand.keyring)
        if other is None:
            left.append(ref)
        else:
            hands.append(Hand(other, hand.by, hand.keyring, other.sequence, hand.at))
    return hands, left


def may_share(opened: OpenCase) -> list[tuple[str, str]]:
    """Return ref (hex) and name of the linked cases that this person may see, for a choice."""
    linked = opened.file.way.household.linked
    refs = [UUID(hex=ref) for ref in linked if _is_ref(ref)]
    seen = cases_visible_to(opened.user).filter(ref__in=refs, withdrawn_on=None)
    visible = {ref.hex for ref in seen.values_list("ref", flat=True)}
    return [
        (ref, f"{one.reference} ({label(wayout.LINKS, one.kind)})")
        for ref, one in linked.items()
        if ref in visible
    ]


def cannot_share(opened: OpenCase) -> list[str]:
    """Name by its kind each linked case that this person does not see."""
    offered = dict(may_share(opened))
    linked = opened.file.way.household.linked
    return [label(wayout.LINKS, one.kind) for ref, one in linked.items() if ref not in offered]


def _is_ref(ref: str) -> bool:
    try:
        return UUID(hex=ref).hex == ref
    except ValueError:
        return False
