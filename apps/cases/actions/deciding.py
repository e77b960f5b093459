"""Decisions on a case. Each takes a ``Hand``."""

from datetime import date

from apps.accounts.models import User
from apps.cases.actions.hand import Hand, one_of
from apps.cases.actions.talking import later, to_all
from apps.cases.casefile import (
    AsideSet,
    Closed,
    Noted,
    OwnerSet,
    Promised,
    RiskSet,
    keep_until,
)
from apps.cases.errors import CaseClosed
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import ASIDES, REASONS, RISKS
from apps.cases.writing import Change


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


def set_aside(
    hand: Hand, *, aside: str, why: str = "", reason: str = "", words: str = "", wait: int = 0
) -> OpenCase:
    """Set the case aside, its stage kept; "" brings it back. Declining needs a closing reason.

    ``words`` go to the applicant with it, after ``wait`` seconds, and no status before them.
    """
    one_of(aside, ("", *ASIDES))
    if hand.opened.file.stage == "closed":
        raise CaseClosed
    if aside == "declined":
        one_of(reason, REASONS)
    now = hand.now
    change = Change(events=[AsideSet(by=hand.me, at=now, aside=aside, why=why, reason=reason)])
    if words:
        change.entries = to_all(hand.opened, words, now=now, after=later(now, wait))
        change.verb = "message_sent"
    return hand.write(change)


def close_case(
    hand: Hand, *, reason: str, why: str = "", words: str = "", wait: int = 0
) -> OpenCase:
    """Close with a reason, and with words to the applicant unless none would be safe.

    The words go out after ``wait`` seconds, and *closed* is not told before them.
    """
    one_of(reason, REASONS)
    now = hand.now
    kept = keep_until(reason, at=now)
    closed = Closed(by=hand.me, at=now, reason=reason, keep_until=kept, why=why)
    change = Change(events=[closed])
    if words:
        change.entries = to_all(hand.opened, words, now=now, after=later(now, wait))
    return hand.write(change)


def add_note(hand: Hand, *, text: str) -> OpenCase:
    """Write a note for colleagues."""
    return hand.add(Noted(by=hand.me, at=hand.now, text=text))


def promise_day(hand: Hand, *, day: date) -> OpenCase:
    """Promise the day by which the applicant hears from us; they see it."""
    return hand.add(Promised(by=hand.me, at=hand.now, day=day.isoformat()))
