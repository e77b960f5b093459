"""Joining two cases that are about one person, and parting them again.

The work goes on in the case that leads: what was said in the other one moves there, with the codes
that still open it. Whoever says that they lost their code may be somebody else. So a code that came
along opens what is written from then on and nothing before, and is told nothing of where things
stand, until *same person* is recorded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.cases.actions import Hand, kept_day, links_brought
from apps.cases.casefile import (
    AnyEvent,
    CheckMade,
    Closed,
    EarlierOpened,
    Joined,
    MailboxAdded,
    MailboxEnded,
    MessageRead,
    MessageSent,
    Parted,
    Reopened,
    StageMoved,
)
from apps.cases.errors import CaseDamaged
from apps.cases.index import empty_segments
from apps.cases.messages import Earlier, FileSent, StatusTold
from apps.cases.models import Attachment, Case, Message, Submission
from apps.cases.opened import OpenCase, Thread
from apps.cases.queries import open_case
from apps.cases.statuses import status_of
from apps.cases.writing import Change, hold, hour_of, sum_up
from apps.mailbox.models import Mailbox
from apps.retention.actions import owe

# Behind the pair that every submission brings.
AFTER_FIRST: Final = 2


class CannotJoin(Exception):
    """The two cases cannot be joined as they stand, or not parted."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A mailbox with its key and its silent twin, in hex, and whether its code still opens it."""

    mailbox: str
    key: str
    second: str
    second_key: str
    live: bool


