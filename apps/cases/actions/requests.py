"""What becomes of a new request: read, taken, asked about, declined, put away."""

import time
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.actions.deciding import kept_day, risk_event
from apps.cases.actions.hand import Hand
from apps.cases.actions.moving import move_events
from apps.cases.actions.talking import later, to_all
from apps.cases.adding import add_event
from apps.cases.casefile import (
    AnyEvent,
    AsideSet,
    Closed,
    Looked,
    OwnerSet,
    PracticeSet,
    Promised,
)
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.summing import sum_up
from apps.cases.writing import Change, begin
from apps.crypto import Keyring

# Who reads the same request again so soon is still reading it.
STILL_READING: Final = 15 * 60


def look_at(opened: OpenCase, *, user: User, keyring: Keyring) -> OpenCase:
    """Record that somebody read a case; who reads a new request is told to colleagues too."""
    ref, now = opened.case.ref, int(time.time())
    last = opened.file.looked.get(user.ref.hex, 0)
    if opened.file.is_waiting and not opened.damaged and now - last >= STILL_READING:
        try:
            with transaction.atomic():
                begin(opened, keyring)
                add_event(opened, Looked(by=user.ref.hex, at=now))
                sum_up(opened)
                record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
        except IntegrityError:
            # A colleague wrote at this very moment: their page tells it, ours is recorded below.
            opened = open_case(ref=ref, user=user, keyring=keyring)
        else:
            return opened
    with transaction.atomic():
        record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
    return opened


def take_request(hand: Hand, *, risk: str) -> OpenCase:
    """Take it: owner, risk and screening in one act."""

    def change(opened: OpenCase) -> Change:
        taken = OwnerSet(by=hand.me, at=hand.now, owner=hand.me)
        events: list[AnyEvent] = [risk_event(hand, risk), taken]
        # Who works without that stage leaves the request in its own; it is taken all the same.
        if not opened.rules.hides("screening"):
            events += move_events(hand, opened, stage="screening")
        return Change(events=events)

    return hand.write(change)


def ask_for_more(hand: Hand, *, text: str, promised: date | None = None, wait: int = 0) -> OpenCase:
    """Ask the applicant something and wait for their answer, in one act.

    They see nothing of it for ``wait`` seconds.
    """
    me, now = hand.me, hand.now
    change = Change(
        events=[AsideSet(by=me, at=now, aside="awaiting_applicant")],
        entries=to_all(hand.opened, text, now=now, after=later(now, wait)),
        verb="message_sent",
    )
    if promised is not None:
        change.events.append(Promised(by=me, at=now, day=promised.isoformat()))
    return hand.write(change)


def mark_spam(hand: Hand) -> OpenCase:
    """Close what was not meant for us; it is kept for 30 days and nothing is said."""
    now = hand.now
    kept = kept_day(hand, "spam")
    return hand.add(Closed(by=hand.me, at=now, reason="spam", keep_until=kept))


def mark_practice(hand: Hand) -> OpenCase:
    """Mark a request as practice: it is not counted, and goes after a week."""
    return hand.add(PracticeSet(by=hand.me, at=hand.now, practice=True))
