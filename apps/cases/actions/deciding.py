"""Decisions on a case. Each takes a ``Hand``."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from apps.accounts.models import User
from apps.cases.actions.hand import Hand, one_of
from apps.cases.actions.talking import later, to_all
from apps.cases.casefile import (
    AsideSet,
    Closed,
    KeptUntil,
    Noted,
    OwnerSet,
    Promised,
    RiskSet,
)
from apps.cases.errors import CaseClosed, Settled
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import ASIDES, DECLINED_CLOSES, REASONS, RISKS
from apps.cases.writing import Change

# How long before its erasure the applicant, and Today, are told of it.
TOLD_BEFORE: Final = timedelta(days=30)


def risk_event(hand: Hand, risk: str) -> RiskSet:
    """Return the event of a risk set now, with the clocks that the team's rules give it."""
    one_of(risk, RISKS)
    now, rules = hand.now, hand.opened.rules
    again = now + int(rules.looked_again(risk).total_seconds())
    first = now + int(rules.first_acted(risk).total_seconds())
    return RiskSet(by=hand.me, at=now, risk=risk, again=again, first=first)


def set_risk(hand: Hand, *, risk: str) -> OpenCase:
    """Set the risk, whose clock begins now; the same one again is having looked at it."""
    return hand.add(risk_event(hand, risk))


def set_owner(hand: Hand, *, owner: User | None) -> OpenCase:
    """Give the case to a colleague of the team, or to nobody; taking it is giving it to oneself."""
    return hand.add(OwnerSet(by=hand.me, at=hand.now, owner=owner.ref.hex if owner else ""))


def kept_day(hand: Hand, reason: str, *, declined: bool = False) -> str | None:
    """Return until when the team keeps what is closed now; None: until a person decides."""
    kept = hand.opened.rules.keeps(reason)
    if kept is None:
        return None
    ahead = kept + declined * DECLINED_CLOSES
    return (datetime.fromtimestamp(hand.now, UTC) + ahead).date().isoformat()


def set_aside(
    hand: Hand,
    *,
    aside: str,
    why: str = "",
    reason: str = "",
    until: date | None = None,
    words: str = "",
    wait: int = 0,
) -> OpenCase:
    """Set the case aside, its stage kept; "" brings it back. Declining needs a closing reason.

    ``until`` is a day on which to look at it again. ``words`` go to the applicant with it, after
    ``wait`` seconds, and no status before them.
    """
    one_of(aside, ("", *ASIDES))
    if hand.opened.file.stage == "closed":
        raise CaseClosed
    if aside == "declined":
        one_of(reason, REASONS)
    now = hand.now
    event = AsideSet(
        by=hand.me,
        at=now,
        aside=aside,
        why=why,
        reason=reason,
        until=until.isoformat() if until else "",
        keep=(kept_day(hand, reason, declined=True) or "") if aside == "declined" else "",
    )
    change = Change(events=[event])
    if words:
        change.entries = to_all(hand.opened, words, now=now, after=later(now, wait))
        change.verb = "message_sent"
    return hand.write(change)


def close_case(
    hand: Hand,
    *,
    reason: str,
    why: str = "",
    keep: date | None = None,
    keep_why: str = "",
    words: str = "",
    wait: int = 0,
) -> OpenCase:
    """Close with a reason, and with words to the applicant unless none would be safe.

    ``keep`` is a day later than its reason's, and needs a ``keep_why``; else it is left aside. The
    words go out after ``wait`` seconds, and *closed* is not told before them.
    """
    one_of(reason, REASONS)
    now = hand.now
    kept = kept_day(hand, reason)
    if kept is not None and keep is not None and keep_why.strip():
        kept = max(kept, keep.isoformat())
    closed = Closed(by=hand.me, at=now, reason=reason, keep_until=kept, why=why, keep_why=keep_why)
    change = Change(events=[closed])
    if words:
        change.entries = to_all(hand.opened, words, now=now, after=later(now, wait))
    return hand.write(change)


def keep_case(hand: Hand, *, day: date | None, why: str = "") -> OpenCase:
    """Decide anew how long a closed case is kept: to a later day, or None: looked at, and kept on.

    A case that is kept until a person decides is given a day at least a month ahead, of which the
    applicant is told. Raises ``ValueError`` for a day that is earlier.
    """
    said = day.isoformat() if day else None

    def change(opened: OpenCase) -> Change:
        if opened.file.stage != "closed":
            raise Settled
        stands = opened.file.keep_until
        soonest = datetime.fromtimestamp(hand.now, UTC).date() + TOLD_BEFORE
        if (stands is not None and (said or "") <= stands) or (day and day < soonest):
            raise ValueError("no case is erased earlier than was said")
        return Change([KeptUntil(by=hand.me, at=hand.now, keep_until=said, why=why)])

    return hand.write(change)


def add_note(hand: Hand, *, text: str) -> OpenCase:
    """Write a note for colleagues."""
    return hand.add(Noted(by=hand.me, at=hand.now, text=text))


def promise_day(hand: Hand, *, day: date) -> OpenCase:
    """Promise the day by which the applicant hears from us; they see it."""
    return hand.add(Promised(by=hand.me, at=hand.now, day=day.isoformat()))
