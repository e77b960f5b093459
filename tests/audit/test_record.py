"""What is done at the desk is written down, and the writing cannot be changed unseen."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.audit import actions, queries
from apps.audit.actions import purge_before, record, set_recipient
from apps.audit.bodies import CLEAR, Body, encode, month_of
from apps.audit.models import Entry, Head, Journal, Recipient
from apps.audit.queries import Fault, MailedHead, entries, head_words, verify
from apps.crypto import EpochSecret
from apps.crypto.audit import entry_digest

pytestmark = pytest.mark.django_db

OLU = uuid.uuid4()
AMIRA = uuid.uuid4()
CASE = uuid.uuid4()


@pytest.fixture
def oversight() -> EpochSecret:
    """Oversight's first epoch, told to the record."""
    epoch = EpochSecret.new(team=uuid.uuid4().bytes, number=1)
    tell(epoch)
    return epoch


def tell(epoch: EpochSecret) -> None:
    team = uuid.UUID(bytes=epoch.team)
    set_recipient(team=team, number=epoch.number, public_key=epoch.kem.public_bytes)


def opens(*epochs: EpochSecret) -> Callable[[uuid.UUID, int], EpochSecret]:
    held = {(uuid.UUID(bytes=epoch.team), epoch.number): epoch for epoch in epochs}
    return lambda team, number: held[team, number]


def write(count: int, verb: str = "case_read") -> None:
    for _ in range(count):
        record(person=AMIRA, verb=verb, kind="case", ref=CASE)


def bodies(*epochs: EpochSecret) -> list[Body | None]:
    return [entry.body for entry in entries(open_epoch=opens(*epochs)).entries]


def rechain_from(number: int) -> None:
    """What a writer of the database can do without any key: make all digests fit again."""
    before = Entry.objects.filter(number=number - 1).first()
    previous = bytes(before.digest) if before else bytes(32)
    for entry in Entry.objects.filter(number__gte=number).order_by("number"):
        entry.digest = entry_digest(
            number=entry.number,
            previous=previous,
            journal=entry.journal.bytes if entry.journal else CLEAR,
            month=entry.month,
            sealed=bytes(entry.sealed_entry or b"") or (entry.clear_entry or "").encode(),
        )
        entry.save()
        previous = entry.digest
        Head.objects.update(number=entry.number, digest=entry.digest)


def test_it_says_who_did_what_to_what(oversight: EpochSecret) -> None:
    record(person=AMIRA, verb="case_read", kind="case", ref=CASE, head=b"h" * 32)
    (body,) = bodies(oversight)
    assert body is not None
    said = (body.person, body.verb, body.kind, body.ref, body.outcome, body.head)
    assert said == (AMIRA, "case_read", "case", CASE, "done", b"h" * 32)


def test_it_shows_nothing_of_it_in_the_database(oversight: EpochSecret) -> None:
    write(1)
    row = Entry.objects.get()
    assert AMIRA.bytes not in bytes(row.sealed_entry or b"")
    assert row.clear_entry is None


def test_it_gives_every_entry_the_same_size(oversight: EpochSecret) -> None:
    record(person=None, verb="lock")
    record(person=AMIRA, verb="case_changed", kind="case", ref=CASE, head=b"h" * 32)
    assert {len(bytes(row.sealed_entry or b"")) for row in Entry.objects.all()} == {285}


def test_it_refuses_verbs_that_nobody_explained() -> None:
    with pytest.raises(ValueError, match="no such verb"):
        record(person=AMIRA, verb="guessed")


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_stand_outside_the_act() -> None:
    with pytest.raises(RuntimeError):
        record(person=AMIRA, verb="lock")


@pytest.mark.django_db(transaction=True)
def test_it_writes_nothing_of_an_act_that_failed(oversight: EpochSecret) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError
    with transaction.atomic():
        write(1)
    assert verify(open_epoch=opens(oversight)) == []


@pytest.mark.django_db(transaction=True)
def test_it_stays_whole_when_many_write_at_once(oversight: EpochSecret) -> None:
    def act() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(1)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(act) for _ in range(4)]:
            done.result()
    assert head_words().number == 40
    assert verify(open_epoch=opens(oversight)) == []


def test_it_waits_in_the_clear_until_there_is_oversight() -> None:
    write(1, "invite")
    assert Entry.objects.get().clear_entry
    assert verify() == []


def test_it_seals_what_waited_once_there_is_oversight() -> None:
    write(3, "invite")
    epoch = EpochSecret.new(team=uuid.uuid4().bytes, number=1)
    tell(epoch)
    write(1)
    assert not Entry.objects.filter(clear_entry__isnull=False).exists()
    assert [body.verb for body in bodies(epoch) if body] == ["case_read", *["invite"] * 3]
    assert verify(open_epoch=opens(epoch)) == []


