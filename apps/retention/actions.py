"""Erasing: what is due, what was taken back, and whatever a restore brought back.

Each act deletes rows in one transaction and owes the rest: `finish_erasing` takes the bytes out of
the database's log and free pages, and is tried again until it succeeds.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from apps.audit.actions import record
from apps.cases.files.keeping import discard_all
from apps.cases.index import empty_segments
from apps.cases.models import Case, Message, Submission, Summary
from apps.cases.owing import owe, words_gone
from apps.cases.summing import months_ahead
from apps.crypto.contexts import sha256
from apps.retention.finishing import finish_erasing
from apps.retention.models import ErasedRef

# A page that carries a code lives a day; one more for whoever's day ends later.
CODE_PAGES_LIVE: Final = timedelta(days=2)

__all__ = [
    "erase_case",
    "erase_withdrawn",
    "finish_erasing",
    "owe",
    "purge_due",
    "purge_restored",
    "words_gone",
]


@transaction.atomic
def erase_case(*, case: Case, today: date, verb: str = "erased") -> None:
    """Erase a case with everything that hangs on it, and refuse its submission from now on.

    Its keys go with it; so whatever ciphertext a disk or an old backup still holds opens nothing.
    The blobs of its files go after the commit.
    """
    empty_segments(team=case.team, refs=[case.ref])
    # Somebody may be writing to it: once they are done, what they wrote is erased with the rest.
    Case.objects.select_for_update().filter(ref=case.ref).first()
    _refuse_again(case, today)
    ref = case.ref
    discard_all(case)
    Case.objects.filter(ref=ref).delete()
    owe()
    record(person=None, verb=verb, kind="case", ref=ref)


@transaction.atomic
def erase_withdrawn(
    *, case: Case, mailbox: UUID, own_numbers: Sequence[int], days: int, today: date
) -> None:
    """Erase what the applicant wrote; the rest is erased once ``days`` are over.

    ``own_numbers`` are their messages in the mailbox that took back. In the case's other mailboxes
    nobody can tell without keys whose words are whose: there every message goes. Nor can anybody
    tell whose files are whose: all of them go.
    """
    empty_segments(team=case.team, refs=[case.ref])
    # Whoever opened it before and writes now is refused: they would sum up what was erased.
    Case.objects.select_for_update().filter(ref=case.ref).first()
    _refuse_again(case, today)
    Submission.objects.filter(case=case).delete()
    discard_all(case)
    messages = Message.objects.filter(case=case)
    messages.exclude(mailbox=mailbox).update(sealed_body=None)
    messages.filter(mailbox=mailbox, number__in=own_numbers).update(sealed_body=None)
    # Sealed anew, without the erased words, when its owner next lists.
    Summary.objects.filter(case=case).update(sealed_summary=None, summed=0, packed=0)
    case.withdrawn_on, case.erase_by = today, today + timedelta(days=days)
    case.save(update_fields=["withdrawn_on", "erase_by"])
    words_gone(case.ref)
    record(person=None, verb="withdrawal_carried_out", kind="case", ref=case.ref)


def _refuse_again(case: Case, today: date) -> None:
    """Let nothing of the case come a second time, by its bytes or by a page with its code."""
    marks = {case.ref: months_ahead(today)}
    sent = Submission.objects.filter(case=case).values_list("mailbox", flat=True)
    marks |= dict.fromkeys(sent, today + CODE_PAGES_LIVE)
    for ref, until in marks.items():
        ErasedRef.objects.update_or_create(hash=sha256(ref.bytes), defaults={"until": until})


def purge_due(*, today: date) -> int:
    """Erase every case whose day has come, each in its own transaction; returns how many."""
    erased = 0
    for due in Case.objects.filter(erase_by__lte=today).select_related("team"):
        with transaction.atomic():
            empty_segments(team=due.team, refs=[due.ref])
            # Again under a lock: a message may have come and moved the day.
            case = Case.objects.select_for_update().filter(ref=due.ref, erase_by__lte=today).first()
            if case is not None:
                erase_case(case=case, today=today)
                erased += 1
    with transaction.atomic():
        ErasedRef.objects.filter(until__lte=today).delete()
    return erased


def purge_restored(*, today: date) -> int:
    """After a restore: erase once more what the marks name, and what is due; returns how many.

    What was taken back and waits for its day bears a mark too, and goes on waiting.
    """
    erased = 0
    known = {bytes(one) for one in ErasedRef.objects.values_list("hash", flat=True)}
    for ref in list(Case.objects.filter(withdrawn_on=None).values_list("ref", flat=True)):
        if sha256(ref.bytes) in known:
            erase_case(case=Case.objects.get(ref=ref), today=today)
            erased += 1
    return erased + purge_due(today=today)
