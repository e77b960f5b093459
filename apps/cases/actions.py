"""Every act of the team on a case.

Each takes a ``Hand``: who acts, on which opened case, and the last event that their page had
shown. Each raises ``ChangedMeanwhile`` where others changed the case since, and ``CaseDamaged``.
"""

import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.admission import admit
from apps.cases.casefile import (
    AnyEvent,
    AsideSet,
    Closed,
    MessageRead,
    Noted,
    OwnerSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
    keep_until,
)
from apps.cases.errors import CaseClosed, NotAdmitted
from apps.cases.messages import Text
from apps.cases.opened import OpenCase
from apps.cases.queries import cases_visible_to, open_case
from apps.cases.vocabulary import ASIDES, ORDER, REASONS, RISKS
from apps.cases.writing import TRIES, Change, add_event, hold, hour_of, sum_up, write
from apps.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts on which opened case, and the number of the last event that their page showed.

    ``at`` dates an act that happened earlier (Unix time in seconds); None is now.
    """

    opened: OpenCase
    by: User
    keyring: Keyring
    seen: int
    at: int | None = None

    @property
    def me(self) -> str:
        """The person's ref as events name it."""
        return self.by.ref.hex

    @property
    def now(self) -> int:
        """Unix time in seconds."""
        return int(time.time()) if self.at is None else self.at

    def write(self, change: Change, *, also: Callable[[OpenCase], None] | None = None) -> OpenCase:
        """Add a change with all that follows from it; ``also`` joins its transaction."""
        return write(
            opened=self.opened,
            by=self.by,
            seen=self.seen,
            keyring=self.keyring,
            now=self.now,
            change=change,
            also=also,
        )

    def add(self, *events: AnyEvent) -> OpenCase:
        """Add events to the case."""
        return self.write(Change(events=list(events)))


def read_case(*, ref: UUID, user: User, keyring: Keyring) -> OpenCase:
    """Open a case for reading: admits it, marks what the applicant wrote as read, is recorded.

    Raises ``Case.DoesNotExist``, a ``TeamClosed``, ``CannotOpen`` and ``NotAdmitted`` (what was
    submitted does not open).
    """
    try:
        opened = open_case(ref=ref, user=user, keyring=keyring)
    except NotAdmitted:
        admit(case=cases_visible_to(user).get(ref=ref), user=user, keyring=keyring)
        opened = open_case(ref=ref, user=user, keyring=keyring)
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                hold(opened.case)
                _mark_read(opened, user)
                record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
        except IntegrityError:
            opened = open_case(ref=ref, user=user, keyring=keyring)
        else:
            return opened
    with transaction.atomic():
        record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
    return opened


def _mark_read(opened: OpenCase, user: User) -> None:
    if opened.damaged or not opened.unread:
        return
    now = int(time.time())
    for thread, entry in opened.unread:
        read = MessageRead(
            by=user.ref.hex,
            at=now,
            mailbox=thread.mailbox.hex,
            number=entry.number,
            digest=entry.digest.hex(),
        )
        add_event(opened, read)
        thread.entries[entry.number - 1] = entry.as_read()
    sum_up(opened)


def set_risk(hand: Hand, *, risk: str) -> OpenCase:
    """Set the risk, whose clock begins now."""
    _one_of(risk, RISKS)
    return hand.add(RiskSet(by=hand.me, at=hand.now, risk=risk))


def set_owner(hand: Hand, *, owner: User | None) -> OpenCase:
    """Give the case to a colleague of the team, or to nobody; taking it is giving it to oneself."""
    return hand.add(OwnerSet(by=hand.me, at=hand.now, owner=owner.ref.hex if owner else ""))


def move_case(hand: Hand, *, stage: str, why: str = "") -> OpenCase:
    """Move to any stage but closed, forward or back; ends an aside."""
    _one_of(stage, ORDER[:-1])
    if hand.opened.file.stage == "closed":
        raise CaseClosed
    return hand.add(StageMoved(by=hand.me, at=hand.now, stage=stage, why=why))


def set_aside(hand: Hand, *, aside: str, why: str = "", reason: str = "") -> OpenCase:
    """Set the case aside, its stage kept; "" brings it back. Declining needs a closing reason."""
    _one_of(aside, ("", *ASIDES))
    if hand.opened.file.stage == "closed":
        raise CaseClosed
    if aside == "declined":
        _one_of(reason, REASONS)
    event = AsideSet(by=hand.me, at=hand.now, aside=aside, why=why, reason=reason)
    return hand.add(event)


def close_case(hand: Hand, *, reason: str, why: str = "", words: str = "") -> OpenCase:
    """Close with a reason, and with words to the applicant unless none would be safe."""
    _one_of(reason, REASONS)
    now = hand.now
    kept = keep_until(reason, at=now)
    closed = Closed(by=hand.me, at=now, reason=reason, keep_until=kept, why=why)
    change = Change(events=[closed])
    if words:
        change.entries = _to_all(hand.opened, words, now)
    return hand.write(change)


def reopen_case(hand: Hand, *, stage: str, why: str = "") -> OpenCase:
    """Open a closed case again, at a stage of choice."""
    _one_of(stage, ORDER[:-1])
    return hand.add(Reopened(by=hand.me, at=hand.now, stage=stage, why=why))


def add_note(hand: Hand, *, text: str) -> OpenCase:
    """Write a note for colleagues."""
    return hand.add(Noted(by=hand.me, at=hand.now, text=text))


def promise_day(hand: Hand, *, day: date) -> OpenCase:
    """Promise the day by which the applicant hears from us; they see it."""
    return hand.add(Promised(by=hand.me, at=hand.now, day=day.isoformat()))


def send_message(hand: Hand, *, text: str, promised: date | None = None) -> OpenCase:
    """Write to the applicant, in every mailbox that is live, and promise the next day with it."""
    now = hand.now
    change = Change(entries=_to_all(hand.opened, text, now), verb="message_sent")
    if promised is not None:
        change.events = [Promised(by=hand.me, at=now, day=promised.isoformat())]
    return hand.write(change)


def _to_all(opened: OpenCase, text: str, now: int) -> list[tuple[UUID, Text]]:
    words = Text(by="team", at=hour_of(now), text=text)
    return [(thread.mailbox, words) for thread in opened.threads if thread.live]


def _one_of(value: str, known: Container[str]) -> None:
    if value not in known:
        raise ValueError("not one of the list")
