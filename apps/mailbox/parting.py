"""Parting two cases that were joined: each is somebody else's after all."""

from django.db import transaction

from apps.cases.actions import Hand
from apps.cases.casefile import (
    MailboxAdded,
    MailboxEnded,
    Parted,
    Reopened,
    StageMoved,
)
from apps.cases.errors import CaseDamaged
from apps.cases.opened import OpenCase
from apps.cases.writing import Change
from apps.mailbox.carrying import (
    CannotJoin,
    Way,
    arrival,
    earlier_of,
    endings,
    hold_both,
    move_files,
    move_rows,
    pairs_of,
    summed,
    vouched_of,
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
    hold_both(lead, other)
    lead = _shut_earlier(lead, ref, newer=joined.newer)
    ways = _came_with(lead.opened, ref)
    back = [arrival(other, way, came_from=None) for way in ways]
    over = endings(other, [way.mailbox for way in ways if not way.live])
    vouched = vouched_of(lead.opened, [way.mailbox for way in ways], known=other.opened)
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
    move_rows(lead.opened.case, target, ways, guest=False)
    move_files(lead.opened, target, ways)
    again = _reopened(other, why)
    # Said once in each case: opening it again has the reason already.
    said = "" if again else why
    parted = Parted(by=other.me, at=other.now, other=lead.opened.case.ref.hex, why=said)
    other.write(Change(events=[parted, *again, *back, *over, *vouched], verb="case_parted"))
    summed(other)
    return summed(lead)


def _came_with(opened: OpenCase, ref: str) -> list[Way]:
    """The mailboxes that came with the other case, and whether they still open."""
    added = {
        event.body.mailbox: event.body
        for event in opened.events
        if isinstance(event.body, MailboxAdded)
    }
    guests = [added[box] for box, came_from in opened.file.guests.items() if came_from == ref]
    return [
        Way(one.mailbox, one.key, one.second, one.second_key, one.mailbox in opened.file.live)
        for one in guests
    ]


def _shut_earlier(lead: Hand, ref: str, *, newer: bool) -> Hand:
    """Take the earlier conversation from the code that was let into it."""
    if ref not in lead.opened.file.earlier:
        return lead
    entries = [
        (receiver.mailbox, earlier_of(lead, thread, until=0, key=False))
        for receiver, thread in pairs_of(lead.opened, ref, newer=newer)
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