@transaction.atomic
def join_cases(lead: Hand, other: Hand, *, end_earlier: bool, close: bool) -> OpenCase:
    """Let the work on one person go on in ``lead``; return it as it then is.

    ``end_earlier`` ends the codes of whichever case came first; ``close`` closes the other case as
    a duplicate. Raises `CannotJoin`, ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    _refuse_odd(lead.opened, other.opened)
    _hold_both(lead, other)
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
    own = [way for way in _ways(lead.opened) if way.live and end_earlier and newer]
    ended = _endings(lead, [way.mailbox for way in own])
    _delete_rows(lead.opened.case, own)
    arrivals = [_arrival(lead, way, came_from=other.opened.case) for way in left]
    over = _endings(lead, [way.mailbox for way in left if not way.live])
    vouched = _vouched(other.opened, [way.mailbox for way in left])
    events: list[AnyEvent] = [
        joined,
        *ended,
        *arrivals,
        *over,
        *vouched,
        *links_brought(lead, other.opened),
    ]
    lead.write(Change(events=events, verb="case_joined"))
    return _summed(lead)


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


def _hold_both(one: Hand, two: Hand) -> None:
    refs = [one.opened.case.ref, two.opened.case.ref]
    empty_segments(team=one.opened.case.team, refs=refs)
    # In one order, so that two colleagues who join the same two never wait for each other.
    for case in sorted((one.opened.case, two.opened.case), key=lambda case: case.ref):
        hold(case)


def came_after(one: OpenCase, other: OpenCase) -> bool:
    """Tell which of two requests came later; within an hour, the one that says so."""
    return _age(one) >= _age(other)


def _age(opened: OpenCase) -> tuple[int, bool]:
    answers = opened.first_answers
    return opened.file.arrived, answers is not None and answers.party == "again"


def _leave(other: Hand, lead: Hand, *, ends: bool, newer: bool, close: bool) -> list[_Way]:
    """End the other case's part: what was said moves, its codes with it or not at all."""
    hand = _told(other)
    target = lead.opened.case
    ways = [
        _Way(way.mailbox, way.key, way.second, way.second_key, way.live and not ends)
        for way in _ways(hand.opened)
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
    _delete_rows(hand.opened.case, [way for way in ways if not way.live])
    _move_rows(hand.opened.case, target, ways, guest=True)
    _move_files(hand.opened, target, ways)
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


def _ways(opened: OpenCase) -> list[_Way]:
    """Return the case's own mailboxes; those that came by joining stay out."""
    twins = {
        event.body.mailbox: (event.body.second, event.body.second_key)
        for event in opened.events
        if isinstance(event.body, MailboxAdded)
    }
    submission = Submission.objects.filter(case=opened.case).first()
    if submission is not None:
        first = submission.second.hex, opened.keys.second.hex()
        twins.setdefault(submission.mailbox.hex, first)
    return [
        _Way(thread.mailbox.hex, thread.key.hex(), *twins[thread.mailbox.hex], thread.live)
        for thread in opened.threads
        if thread.mailbox.hex not in opened.file.guests and thread.mailbox.hex in twins
    ]


def _arrival(hand: Hand, way: _Way, *, came_from: Case | None) -> MailboxAdded:
    return MailboxAdded(
        by=hand.me,
        at=hand.now,
        mailbox=way.mailbox,
        key=way.key,
        second=way.second,
        second_key=way.second_key,
        opens_answers=False,
        came_from=came_from.ref.hex if came_from else "",
    )


def _endings(hand: Hand, mailboxes: Iterable[str]) -> list[MailboxEnded]:
    return [MailboxEnded(by=hand.me, at=hand.now, mailbox=one) for one in sorted(mailboxes)]


def _vouched(
    opened: OpenCase, mailboxes: Sequence[str], *, known: OpenCase | None = None
) -> list[MessageSent | MessageRead]:
    """Return what was said and read there, for the other case's history to vouch for as well."""
    before = (known.file.sent | known.file.read) if known else {}
    bodies = (event.body for event in opened.events)
    return [
        body
        for body in bodies
        if isinstance(body, MessageSent | MessageRead)
        and body.mailbox in mailboxes
        and (body.mailbox, body.number) not in before
    ]


def _delete_rows(case: Case, ways: Sequence[_Way]) -> None:
    refs = [UUID(hex=ref) for way in ways for ref in (way.mailbox, way.second)]
    if refs:
        Mailbox.objects.filter(case=case, ref__in=refs).delete()
        owe()


def _move_rows(source: Case, target: Case, ways: Sequence[_Way], *, guest: bool) -> None:
    """Let what was said, and the codes that open it, hang on the other case from now on."""
    refs = [UUID(hex=way.mailbox) for way in ways]
    Message.objects.filter(case=source, mailbox__in=refs).update(case=target)
    pairs = [UUID(hex=ref) for way in ways for ref in (way.mailbox, way.second)]
    rows = Mailbox.objects.filter(case=source, ref__in=pairs).order_by("position")
    for place, row in enumerate(rows, start=next_position(target)):
        row.case, row.position, row.guest = target, place, guest
        row.save(update_fields=["case", "position", "guest"])


def _move_files(source: OpenCase, target: Case, ways: Sequence[_Way]) -> None:
    """Let the files of what was said hang on the other case with it."""
    moved = {way.mailbox for way in ways}
    bodies = (
        entry.body
        for thread in source.threads
        for entry in thread.entries
        if thread.mailbox.hex in moved
    )
    refs = [body.attached.file for body in bodies if isinstance(body, FileSent)]
    there = Attachment.objects.filter(case=source.case, ref__in=[ref for ref in refs if ref])
    there.update(case=target)


def next_position(case: Case) -> int:
    """Return the first place among a case's mailboxes that none has taken."""
    taken = Mailbox.objects.filter(case=case).aggregate(most=Max("position"))["most"]
    return max(AFTER_FIRST, -1 if taken is None else taken + 1)


def _summed(hand: Hand) -> OpenCase:
    """Open the case whole, with what moved into it, and let the list know."""
    opened = open_case(ref=hand.opened.case.ref, user=hand.by, keyring=hand.keyring)
    sum_up(opened)
    return opened


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
        (receiver.mailbox, _earlier(hand, thread, until=len(thread.entries)))
        for receiver, thread in _pairs(hand.opened, other, newer=joined.newer)
    ]
    guests = [UUID(hex=ref) for ref, came_from in file.guests.items() if came_from == other]

    def trust(opened: OpenCase) -> None:
        Mailbox.objects.filter(case=opened.case, ref__in=guests).update(guest=False)

    change = Change(events=[check, opening], entries=entries, verb="earlier_opened")
    return hand.write(change, also=trust)


