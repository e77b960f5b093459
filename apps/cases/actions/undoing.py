"""Taking an act back: not by forgetting it, but by events that correct it."""

import time
from uuid import UUID

from apps.accounts.models import User
from apps.cases.actions.hand import Hand
from apps.cases.casefile import (
    AnyEvent,
    AsideSet,
    CaseFile,
    Closed,
    MessageSent,
    MessageTaken,
    OwnerSet,
    PracticeSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
    fold,
)
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.crypto import Keyring


def take_back_since(*, ref: UUID, before: int, by: User, keyring: Keyring) -> OpenCase:
    """Bring a case back to how it stood after event number ``before``; history keeps both.

    Words of ours that the applicant was not shown yet are taken back with it.
    Raises ``ChangedMeanwhile`` where a colleague changed it since, ``CaseDamaged`` and
    ``Case.DoesNotExist``.
    """
    opened = open_case(ref=ref, user=by, keyring=keyring)
    was = fold([event.body for event in opened.events[:before] if event.body is not None])
    hand = Hand(opened, by, keyring, seen=before)
    events = corrections(was, opened.file, by=hand.me, at=int(time.time()))
    return hand.add(*events, *_taken_back(hand))


def _taken_back(hand: Hand) -> list[AnyEvent]:
    """Return the events that take back what was sent since and nobody was shown."""
    opened, now = hand.opened, int(time.time())
    sent = {
        (event.body.mailbox, event.body.number)
        for event in opened.events[hand.seen :]
        if isinstance(event.body, MessageSent)
    }
    return [
        MessageTaken(
            by=hand.me,
            at=now,
            mailbox=thread.mailbox.hex,
            number=entry.number,
            what="taken_back",
        )
        for thread in opened.threads
        for entry in thread.entries
        if (thread.mailbox.hex, entry.number) in sent
        and entry.sent is not None
        and not thread.opened_at(entry.number)
    ]


def corrections(was: CaseFile, now: CaseFile, *, by: str, at: int) -> list[AnyEvent]:
    """Return the events after which risk, owner, course, promise and practice are as they were."""
    events = _course(was, now, by=by, at=at)
    if was.risk != now.risk:
        again, first = was.risk_again, was.risk_first
        events.append(RiskSet(by=by, at=at, risk=was.risk, again=again, first=first))
    if was.owner != now.owner:
        events.append(OwnerSet(by=by, at=at, owner=was.owner))
    if was.promised != now.promised:
        events.append(Promised(by=by, at=at, day=was.promised))
    if was.practice != now.practice:
        events.append(PracticeSet(by=by, at=at, practice=was.practice))
    return events


def _course(was: CaseFile, now: CaseFile, *, by: str, at: int) -> list[AnyEvent]:
    if (was.stage, was.aside, was.reason) == (now.stage, now.aside, now.reason):
        return []
    events: list[AnyEvent] = []
    if was.stage == "closed":
        kept = was.keep_until
        return [Closed(by=by, at=at, reason=was.reason, keep_until=kept)]
    if now.stage == "closed":
        events.append(Reopened(by=by, at=at, stage=was.stage))
    elif was.stage != now.stage:
        events.append(StageMoved(by=by, at=at, stage=was.stage))
    if was.aside or (now.aside and not events):
        again = AsideSet(
            by=by,
            at=at,
            aside=was.aside,
            reason=was.reason,
            until=was.aside_until,
            keep=was.keep_until or "",
        )
        events.append(again)
    return events
