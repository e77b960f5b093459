"""Joining two cases that are about one person.

The work goes on in the case that leads: what was said in the other one moves there, with the codes
that still open it. Whoever says that they lost their code may be somebody else. So a code that came
along opens what is written from then on and nothing before, and is told nothing of where things
stand, until *same person* is recorded.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from apps.cases.actions import Hand, kept_day, links_brought
from apps.cases.casefile import (
    AnyEvent,
    CheckMade,
    Closed,
    EarlierOpened,
    Joined,
    MailboxEnded,
)
from apps.cases.days import hour_of
from apps.cases.errors import CaseDamaged
from apps.cases.messages import StatusTold
from apps.cases.opened import OpenCase
from apps.cases.statuses import status_of
from apps.cases.writing import Change
from apps.mailbox.carrying import (
    CannotJoin,
    Way,
    arrival,
    delete_rows,
    earlier_of,
    endings,
    hold_both,
    move_files,
    move_rows,
    pairs_of,
    summed,
    vouched_of,
    ways_of,
)
from apps.mailbox.models import Mailbox


@transaction.atomic
def join_cases(lead: Hand, other: Hand, *, end_earlier: bool, close: bool) -> OpenCase:
    """Let the work on one person go on in ``lead``; return it as it then is.

    ``end_earlier`` ends the codes of whichever case came first; ``close`` closes the other case as
    a duplicate. Raises `CannotJoin`, ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    _refuse_odd(lead.opened, other.opened)
    hold_both(lead, other)
    newer = came_after(other.opened, lead.opened)
    left = _leave(other, lead, ends=end_earlier and not newer, newer=newer, close=close)
    joined = Joined(
        by=lead.me,
        at=lead.now,
        other=other.opened.case.ref.hex,
        reference=other.opened.file.reference,
        lead=False,
        keeps_code=not end_earlier,
        newer=newer,
    )
    own = [way for way in ways_of(lead.opened) if way.live and end_earlier and newer]
    ended = endings(lead, [way.mailbox for way in own])
    delete_rows(lead.opened.case, own)
    arrivals = [arrival(lead, way, came_from=other.opened.case) for way in left]
    over = endings(lead, [way.mailbox for way in left if not way.live])
    vouched = vouched_of(other.opened, [way.mailbox for way in left])
    events: list[AnyEvent] = [
        joined,
        *ended,
        *arrivals,
        *over,
        *vouched,
        *links_brought(lead, other.opened),
    ]
    lead.write(Change(events=events, verb="case_joined"))
    return summed(lead)


def _refuse_odd(lead: OpenCase, other: OpenCase) -> None:
    pair = lead, other
    if any(one.damaged for one in pair):
        raise CaseDamaged
    leads = [joined for joined in other.file.joined.values() if joined.lead]
    leads += [joined for joined in lead.file.joined.values() if joined.lead]
    if (
        lead.case.ref == other.case.ref
        or lead.case.team_id != other.case.team_id
        or any(one.case.withdrawn_on for one in pair)
        or leads
        or other.case.ref.hex in lead.file.joined
        or other.file.guests
        or lead.file.stage == "closed"
        or _would_open_wider(lead, other)
    ):
        raise CannotJoin


def _would_open_wider(lead: OpenCase, other: OpenCase) -> bool:
    """Tell whether what was kept to named people would open to others through the lead."""
    named = set(other.file.restricted)
    return bool(named) and not named >= set(lead.file.restricted or ["everybody"])


def came_after(one: OpenCase, other: OpenCase) -> bool:
    """Tell which of two requests came later; within an hour, the one that says so."""
    return _age(one) >= _age(other)


def _age(opened: OpenCase) -> tuple[int, bool]:
    answers = opened.first_answers
    return opened.file.arrived, answers is not None and answers.party == "again"


def _leave(other: Hand, lead: Hand, *, ends: bool, newer: bool, close: bool) -> list[Way]:
    """End the other case's part: what was said moves, its codes with it or not at all."""
    hand = _told(other)
    target = lead.opened.case
    ways = [
        Way(way.mailbox, way.key, way.second, way.second_key, way.live and not ends)
        for way in ways_of(hand.opened)
    ]
    joined = Joined(
        by=hand.me,
        at=hand.now,
        other=target.ref.hex,
        reference=lead.opened.file.reference,
        lead=True,
        keeps_code=not ends,
        newer=not newer,
    )
    moved = [
        MailboxEnded(by=hand.me, at=hand.now, mailbox=way.mailbox, moved_to=target.ref.hex)
        for way in ways
    ]
    events: list[AnyEvent] = [joined, *moved]
    if close and hand.opened.file.stage != "closed":
        kept = kept_day(hand, "duplicate")
        events.append(Closed(by=hand.me, at=hand.now, reason="duplicate", keep_until=kept))
    _close_threads(hand.opened)
    hand.write(Change(events=events, verb="case_joined"))
    delete_rows(hand.opened.case, [way for way in ways if not way.live])
    move_rows(hand.opened.case, target, ways, guest=True)
    move_files(hand.opened, target, ways)
    return ways


def _told(other: Hand) -> Hand:
    """Tell those who come along where their own request stands: of the lead they hear nothing."""
    file = other.opened.file
    told = StatusTold(
        at=hour_of(other.now),
        status=status_of(file.stage, file.aside),
        promised=file.promised or None,
    )
    silent = [one for one in other.opened.threads if one.live and one.told is None]
    opened = other.write(Change(entries=[(one.mailbox, told) for one in silent]))
    return Hand(opened, other.by, other.keyring, opened.sequence, other.at)


def _close_threads(opened: OpenCase) -> None:
    # They move with this very change: nothing that follows from it is told there.
    for thread in opened.threads:
        thread.live = False


@transaction.atomic
def open_earlier(hand: Hand, *, other: str, how: str) -> OpenCase:
    """Record *same person*, and let the newer code open the earlier conversation.

    ``other`` is the ref (hex) of a case joined to this one, ``how`` says how the person made sure.
    Raises `CannotJoin`, ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    file = hand.opened.file
    joined = file.joined.get(other)
    if joined is None or joined.lead or other in file.earlier or not how.strip():
        raise CannotJoin
    day = datetime.fromtimestamp(hand.now, UTC).date().isoformat()
    check = CheckMade(by=hand.me, at=hand.now, check="same_person", result="pass", day=day, why=how)
    opening = EarlierOpened(by=hand.me, at=hand.now, other=other)
    entries = [
        (receiver.mailbox, earlier_of(hand, thread, until=len(thread.entries)))
        for receiver, thread in pairs_of(hand.opened, other, newer=joined.newer)
    ]
    guests = [UUID(hex=ref) for ref, came_from in file.guests.items() if came_from == other]

    def trust(opened: OpenCase) -> None:
        Mailbox.objects.filter(case=opened.case, ref__in=guests).update(guest=False)

    change = Change(events=[check, opening], entries=entries, verb="earlier_opened")
    return hand.write(change, also=trust)
