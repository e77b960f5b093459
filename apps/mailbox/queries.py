"""Finding a mailbox and reading what stands in it.

A right code, a wrong one, and one of a mailbox that is gone run the same statement here; what
differs comes after something has opened.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from apps.cases.answers import Answers, Consent, decode_answers, encode_answers
from apps.cases.days import days_after
from apps.cases.messages import Earlier
from apps.cases.models import Case, Message, Submission
from apps.cases.summing import first_of_month_after, months_ahead
from apps.crypto import CannotOpen
from apps.crypto.contexts import REF, sha256
from apps.crypto.submission import open_answers, open_intake_key, seal_answers
from apps.mailbox.days import day_of, today
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.thread import OpenedThread, Sealed, came_sealed, open_thread
from apps.web.queries import organisation

KEY: Final = 32
MOST_EARLIER: Final = 10_000
# What the harmless view shows for answers: of the size and cost of a request without any.
NONE: Final = bytes(32)
SKIPPED_KEY: Final = os.urandom(KEY)
SKIPPED: Final = seal_answers(
    encode_answers(Answers("", 0, "self", [], Consent(0, ""))),
    digest=NONE,
    bound=NONE,
    intake=SKIPPED_KEY,
)


def opens_in_browsers() -> bool:
    """Whether a browser may open a mailbox by itself.

    Never where anybody may have a second code: whoever takes apart what a browser is given would
    see which of the two codes they hold.
    """
    found = organisation()
    return found is not None and not (found.second_codes or found.second_codes_given)


def mailboxes_found(locator_hashes: Sequence[bytes]) -> dict[bytes, Mailbox]:
    """The mailboxes that these locators find, by locator hash; none that was taken back."""
    found = _with_proof().filter(locator_hash__in=locator_hashes)
    return {bytes(row.locator_hash): row for row in found if not _taken_back(row)}


def mailbox_at(ref: UUID) -> Mailbox | None:
    """The mailbox of that ref, unless it is gone or was taken back."""
    row = _with_proof().filter(ref=ref).first()
    return None if row is None or _taken_back(row) else row


def was_taken_back(ref: UUID) -> bool:
    """Whether the applicant took this mailbox back and upkeep has not come by yet."""
    row = _with_proof().filter(ref=ref).first()
    return row is not None and _taken_back(row)


def _with_proof() -> QuerySet[Mailbox]:
    proof = Withdrawal.objects.filter(mailbox=OuterRef("ref")).values("proof")[:1]
    return Mailbox.objects.select_related("case__team").annotate(proof=Subquery(proof))


def _taken_back(row: Mailbox) -> bool:
    # A forged proof changes nothing, from the first moment on.
    proof: bytes | None = getattr(row, "proof", None)
    return proof is not None and sha256(bytes(proof)) == bytes(row.withdrawal_hash)


def read_thread(
    mailbox: UUID,
    key: bytes,
    front: bytes,
    before: int | None = None,
    *,
    harmless: bool = False,
) -> OpenedThread:
    """Open the whole thread of a mailbox with its key, as it is to be seen now.

    ``front`` is the code's key of marks: see `open_thread`. ``harmless``: with the key of the
    second code, which stands on the first one's thread.
    """
    came = came_sealed(front, mailbox)
    return open_thread(
        rows_of(mailbox),
        mailbox=mailbox,
        key=key,
        now=int(time.time()),
        before=before,
        harmless=harmless,
        can_be_ours=lambda row: not came(row),
    )


def rows_of(mailbox: UUID) -> list[Sealed]:
    """The rows of a thread, in the order of their numbers."""
    # As tuples: making models of rows that a second code passes over could be told by a clock.
    rows = Message.objects.filter(mailbox=mailbox).order_by("number")
    return [Sealed(*row) for row in rows.values_list("number", "digest", "sealed_body", "mark")]


@dataclass(frozen=True, slots=True)
class Inside:
    """Everything that a code shows: the thread, the answers, and the case's days.

    ``answers`` is None where this code opens none, and where they did not open (``odd_answers``).
    ``earlier`` are threads of the person's earlier requests that this code opens too.
    """

    case: Case
    thread: OpenedThread
    answers: Answers | None
    odd_answers: bool
    earlier: tuple[OpenedThread, ...] = ()
    harmless: bool = False

    @property
    def status(self) -> str:
        """The status in the front door's words."""
        told = self.thread.status
        return told.status if told is not None else "received"

    @property
    def keep_until(self) -> date | None:
        """The day on which everything goes, where a closed case has one."""
        told = self.thread.status
        return _day(told.keep_until) if told is not None else None

    @property
    def erase_by(self) -> date:
        """The month by which everything goes at the latest.

        The harmless view counts from what was said there: the case's own month would tell of the
        casework that goes on.
        """
        if not self.harmless:
            return self.case.erase_by
        said = [day_of(body.at) for body in self.thread.words]
        return max(months_ahead(max([self.case.received_on, *said])), first_of_month_after(today()))

    def promised(self, promise_days: int) -> date:
        """The day by which we said that they hear from us."""
        told = self.thread.status
        day = _day(told.promised) if told is not None else None
        return day or days_after(self.case.received_on, promise_days)

    def changed_is_asked(self, today: date) -> bool:
        """Whether the case was closed within the last 30 days."""
        told = self.thread.status
        if told is None or told.status != "closed":
            return False
        return today - day_of(max(told.at, told.after)) <= timedelta(days=30)


