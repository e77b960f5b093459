"""Sealed texts that somebody brings, at either door: found, checked, stored once.

Whoever brings one learns what became of it, and nothing else. See docs/spec/offline.md, *Bring*.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.cases.days import hour_of
from apps.cases.models import Case
from apps.crypto import CannotOpen
from apps.crypto.carried import Found, read_carried, read_text
from apps.crypto.submission import SealedSubmission
from apps.intake.actions import Refused, TakenBack, arrived, store
from apps.intake.entrances import receiver_of
from apps.intake.offline.making import DAY_NOUGHT
from apps.mailbox.days import said_far
from apps.mailbox.queries import was_taken_back
from apps.retention.queries import is_erased
from apps.web.limits import take

# For everybody together, and apart from the form's own: neither closes the other.
MOST_BROUGHT: Final = 1000
SECONDS: Final = 60 * 60
MOST_AT_ONCE: Final = 50
# No form that was ever given out is good for longer.
FURTHEST: Final = timedelta(days=184)

Fate = Literal[
    "received", "known", "spoilt", "odd", "erased", "over", "met", "refused", "crowded", "many"
]
Noted = Callable[[Case], None]

log = logging.getLogger("farshore")


class Outcome(NamedTuple):
    """What became of one submission in a text."""

    mark: str
    fate: Fate
    missing: Iterable[int] = ()
    of: int = 1
    until: date | None = None

    @property
    def said_until(self) -> str:
        """The last day on which it was taken, in words."""
        return said_far(self.until) if self.until else ""

    @property
    def arrived(self) -> bool:
        """Whether it is with us, now or since before: then nobody need carry it further."""
        return self.fate in {"received", "known"}


def take_texts(text: str, *, today: date, noted: Noted | None = None) -> list[Outcome]:
    """Take every submission in a text, each by itself; ``noted`` writes down who brought it."""
    found = read_text(text)
    taken = [_take(one, today, noted) for one in found[:MOST_AT_ONCE]]
    return taken + [Outcome(one.mark, "many") for one in found[MOST_AT_ONCE:]]


def _take(found: Found, today: date, noted: Noted | None) -> Outcome:
    if found.missing:
        return Outcome(found.mark, "spoilt", found.missing, found.of)
    try:
        carried = read_carried(found.data or b"")
        until = _day(carried.until)
    except CannotOpen:
        return Outcome(found.mark, "odd")
    if until > today + FURTHEST:
        return Outcome(found.mark, "odd")
    known = _known(carried.submission)
    if known is None and until < today:
        return Outcome(found.mark, "over", until=until)
    return Outcome(found.mark, known or _store(carried.submission, noted))


def _day(number: int) -> date:
    try:
        return DAY_NOUGHT + timedelta(days=number)
    except OverflowError:
        raise CannotOpen from None


def _known(submission: SealedSubmission) -> Fate | None:
    """What is known of it already: by its own ref, which nobody but its author could choose."""
    ref, mailbox = UUID(bytes=submission.ref), UUID(bytes=submission.mailboxes[0].ref)
    case = Case.objects.filter(ref=ref).first()
    if is_erased(ref) or (case is not None and was_taken_back(mailbox)):
        return "erased"
    return "known" if case is not None else None


def _store(submission: SealedSubmission, noted: Noted | None) -> Fate:
    try:
        team = receiver_of(UUID(bytes=submission.team))
        if team is None:
            return "refused"
        request = arrived(submission=submission, hour=hour_of(int(time.time())), to=team)
        # One transaction with its token and the note: what is told was written, and written once.
        with transaction.atomic():
            if take(action="bring", who=b"", capacity=MOST_BROUGHT, per_seconds=SECONDS):
                return "crowded"
            case = store(request=request)
            if case.ref.bytes != submission.ref:
                return "met"
            if noted is not None:
                noted(case)
    except TakenBack:
        return "erased"
    except Refused:
        return "refused"
    except IntegrityError:
        # Rows made to meet somebody else's: whoever makes them has read the database.
        log.warning("a text that meets rows of another request was refused")
        return "met"
    return "received"
