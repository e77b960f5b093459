"""Finding a mailbox and reading what stands in it.

A right code, a wrong one, and one of a mailbox that is gone run the same statement here; what
differs comes after something has opened.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from apps.cases.answers import Answers, decode_answers
from apps.cases.days import days_after
from apps.cases.messages import Earlier
from apps.cases.models import Case, Message, Submission
from apps.cases.summing import first_of_month_after, months_ahead
from apps.cases.threads import Place, Row, Standing, stand
from apps.crypto import CannotOpen
from apps.crypto.contexts import DIGEST, REF, context, derive, sha256
from apps.crypto.submission import open_answers, open_intake_key
from apps.mailbox.days import day_of, today
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.thread import OpenedThread, open_thread

KEY: Final = 32
MOST_EARLIER: Final = 10_000


def mailboxes_found(locator_hashes: Sequence[bytes]) -> dict[bytes, Mailbox]:
    """The mailboxes that these locators find, by locator hash; none that was taken back."""
    found = _with_proof().filter(ref__in=[UUID(bytes=one[:REF]) for one in locator_hashes])
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


def place_of(mailbox: Mailbox, front: bytes) -> Place:
    """Where the code of a mailbox writes; ``front`` is its key of marks."""
    return Place(mailbox.case, mailbox.thread, mailbox.ref, front)


def twin_of(mailbox: Mailbox, front: bytes) -> UUID:
    """The mailbox of the second code, as a first one is told; a second one is told of none.

    What it is told in its place hangs on the first one's ref, which it does not know: what came of
    its own locator alone, whoever has that could work out, and so see that it is no first code.
    """
    if not mailbox.second:
        return mailbox.twin
    return UUID(bytes=derive(front, context("twin", mailbox.twin.bytes))[:REF])


def read_thread(
    mailbox: UUID, standing: Standing, key: bytes, before: int | None = None, *, twin: UUID
) -> OpenedThread:
    """Open all entries of a code with its mailbox's key, as they are to be seen now."""
    return open_thread(
        standing.rows,
        mailbox=mailbox,
        key=key,
        now=int(time.time()),
        twin=twin,
        before=before,
        can_be_ours=lambda row: not row.came,
    )


def rows_of(thread: UUID) -> list[Row]:
    """The rows of a thread that another code opens, in the order of their numbers."""
    rows = Message.objects.filter(mailbox=thread).order_by("number")
    return [
        Row(number, bytes(digest), None if sealed is None else bytes(sealed), False, number)
        for number, digest, sealed in rows.values_list("number", "digest", "sealed_body")
    ]


def answers_of(mailbox: Mailbox) -> tuple[list[bytes], bool]:
    """The answers that a code opens: two digests that they are bound to, and their record.

    None where it was never to open any. Behind them whether the team gave it: then it may open
    none, and nothing is damaged.
    """
    own = Submission.objects.filter(mailbox=mailbox.thread).first()
    # How long somebody else's answers are is nothing for a code that joined their case.
    joined = Submission.objects.filter(case=mailbox.case_id).first()
    submission = own or (None if mailbox.guest else joined)
    later = own is None and mailbox.position > 1
    if mailbox.second:
        parts = bytes(mailbox.sealed_skipped)
        return [parts[:DIGEST], parts[DIGEST : 2 * DIGEST], parts[2 * DIGEST :]], later
    if submission is None:
        return [], later
    kept = submission.digest, submission.bound, submission.sealed_answers
    return [bytes(part) for part in kept], later


def erase_by(mailbox: Mailbox, said_on: int) -> date:
    """The month by which everything goes at the latest.

    A second code's counts from what was said with it (``said_on``, days since 1970, 0 for nothing):
    the case's own month would tell of the casework that goes on.
    """
    if not mailbox.second:
        return mailbox.case.erase_by
    said = max(mailbox.case.received_on, date(1970, 1, 1) + timedelta(days=said_on))
    return max(months_ahead(said), first_of_month_after(today()))


@dataclass(frozen=True, slots=True)
class Inside:
    """Everything that a code shows: the thread, the answers, and the case's days.

    ``answers`` is None where this code opens none, and where they did not open (``odd_answers``).
    ``earlier`` are threads of the person's earlier requests that this code opens too; ``erase_by``
    is the month by which everything goes at the latest.
    """

    case: Case
    thread: OpenedThread
    answers: Answers | None
    odd_answers: bool
    erase_by: date
    earlier: tuple[OpenedThread, ...] = ()

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


def look_inside(mailbox: Mailbox, key: bytes, front: bytes, before: int | None = None) -> Inside:
    """Open all that a mailbox key opens; what does not open is said, never raised.

    ``before`` is the newest entry as the visit began: see `OpenedThread`.
    """
    standing = stand(place_of(mailbox, front))
    twin = twin_of(mailbox, front)
    thread = read_thread(mailbox.ref, standing, key, before, twin=twin)
    answers, odd = _answers(mailbox, key)
    if answers is not None:
        answers = answers.amended(thread.later_answers)
    return Inside(
        case=mailbox.case,
        thread=thread,
        answers=answers,
        odd_answers=odd,
        earlier=tuple(_earlier(one, thread.now) for one in thread.earlier if _is_place(one)),
        erase_by=erase_by(mailbox, standing.said_on),
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


def _answers(mailbox: Mailbox, key: bytes) -> tuple[Answers | None, bool]:
    """Return the answers that a mailbox's key opens, and whether they should open and do not."""
    parts, later = answers_of(mailbox)
    try:
        intake = open_intake_key(mailbox.sealed, key)
        if intake is None or not parts:
            return None, False
        digest, bound, sealed = parts
        opened = open_answers(digest=digest, answers=sealed, bound=bound, intake=intake)
        return decode_answers(opened), False
    except CannotOpen:
        return None, not later


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    # Whoever holds the mailbox key can seal any day; none of ours lies before there were cases.
    return day if day is not None and 2000 <= day.year < 9000 else None