def test_it_begins_a_journal_for_oversights_newer_key(oversight: EpochSecret) -> None:
    write(2)
    newer = EpochSecret.new(team=oversight.team, number=2)
    tell(newer)
    write(2)
    assert list(Journal.objects.values_list("epoch", flat=True).order_by("first")) == [1, 2]
    assert verify(open_epoch=opens(oversight, newer)) == []


def test_it_begins_a_journal_each_hour(oversight: EpochSecret) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        write(2)
        clock.shift(3600)
        write(1)
    assert Journal.objects.count() == 2


def test_it_begins_a_journal_after_so_many_entries(
    oversight: EpochSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "JOURNAL_ENTRIES", 2)
    write(5)
    assert Journal.objects.count() == 3


def test_it_finds_a_removed_entry(oversight: EpochSecret) -> None:
    write(4)
    Entry.objects.filter(number=2).delete()
    assert verify() == [Fault(2, queries.MISSING)]


def test_it_finds_a_changed_entry(oversight: EpochSecret) -> None:
    write(3)
    row = Entry.objects.get(number=2)
    Entry.objects.filter(number=2).update(sealed_entry=bytes(row.sealed_entry or b"")[:-1] + b"x")
    assert verify() == [Fault(2, queries.CHANGED)]


def test_it_finds_an_entry_moved_to_another_month(oversight: EpochSecret) -> None:
    write(2)
    Entry.objects.filter(number=1).update(month=1)
    assert verify() == [Fault(1, queries.CHANGED)]


def test_it_finds_two_entries_that_changed_places(oversight: EpochSecret) -> None:
    write(3)
    Entry.objects.filter(number=2).update(number=9)
    Entry.objects.filter(number=3).update(number=2)
    Entry.objects.filter(number=9).update(number=3)
    assert Fault(2, queries.CHANGED) in verify()


def test_it_finds_the_newest_entries_cut_off(oversight: EpochSecret) -> None:
    write(3)
    Entry.objects.filter(number=3).delete()
    assert verify() == [Fault(3, queries.CUT_OFF)]


def test_it_finds_a_head_set_back(oversight: EpochSecret) -> None:
    write(3)
    Head.objects.update(number=2, digest=Entry.objects.get(number=2).digest)
    assert verify() == [Fault(3, queries.CHANGED)]


def test_it_finds_a_lost_journal(oversight: EpochSecret) -> None:
    write(2)
    Journal.objects.all().delete()
    assert verify() == [Fault(1, queries.NO_JOURNAL), Fault(2, queries.NO_JOURNAL)]


def test_it_finds_words_written_in_the_clear_among_sealed_ones(oversight: EpochSecret) -> None:
    write(1)
    Recipient.objects.all().delete()
    write(1, "invite")
    assert verify() == [Fault(2, queries.IN_CLEAR)]


def test_it_finds_with_keys_what_was_taken_out_and_chained_anew(oversight: EpochSecret) -> None:
    write(4)
    Entry.objects.filter(number=2).delete()
    for number in (3, 4):
        Entry.objects.filter(number=number).update(number=number - 1)
    rechain_from(1)
    assert verify() == []
    assert verify(open_epoch=opens(oversight)) == [
        Fault(2, queries.CANNOT_OPEN),
        Fault(3, queries.CANNOT_OPEN),
    ]


def test_it_finds_by_a_mailed_head_a_record_that_was_wholly_rewritten(
    oversight: EpochSecret,
) -> None:
    write(3)
    mailed = head_words()
    Entry.objects.all().delete()
    Head.objects.all().delete()
    write(5, "lock")
    assert verify() == []
    assert verify(mailed=mailed) == [Fault(3, queries.OTHER_WORDS)]


def test_it_finds_by_a_mailed_head_a_record_put_back_to_an_earlier_day(
    oversight: EpochSecret,
) -> None:
    write(3)
    mailed = head_words()
    Entry.objects.filter(number=3).delete()
    Head.objects.update(number=2, digest=Entry.objects.get(number=2).digest)
    assert verify() == []
    assert verify(mailed=mailed) == [Fault(3, queries.CUT_OFF)]


def test_it_still_fits_an_earlier_mailed_head(oversight: EpochSecret) -> None:
    write(3)
    mailed = head_words()
    write(3)
    assert verify(mailed=mailed, open_epoch=opens(oversight)) == []


def test_it_does_not_open_a_foreign_entry_put_in(oversight: EpochSecret) -> None:
    write(1)
    row = Entry.objects.get()
    digest = bytes(row.digest)
    Entry.objects.create(
        number=2,
        month=row.month,
        journal=row.journal,
        digest=digest,
        sealed_entry=row.sealed_entry,
    )
    rechain_from(1)
    assert [body is None for body in bodies(oversight)] == [True, False]


