"""Erasing: what goes, what is refused afterwards, and what a restore must not bring back."""

import datetime
import time
from uuid import uuid4

import pytest
from django.db.models import Model

from apps.audit.models import Entry
from apps.cases.actions import send_message
from apps.cases.days import hour_of
from apps.cases.models import Case, CaseKey, Event, Message, Snapshot, Submission, Summary
from apps.cases.summing import months_ahead
from apps.crypto.code import new_code, stretch_code
from apps.crypto.contexts import sha256
from apps.crypto.submission import SealedSubmission, seal_submission
from apps.intake.actions import Refused, receive
from apps.mailbox.actions import carry_out_withdrawals
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.retention.actions import erase_case, purge_due, purge_restored
from apps.retention.models import ErasedRef
from apps.retention.queries import is_erased
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.mailbox import cast

DAY = datetime.timedelta(days=1)
TABLES: tuple[type[Model], ...] = (Case, Submission, CaseKey, Event, Message, Summary, Mailbox)


def a_full_case(harbour: cast.Harbour, noor: cast.Noor) -> None:
    noor.write(noor.come_back(), "Are you there?")
    send_message(harbour.hand(noor.case.ref), text="We are here.")


def test_it_takes_everything_of_the_case_along(noor: cast.Noor, harbour: cast.Harbour) -> None:
    a_full_case(harbour, noor)
    assert all(table._base_manager.exists() for table in TABLES)
    erase_case(case=noor.case, today=today())
    assert not [table for table in TABLES if table._base_manager.exists()]


def test_it_takes_nothing_of_another_case(noor: cast.Noor, harbour: cast.Harbour) -> None:
    other = cast.noor(harbour.team)
    erase_case(case=noor.case, today=today())
    assert other.come_back().status_code == 200


def test_it_is_recorded(noor: cast.Noor) -> None:
    erase_case(case=noor.case, today=today())
    newest = str(Entry.objects.order_by("-number")[0].clear_entry)
    assert "erased" in newest
    assert noor.case.ref.hex in newest.replace("-", "")


def test_it_remembers_the_ref_for_24_months(noor: cast.Noor) -> None:
    erase_case(case=noor.case, today=today())
    assert is_erased(noor.case.ref)
    assert is_erased(uuid4(), noor.case.ref)
    assert is_erased(noor.case.ref, uuid4())
    assert not is_erased(uuid4(), uuid4())
    mark = ErasedRef.objects.get(hash=sha256(noor.case.ref.bytes))
    assert mark.until == months_ahead(today())


def test_it_forgets_the_code_after_two_days(noor: cast.Noor) -> None:
    ref = noor.visit().mailbox.ref
    erase_case(case=noor.case, today=today())
    assert is_erased(ref)
    purge_due(today=today() + 2 * DAY)
    assert not is_erased(ref)
    assert is_erased(noor.case.ref)


def test_it_forgets_the_ref_when_its_day_has_come(noor: cast.Noor) -> None:
    erase_case(case=noor.case, today=today())
    purge_due(today=months_ahead(today()))
    assert not ErasedRef.objects.exists()


def sealed_by_hand(harbour: cast.Harbour, site: Organisation, secret: bytes) -> SealedSubmission:
    epoch = harbour.team.epochs.get(number=1)
    return seal_submission(
        team=harbour.team.ref.bytes,
        number=1,
        public_key=bytes(epoch.public_key),
        answers=b"{}",
        code=stretch_code(secret, bytes(site.site_salt), code_cost()),
    )


def test_it_refuses_the_same_bytes_again(harbour: cast.Harbour, organisation: Organisation) -> None:
    submission = sealed_by_hand(harbour, organisation, new_code())
    hour = hour_of(int(time.time()))
    erase_case(case=receive(submission=submission, hour=hour), today=today())
    with pytest.raises(Refused):
        receive(submission=submission, hour=hour)


def test_it_refuses_a_page_that_still_carries_the_code(
    harbour: cast.Harbour, organisation: Organisation
) -> None:
    secret, hour = new_code(), hour_of(int(time.time()))
    first = sealed_by_hand(harbour, organisation, secret)
    erase_case(case=receive(submission=first, hour=hour), today=today())
    with pytest.raises(Refused):
        receive(submission=sealed_by_hand(harbour, organisation, secret), hour=hour)


def test_it_erases_what_is_due_and_nothing_else(noor: cast.Noor, harbour: cast.Harbour) -> None:
    other = cast.noor(harbour.team)
    Case.objects.filter(ref=noor.case.ref).update(erase_by=today())
    assert purge_due(today=today() - DAY) == 0
    assert purge_due(today=today()) == 1
    assert list(Case.objects.all()) == [other.case]


def test_it_keeps_what_somebody_wrote_to(noor: cast.Noor) -> None:
    Case.objects.update(erase_by=today() + DAY)
    noor.write(noor.come_back(), "I am still here.")
    assert purge_due(today=today() + DAY) == 0


def test_it_erases_again_what_a_restore_brought_back(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    a_full_case(harbour, noor)
    other = cast.noor(harbour.team)
    kept = {table: list(table._base_manager.all()) for table in TABLES}
    erase_case(case=noor.case, today=today())
    for table, rows in kept.items():
        table._base_manager.bulk_create(rows, ignore_conflicts=True)
    assert noor.come_back().status_code == 200
    assert purge_restored(today=today()) == 1
    assert noor.come_back().status_code == 422
    assert other.come_back().status_code == 200


def test_it_erases_what_came_due_while_a_backup_lay_there(noor: cast.Noor) -> None:
    Case.objects.update(erase_by=today() - 90 * DAY)
    assert purge_restored(today=today()) == 1


def test_it_lets_what_was_taken_back_wait_for_its_day(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    a_full_case(harbour, noor)
    Snapshot.objects.create(case=noor.case, sealed_snapshot=b"what was said")
    take = {"code": noor.words}
    noor.browser.post("/en/mailbox/take-back/", take)
    carry_out_withdrawals(today=today())
    assert not Snapshot.objects.exists()
    assert purge_restored(today=today()) == 0
    assert purge_restored(today=today() + 3 * DAY) == 1