def look_inside(
    mailbox: Mailbox,
    key: bytes,
    front: bytes,
    before: int | None = None,
    *,
    onto: UUID | None = None,
) -> Inside:
    """Open all that a mailbox key opens; what does not open is said, never raised.

    ``before`` is the newest entry as the visit began: see `OpenedThread`. ``onto`` is the thread
    that a second code stands on; what it opens is a request in which all was skipped.
    """
    harmless = onto is not None
    thread = read_thread(onto or mailbox.ref, key, front, before, harmless=harmless)
    try:
        answers, odd = (_no_answers if harmless else _answers)(mailbox, key), False
    except CannotOpen:
        answers, odd = None, True
    if answers is not None:
        answers = answers.amended(thread.later_answers)
    return Inside(
        case=mailbox.case,
        thread=thread,
        answers=answers,
        odd_answers=odd,
        earlier=tuple(_earlier(one, thread.now) for one in thread.earlier if _is_place(one)),
        harmless=harmless,
    )


def _is_place(one: Earlier) -> bool:
    """Tell whether ref and key have their shape: whoever holds the mailbox key can seal any."""
    try:
        return len(bytes.fromhex(one.mailbox)) == REF and len(bytes.fromhex(one.key)) == KEY
    except ValueError:
        return False


def _earlier(one: Earlier, now: int) -> OpenedThread:
    ref, key = UUID(hex=one.mailbox), bytes.fromhex(one.key)
    shown = rows_of(ref)[: max(0, min(one.until, MOST_EARLIER))]
    ours = frozenset(one.ours)
    return open_thread(
        shown, mailbox=ref, key=key, now=now, can_be_ours=lambda row: row.number in ours
    )


def _answers(mailbox: Mailbox, key: bytes) -> Answers | None:
    intake = open_intake_key(mailbox.sealed, key)
    submission = Submission.objects.filter(case=mailbox.case_id).first()
    if intake is None or submission is None:
        return None
    try:
        return _opened_answers(submission, intake)
    except CannotOpen:
        # A mailbox that was joined to another case opens the answers that it came with.
        own = Submission.objects.filter(mailbox=mailbox.ref).exclude(pk=submission.pk).first()
        if own is not None:
            return _opened_answers(own, intake)
        if mailbox.position > 1:
            return None
        raise


def _no_answers(mailbox: Mailbox, key: bytes) -> Answers | None:
    """Return answers in which all was skipped, by the steps in which others are opened."""
    open_intake_key(mailbox.sealed, key)
    Submission.objects.filter(case=mailbox.case_id).first()
    opened = open_answers(digest=NONE, answers=SKIPPED, bound=NONE, intake=SKIPPED_KEY)
    return decode_answers(opened)


def _opened_answers(submission: Submission, intake: bytes) -> Answers:
    opened = open_answers(
        digest=bytes(submission.digest),
        answers=bytes(submission.sealed_answers),
        bound=bytes(submission.bound),
        intake=intake,
    )
    return decode_answers(opened)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    # Whoever holds the mailbox key can seal any day; none of ours lies before there were cases.
    return day if day is not None and 2000 <= day.year < 9000 else None
