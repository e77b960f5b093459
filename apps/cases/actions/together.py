"""One change written into several cases: in one transaction, or into none of them."""

from collections.abc import Callable, Sequence

from django.db import transaction

from apps.cases.actions.hand import Hand
from apps.cases.adding import hold
from apps.cases.casefile import AnyEvent
from apps.cases.index.segments import empty_segments
from apps.cases.opened import OpenCase
from apps.cases.rekeying import remaining_of
from apps.cases.writing import Change
from apps.teams.actions import lock_team


@transaction.atomic
def write_each(
    hands: Sequence[Hand], change: Callable[[Hand, OpenCase], Sequence[AnyEvent]]
) -> OpenCase:
    """Add to each case the events that ``change`` says for it, or to none; return the first.

    Where there are none for a case, nothing is written there. Raises ``ChangedMeanwhile`` and
    ``CaseDamaged`` for whichever it is, and what ``change`` raises.
    """
    hold_each(hands)
    opened = [_write(hand, change) for hand in hands]
    return opened[0]


def _write(hand: Hand, change: Callable[[Hand, OpenCase], Sequence[AnyEvent]]) -> OpenCase:
    if not change(hand, hand.opened):
        return hand.opened
    return hand.write(lambda opened: Change(list(change(hand, opened))))


def hold_each(hands: Sequence[Hand]) -> None:
    """Lock several cases in one order, so that two colleagues never wait for each other.

    Teams first where one of their cases is to have other keys, then segments, then cases.
    """
    renewed = [hand.opened.case for hand in hands if remaining_of(hand.opened)]
    teams = {case.team.ref: case.team for case in renewed}
    for ref in sorted(teams):
        lock_team(teams[ref])
    for ref in sorted(teams):
        team = teams[ref]
        empty_segments(team=team, refs=[case.ref for case in renewed if case.team.ref == ref])
    for case in sorted((hand.opened.case for hand in hands), key=lambda case: case.ref):
        hold(case)
