"""Taking back: written down at the front door, carried out by the upkeep."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.cases.days import hour_of
from apps.cases.files import remove_file
from apps.cases.index import empty_segments
from apps.cases.messages import ViewEnded
from apps.cases.models import Case, CaseKey, Message, Submission, Summary
from apps.cases.owing import words_gone
from apps.cases.threads import append_entry
from apps.crypto.contexts import sha256
from apps.mailbox.carrying import next_position
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.queries import was_taken_back
from apps.mailbox.thread import (
    pack_files,
    pack_numbers,
    unpack_files,
    unpack_numbers,
)
from apps.mailbox.visits import Visit
from apps.retention.actions import erase_case, erase_withdrawn
from apps.teams.models import Team
from apps.web.queries import organisation

# A withdrawal is written in three milliseconds, the end of a second code's view in five.
EVEN_SECONDS: Final = 0.05


@contextmanager
def in_even_time() -> Iterator[None]:
    """Take so long over taking back that nobody can tell by a clock which code it was."""
    end = time.monotonic() + EVEN_SECONDS
    yield
    time.sleep(max(0.0, end - time.monotonic()))


def withdraw(*, visit: Visit, proof: bytes) -> None:
    """Take everything back: from here on the mailbox answers as to a wrong code.

    ``proof`` is what the code alone gives; `carry_out_withdrawals` checks it and erases. Raises
    ``IntegrityError`` where a forged row stands in the way, until that is deleted.

    A second code deletes nothing: its view is over, and the team is told.
    """
    with in_even_time():
        thread = visit.read()
        if visit.mailbox.second:
            _end_view(visit)
            return
        take_all_back(
            mailbox=visit.mailbox.ref,
            proof=proof,
            own_numbers=pack_numbers(thread.own_numbers),
            own_files=pack_files(thread.own_files),
        )


def take_all_back(*, mailbox: UUID, proof: bytes, own_numbers: bytes, own_files: bytes) -> None:
    """Write down that a mailbox was taken back, with what of it is the applicant's own, packed."""
    try:
        with transaction.atomic():
            Withdrawal.objects.create(
                mailbox=mailbox, proof=proof, own_numbers=own_numbers, own_files=own_files
            )
    except IntegrityError:
        # The front door inserts and does no more; a second press finds its own first one.
        if not was_taken_back(mailbox):
            raise


def _end_view(visit: Visit) -> None:
    now = int(time.time())
    with suppress(Team.DoesNotExist):
        append_entry(
            place=visit.place,
            key=visit.key,
            entry=ViewEnded(at=hour_of(now)),
            now=now,
            unless=lambda: visit.standing().is_over,
            tell=False,
            ends=True,
        )


def carry_out_withdrawals(*, today: date) -> int:
    """Erase what was taken back, each in its own transaction; returns how many cases.

    A row whose proof does not fit changes nothing and is deleted.
    """
    carried = 0
    for ref in list(Withdrawal.objects.values_list("mailbox", flat=True)):
        with transaction.atomic():
            row = Withdrawal.objects.select_for_update().filter(mailbox=ref).first()
            if row is None:
                continue
            mailbox = Mailbox.objects.select_related("case").filter(ref=ref).first()
            if mailbox is not None and sha256(bytes(row.proof)) == bytes(mailbox.withdrawal_hash):
                _carry_out(mailbox, row, today)
                carried += 1
            row.delete()
    return carried


def _carry_out(mailbox: Mailbox, row: Withdrawal, today: date) -> None:
    # Before the case, as everybody who locks both.
    empty_segments(team=mailbox.case.team, refs=[mailbox.case_id])
    case = Case.objects.select_for_update().get(ref=mailbox.case_id)
    if mailbox.guest:
        _carry_out_for_guest(case, mailbox, row, today)
        return
    own_numbers = unpack_numbers(bytes(row.own_numbers))
    _send_guests_home(case)
    _erase_joined(case, today)
    found = organisation()
    days = found.withdraw_days if found is not None else 0
    # What nobody has admitted, nobody of the team has written to: there is nothing to wait for.
    if not days or not CaseKey.objects.filter(case=case).exists():
        erase_case(case=case, today=today, verb="withdrawal_carried_out")
        return
    Mailbox.objects.filter(case=case).delete()
    erase_withdrawn(case=case, mailbox=mailbox.ref, own_numbers=own_numbers, days=days, today=today)


def _carry_out_for_guest(case: Case, mailbox: Mailbox, row: Withdrawal, today: date) -> None:
    """Erase what came with a code that was joined to a case; the case itself stays."""
    own = Submission.objects.select_related("case").filter(mailbox=mailbox.ref)
    for submission in own.exclude(case=case):
        erase_case(case=submission.case, today=today, verb="withdrawal_carried_out")
    own_numbers = unpack_numbers(bytes(row.own_numbers))
    messages = Message.objects.filter(mailbox=mailbox.ref, number__in=own_numbers)
    messages.update(sealed_body=None)
    for file in unpack_files(bytes(row.own_files)):
        remove_file(case=case, ref=file)
    Mailbox.objects.filter(case=case, ref__in=(mailbox.ref, mailbox.twin)).delete()
    # Sealed anew, without the erased words, by whoever lists next.
    # And counted: who has opened it before sums nothing up that was in it.
    Summary.objects.filter(case=case).update(
        sealed_summary=None, written=F("written") + 1, summed=0, packed=0
    )
    words_gone(case.ref)


def _erase_joined(case: Case, today: date) -> None:
    """Erase the person's other requests too, whose codes came along and are known to be theirs."""
    known = Mailbox.objects.filter(case=case).values("ref")
    others = Submission.objects.select_related("case").filter(mailbox__in=known)
    for submission in others.exclude(case=case):
        erase_case(case=submission.case, today=today, verb="withdrawal_carried_out")


def _send_guests_home(case: Case) -> None:
    """Give strangers' mailboxes back to their own requests, before the case they joined goes."""
    for row in Mailbox.objects.filter(case=case, guest=True).order_by("position"):
        home = Submission.objects.filter(mailbox=row.thread).exclude(case=case).first()
        if home is None:
            continue
        Message.objects.filter(mailbox=row.ref).update(case=home.case_id)
        row.case_id, row.guest = home.case_id, False
        row.position = next_position(home.case)
        row.save(update_fields=["case", "position", "guest"])
        Summary.objects.filter(case=home.case_id).update(written=F("written") + 1)
