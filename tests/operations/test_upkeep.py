"""Upkeep: each step does its own, and one that fails stops no other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.accounts.models import Session
from apps.audit.actions import record
from apps.audit.models import Entry
from apps.audit.queries import verify
from apps.cases.models import Case, Message, Unfinished
from apps.cases.summing import months_ahead
from apps.operations.keeping import STEPS, keep_up
from apps.retention.models import ErasedRef
from apps.web.limits import take
from apps.web.models import Bucket
from tests.operations.acts import take_back
from tests.world import World, desk, make_world, submit


@pytest.fixture
def world(transactional_db: None) -> World:
    # Finishing an erasure is done outside of every transaction, so no test may be inside one.
    return make_world()


def test_it_has_nothing_to_say_of_an_empty_database(transactional_db: None) -> None:
    assert keep_up() == []


def test_it_finds_nothing_to_do_in_a_quiet_minute(world: World) -> None:
    submit(world)
    before = Entry.objects.count()
    assert keep_up() == []
    assert (Case.objects.count(), Entry.objects.count()) == (1, before)


def test_it_deletes_sessions_that_are_over(world: World) -> None:
    desk(world.amira)
    Session.objects.update(ends_at=timezone.now())
    keep_up()
    assert not Session.objects.exists()


def test_it_locks_sessions_that_idle(world: World) -> None:
    desk(world.amira)
    Session.objects.update(idle_at=timezone.now())
    keep_up()
    assert Session.objects.get().sealed is None


def test_it_keeps_sessions_that_are_in_use(world: World) -> None:
    desk(world.amira)
    keep_up()
    assert Session.objects.get().sealed is not None


def test_it_erases_a_case_on_its_day(world: World) -> None:
    due, later = submit(world), submit(world)
    Case.objects.filter(ref=due.ref).update(erase_by=timezone.localdate())
    keep_up()
    assert list(Case.objects.values_list("ref", flat=True)) == [later.ref]
    assert not Unfinished.objects.exists()


def test_it_erases_what_nobody_touched_for_24_months(world: World) -> None:
    submit(world)
    day = datetime.combine(months_ahead(timezone.localdate()), datetime.min.time(), UTC)
    with time_machine.travel(day - timedelta(minutes=1), tick=False):
        keep_up()
        assert Case.objects.exists()
    with time_machine.travel(day, tick=False):
        keep_up()
        assert not Case.objects.exists()


def test_it_erases_what_was_taken_back_before_anybody_read_it(world: World) -> None:
    sent = submit(world)
    take_back(world, sent)
    keep_up()
    assert not Case.objects.exists()
    assert ErasedRef.objects.exists()


def test_it_erases_what_was_taken_back_and_had_been_read(world: World) -> None:
    sent = submit(world)
    desk(world.amira).get(sent.url)
    take_back(world, sent)
    keep_up()
    assert Case.objects.get().withdrawn_on == timezone.localdate()
    assert not Message.objects.filter(case=sent.ref).exclude(sealed_body=None).exists()


def test_it_purges_the_record_after_24_months(world: World) -> None:
    begun = timezone.now().replace(day=1)
    with time_machine.travel(begun.replace(year=begun.year + 2), tick=False):
        record_something()
        newest = Entry.objects.order_by("number").last()
        keep_up()
        assert Entry.objects.filter(sealed_entry__isnull=False).count() > 1
    with time_machine.travel(begun.replace(year=begun.year + 2) + timedelta(days=31), tick=False):
        keep_up()
    assert newest is not None
    kept = Entry.objects.filter(sealed_entry__isnull=False).order_by("number")
    # That it was purged is an entry too.
    assert [entry.number for entry in kept] == [newest.number, newest.number + 1]
    assert verify() == []


def record_something() -> None:
    with transaction.atomic():
        record(person=None, verb="backup_made")


def test_it_forgets_the_limits_of_days_that_are_over(world: World) -> None:
    take(action="send", who=b"", capacity=5, per_seconds=60)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        keep_up()
    assert not Bucket.objects.exists()


@pytest.mark.parametrize("error", [DatabaseError("a value"), ValueError("a value")])
def test_it_goes_on_after_a_step_that_fails(
    world: World, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_now: datetime) -> None:
        raise error

    done: list[Any] = []
    failed = keep_up((("sessions", fail), ("mail", done.append)))
    assert failed == ["sessions"]
    assert len(done) == 1


def test_it_does_every_step_the_design_names() -> None:
    assert [name for name, _step in STEPS] == (
        "sessions withdrawals erasing keys files finishing record buckets notices mail head".split()
    )


def test_its_command_tells_a_timer_that_the_database_is_away(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE web_bucket RENAME TO web_away")
    try:
        with pytest.raises(CommandError, match="not done: buckets"):
            call_command("upkeep")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE web_away RENAME TO web_bucket")
