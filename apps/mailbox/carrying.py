"""What moves between two cases that are joined or parted: mailboxes, what was said there, files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Max

from apps.cases.actions import Hand
from apps.cases.adding import hold
from apps.cases.casefile import (
    MailboxAdded,
    MailboxEnded,
    MessageRead,
    MessageSent,
)
from apps.cases.days import hour_of
from apps.cases.index import empty_segments
from apps.cases.messages import Earlier, FileSent
from apps.cases.models import Attachment, Case, Message, Submission
from apps.cases.opened import OpenCase, Thread
from apps.cases.owing import drop_snapshot
from apps.cases.queries import open_case
from apps.cases.summing import sum_up
from apps.mailbox.models import Mailbox
from apps.retention.actions import owe

# Behind the pair that every submission brings.
AFTER_FIRST: Final = 2


class CannotJoin(Exception):
    """The two cases cannot be joined as they stand, or not parted."""


@dataclass(frozen=True, slots=True)
class Way:
    """A mailbox with its key and its silent twin, in hex, and whether its code still opens it."""

    mailbox: str
    key: str
    second: str
    second_key: str
    live: bool


def hold_both(one: Hand, two: Hand) -> None:
    refs = [one.opened.case.ref, two.opened.case.ref]
    empty_segments(team=one.opened.case.team, refs=refs)
    # In one order, so that two colleagues who join the same two never wait for each other.
    for case in sorted((one.opened.case, two.opened.case), key=lambda case: case.ref):
        hold(case)


def ways_of(opened: OpenCase) -> list[Way]:
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
        Way(thread.mailbox.hex, thread.key.hex(), *twins[thread.mailbox.hex], thread.live)
        for thread in opened.threads
        if thread.mailbox.hex not in opened.file.guests and thread.mailbox.hex in twins
    ]


def arrival(hand: Hand, way: Way, *, came_from: Case | None) -> MailboxAdded:
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


def endings(hand: Hand, mailboxes: Iterable[str]) -> list[MailboxEnded]:
    return [MailboxEnded(by=hand.me, at=hand.now, mailbox=one) for one in sorted(mailboxes)]


def vouched_of(
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


def delete_rows(case: Case, ways: Sequence[Way]) -> None:
    refs = [UUID(hex=ref) for way in ways for ref in (way.mailbox, way.second)]
    if refs:
        Mailbox.objects.filter(case=case, ref__in=refs).delete()
        owe()


def move_rows(source: Case, target: Case, ways: Sequence[Way], *, guest: bool) -> None:
    """Let what was said, and the codes that open it, hang on the other case from now on."""
    refs = [UUID(hex=way.mailbox) for way in ways]
    Message.objects.filter(case=source, mailbox__in=refs).update(case=target)
    drop_snapshot(source.ref)
    pairs = [UUID(hex=ref) for way in ways for ref in (way.mailbox, way.second)]
    rows = Mailbox.objects.filter(case=source, ref__in=pairs).order_by("position")
    for place, row in enumerate(rows, start=next_position(target)):
        row.case, row.position, row.guest = target, place, guest
        row.save(update_fields=["case", "position", "guest"])


def move_files(source: OpenCase, target: Case, ways: Sequence[Way]) -> None:
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


def summed(hand: Hand) -> OpenCase:
    """Open the case whole, with what moved into it, and let the list know."""
    opened = open_case(ref=hand.opened.case.ref, user=hand.by, keyring=hand.keyring)
    sum_up(opened)
    return opened


def pairs_of(opened: OpenCase, other: str, *, newer: bool) -> list[tuple[Thread, Thread]]:
    """Return each live thread of the newer request with each thread of the earlier one."""
    guests = [t for t in opened.threads if opened.file.guests.get(t.mailbox.hex) == other]
    own = [t for t in opened.threads if t.mailbox.hex not in opened.file.guests]
    receivers, earlier = (guests, own) if newer else (own, guests)
    return [(to, one) for to in receivers if to.live for one in earlier if one.entries]


def earlier_of(hand: Hand, thread: Thread, *, until: int, key: bool = True) -> Earlier:
    return Earlier(
        at=hour_of(hand.now),
        mailbox=thread.mailbox.hex,
        key=thread.key.hex() if key else "",
        until=until,
        ours=[one.number for one in thread.entries if one.named and one.number <= until],
    )
