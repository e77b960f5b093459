"""Cases that belong together: linked in both at once, and parted again."""

from django.db import transaction

from apps.cases.actions.hand import Hand, one_of
from apps.cases.adding import hold
from apps.cases.casefile import AnyEvent, CaseLinked, CaseUnlinked
from apps.cases.errors import CannotLink, CaseDamaged, Settled
from apps.cases.opened import OpenCase
from apps.cases.wayout import LINKS
from apps.cases.writing import Change


@transaction.atomic
def link_cases(one: Hand, other: Hand, *, kind: str, person: str = "") -> OpenCase:
    """Let two cases of one team belong together; return the first as it then is.

    ``person`` tells which of the first one's household the other case is, "" for none. Linked once
    more they belong together otherwise. Raises ``CannotLink`` and ``CaseDamaged``.
    """
    one_of(kind, LINKS)
    _refuse_odd(one.opened, other.opened, person)
    _hold_both(one.opened, other.opened)
    _add(other, _linked(other, one.opened, kind))
    return _add(one, _linked(one, other.opened, kind, person))


@transaction.atomic
def unlink_cases(one: Hand, other: Hand | None, *, ref: str, why: str = "") -> OpenCase:
    """Let two cases not belong together any more, in both as far as both can be opened.

    ``Settled`` where the first one says so already.
    """
    if ref not in one.opened.file.way.household.linked:
        raise Settled
    own = one.opened.case.ref.hex
    if other is not None and _takes(other.opened) and own in other.opened.file.way.household.linked:
        _hold_both(one.opened, other.opened)
        _add(other, CaseUnlinked(by=other.me, at=other.now, other=own))
    return _add(one, CaseUnlinked(by=one.me, at=one.now, other=ref, why=why))


def links_brought(hand: Hand, other: OpenCase) -> list[AnyEvent]:
    """Return what links a case as another one was linked that joins it; with itself nothing is."""
    mine, by, at = hand.opened.file.way.household.linked, hand.me, hand.now
    known = {hand.opened.case.ref.hex, *mine}
    came = [one for one in other.file.way.household.linked.values() if one.other not in known]
    events: list[AnyEvent] = [
        CaseLinked(by=by, at=at, other=one.other, reference=one.reference, kind=one.kind)
        for one in came
    ]
    if other.case.ref.hex in mine:
        events.append(CaseUnlinked(by=by, at=at, other=other.case.ref.hex))
    return events


def _add(hand: Hand, event: AnyEvent) -> OpenCase:
    verb = "cases_linked" if isinstance(event, CaseLinked) else "cases_unlinked"
    return hand.write(Change(events=[event], verb=verb))


def _linked(hand: Hand, other: OpenCase, kind: str, person: str = "") -> CaseLinked:
    return CaseLinked(
        by=hand.me,
        at=hand.now,
        other=other.case.ref.hex,
        reference=other.file.reference,
        kind=kind,
        person=person,
    )


def _refuse_odd(one: OpenCase, other: OpenCase, person: str) -> None:
    pair = one, other
    if any(each.damaged for each in pair):
        raise CaseDamaged
    if (
        one.case.ref == other.case.ref
        or one.case.team_id != other.case.team_id
        or not all(_takes(each) for each in pair)
        or (person and person not in one.file.way.household.people)
    ):
        raise CannotLink


def _takes(opened: OpenCase) -> bool:
    return not opened.damaged and opened.case.withdrawn_on is None


def _hold_both(one: OpenCase, other: OpenCase) -> None:
    # In one order, so that two colleagues who link the same two never wait for each other.
    for case in sorted((one.case, other.case), key=lambda case: case.ref):
        hold(case)