def _pairs(opened: OpenCase, other: str, *, newer: bool) -> list[tuple[Thread, Thread]]:
    """Return each live thread of the newer request with each thread of the earlier one."""
    guests = [t for t in opened.threads if opened.file.guests.get(t.mailbox.hex) == other]
    own = [t for t in opened.threads if t.mailbox.hex not in opened.file.guests]
    receivers, earlier = (guests, own) if newer else (own, guests)
    return [(to, one) for to in receivers if to.live for one in earlier if one.entries]


def _earlier(hand: Hand, thread: Thread, *, until: int, key: bool = True) -> Earlier:
    return Earlier(
        at=hour_of(hand.now),
        mailbox=thread.mailbox.hex,
        key=thread.key.hex() if key else "",
        until=until,
    )


@transaction.atomic
def part_cases(lead: Hand, other: Hand, *, why: str = "") -> OpenCase:
    """Undo a joining as far as it can be: everything goes back to the case that it came from.

    Codes that were ended stay ended, and what somebody has read they have read. Raises
    `CannotJoin`, ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    ref, target = other.opened.case.ref.hex, other.opened.case
    joined = lead.opened.file.joined.get(ref)
    if joined is None or joined.lead or target.team_id != lead.opened.case.team_id:
        raise CannotJoin
    if lead.opened.damaged or other.opened.damaged:
        raise CaseDamaged
    _hold_both(lead, other)
    lead = _shut_earlier(lead, ref, newer=joined.newer)
    twins = {
        event.body.mailbox: event.body
        for event in lead.opened.events
        if isinstance(event.body, MailboxAdded)
    }
    ways = [
        _Way(added.mailbox, added.key, added.second, added.second_key, mailbox in file_live)
        for file_live in [lead.opened.file.live]
        for mailbox, came_from in lead.opened.file.guests.items()
        if came_from == ref
        for added in [twins[mailbox]]
    ]
    back = [_arrival(other, way, came_from=None) for way in ways]
    over = _endings(other, [way.mailbox for way in ways if not way.live])
    vouched = _vouched(lead.opened, [way.mailbox for way in ways], known=other.opened)
    gone = [
        MailboxEnded(by=lead.me, at=lead.now, mailbox=way.mailbox, moved_to=ref) for way in ways
    ]
    for thread in lead.opened.threads:
        thread.live = thread.live and lead.opened.file.guests.get(thread.mailbox.hex) != ref
    lead.write(
        Change(
            events=[Parted(by=lead.me, at=lead.now, other=ref, why=why), *gone],
            verb="case_parted",
        )
    )
    _move_rows(lead.opened.case, target, ways, guest=False)
    _move_files(lead.opened, target, ways)
    again = _reopened(other, why)
    # Said once in each case: opening it again has the reason already.
    said = "" if again else why
    parted = Parted(by=other.me, at=other.now, other=lead.opened.case.ref.hex, why=said)
    other.write(Change(events=[parted, *again, *back, *over, *vouched], verb="case_parted"))
    _summed(other)
    return _summed(lead)


def _shut_earlier(lead: Hand, ref: str, *, newer: bool) -> Hand:
    """Take the earlier conversation from the code that was let into it."""
    if ref not in lead.opened.file.earlier:
        return lead
    entries = [
        (receiver.mailbox, _earlier(lead, thread, until=0, key=False))
        for receiver, thread in _pairs(lead.opened, ref, newer=newer)
    ]
    opened = lead.write(Change(entries=entries))
    return Hand(opened, lead.by, lead.keyring, opened.sequence, lead.at)


def _reopened(other: Hand, why: str) -> list[Reopened]:
    """Open the case again at the stage in which joining had closed it."""
    if other.opened.file.stage != "closed" or other.opened.file.reason != "duplicate":
        return []
    stages = [
        event.body.stage for event in other.opened.events if isinstance(event.body, StageMoved)
    ]
    stage = stages[-1] if stages else "screening"
    return [Reopened(by=other.me, at=other.now, stage=stage, why=why)]