def test_it_is_read_by_person_verb_and_ref(oversight: EpochSecret) -> None:
    write(2)
    record(person=OLU, verb="record_read")
    found = entries(open_epoch=opens(oversight), person=AMIRA, verb="case_read", ref=CASE)
    assert [entry.number for entry in found.entries] == [2, 1]


def test_it_is_read_page_by_page(oversight: EpochSecret) -> None:
    write(5)
    first = entries(open_epoch=opens(oversight), size=2)
    second = entries(open_epoch=opens(oversight), size=2, before=first.before)
    assert [entry.number for entry in (*first.entries, *second.entries)] == [5, 4, 3, 2]


def test_it_is_read_between_two_days(oversight: EpochSecret) -> None:
    with time_machine.travel(datetime(2026, 3, 31, 23, tzinfo=UTC), tick=False) as clock:
        write(1)
        clock.shift(2 * 3600)
        write(1)
        clock.shift(24 * 3600)
        write(1)
    day = datetime(2026, 4, 1, tzinfo=UTC)
    found = entries(open_epoch=opens(oversight), since=day, until=day.replace(day=2))
    assert [(entry.number, entry.body is not None) for entry in found.entries] == [(2, True)]


def months(*numbers: int) -> None:
    for number in numbers:
        with time_machine.travel(datetime(2026, number, 15, tzinfo=UTC), tick=False):
            write(2)


def test_it_stays_whole_when_old_months_are_erased(oversight: EpochSecret) -> None:
    months(1, 2, 3)
    assert purge_before(month_of(datetime(2026, 3, 1, tzinfo=UTC))) == 4
    assert Entry.objects.count() == 1 + 2 + 1
    assert verify(open_epoch=opens(oversight)) == []


def test_it_erases_old_months_once(oversight: EpochSecret) -> None:
    months(1, 3)
    march = month_of(datetime(2026, 3, 1, tzinfo=UTC))
    purge_before(march)
    assert purge_before(march) == 0


def test_it_goes_on_erasing_month_by_month(oversight: EpochSecret) -> None:
    months(1, 2, 3)
    for number in (2, 3):
        purge_before(month_of(datetime(2026, number, 1, tzinfo=UTC)))
    assert verify(open_epoch=opens(oversight)) == []


def test_it_forgets_the_keys_of_what_was_erased(oversight: EpochSecret) -> None:
    months(1, 3)
    purge_before(month_of(datetime(2026, 3, 1, tzinfo=UTC)))
    assert not Journal.objects.filter(first=1).exists()


def test_it_finds_a_beginning_that_was_cut_off(oversight: EpochSecret) -> None:
    write(4)
    Entry.objects.filter(number=1).delete()
    Entry.objects.filter(number=2).update(journal=None, sealed_entry=None)
    assert verify(open_epoch=opens(oversight)) == [Fault(1, queries.BEGINNING_CUT)]


def test_it_cannot_compare_a_mailed_head_that_was_cut_off(oversight: EpochSecret) -> None:
    write(2)
    mailed = head_words()
    write(2)
    Entry.objects.filter(number__lt=3).delete()
    Entry.objects.filter(number=3).update(journal=None, sealed_entry=None)
    assert verify(mailed=mailed) == [Fault(2, queries.BEGINNING_CUT)]


def test_it_finds_an_entry_blanked_in_the_middle(oversight: EpochSecret) -> None:
    write(3)
    Entry.objects.filter(number=2).update(journal=None, sealed_entry=None)
    assert verify() == [Fault(2, queries.BLANKED)]


def test_it_tells_the_operator_that_all_is_well(
    oversight: EpochSecret, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3)
    head = head_words()
    call_command("audit", "verify", "--mailed", "3", *head.words)
    assert " ".join(head.words) in capsys.readouterr().out


def test_it_tells_the_operator_what_is_wrong(
    oversight: EpochSecret, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3)
    Entry.objects.filter(number=2).delete()
    with pytest.raises(CommandError):
        call_command("audit", "verify")
    assert "entry 2 is missing" in capsys.readouterr().err


def test_it_cannot_be_read_as_json_that_is_none(oversight: EpochSecret) -> None:
    write(1)
    Recipient.objects.all().delete()
    Entry.objects.update(clear_entry="no", sealed_entry=None, journal=None)
    assert bodies(oversight) == [None]


def test_its_head_is_eight_words(oversight: EpochSecret) -> None:
    write(1)
    assert head_words().number == 1
    assert len(head_words().words) == 8


def test_it_has_a_first_head_before_anything_happened() -> None:
    assert isinstance(head_words(), MailedHead)
    assert verify() == []
    assert encode(Body(t=1, verb="lock")) == b'{"t":1,"verb":"lock"}'
