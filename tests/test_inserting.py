"""A row made ready is the row that Django itself would write."""

import os
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, models

from apps.cases.models import Case, Submission, Summary
from apps.inserting import fresh, once, ready, write
from apps.mailbox.models import Mailbox
from apps.teams.models import Notice, Team
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def case_of(team: Team) -> Case:
    day = date(2026, 11, 26)
    return Case(ref=uuid4(), team=team, origin=b"\0o" * 16, received_on=day, erase_by=day)


def rows_of(case: Case) -> list[models.Model]:
    sent = Submission(
        case=case,
        epoch=1,
        envelope=b"",
        digest=b"d" * 32,
        sealed_answers=b"\0\xff" * 40,
        bound=b"b" * 32,
        mailbox=uuid4(),
        second=uuid4(),
    )
    keys = {"sealed_mailbox_key": b"m" * 61, "sealed_intake_key": b"i" * 61}
    mailbox = Mailbox(
        ref=uuid4(),
        case=case,
        position=1,
        twin=uuid4(),
        locator_hash=os.urandom(32),
        withdrawal_hash=b"w" * 32,
        **keys,
    )
    summary = Summary(case=case, team=case.team, written=1)
    return [case, sent, mailbox, summary]


def kept(row: models.Model) -> dict[str, object]:
    """What stands in the database."""
    return dict(type(row)._default_manager.filter(pk=row.pk).values().get())


def given(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_made_ready_is_what_django_would_have_written(world: World) -> None:
    ours = rows_of(case_of(world.harbour))
    write(ready(row) for row in ours)
    theirs = rows_of(case_of(world.harbour))
    for row in theirs:
        row.save(force_insert=True)
    for mine, other in zip(ours, theirs, strict=True):
        assert kept(mine) == given(mine)
        assert {name: type(value) for name, value in kept(mine).items()} == {
            name: type(value) for name, value in kept(other).items()
        }


def test_values_alone_make_the_same_row_with_what_the_model_begins_with(world: World) -> None:
    case = case_of(world.harbour)
    write([ready(case), fresh(Summary, {"case_id": case.ref, "team_id": world.harbour.ref})])
    assert kept(Summary(pk=case.ref)) == given(Summary(case=case, team=world.harbour))


def test_several_rows_of_a_table_are_written_at_once(world: World) -> None:
    cases = [case_of(world.harbour) for _ in range(3)]
    write(ready(case) for case in cases)
    values = [{"case_id": case.ref, "team_id": case.team_id, "written": 2} for case in cases]
    write([fresh(Summary, *values)])
    for case in cases:
        assert kept(Summary(pk=case.ref)) == given(Summary(case=case, team=case.team, written=2))


def test_what_is_written_once_changes_nothing_the_second_time(world: World) -> None:
    Notice.objects.all().delete()
    for _ in range(2):
        write([once(fresh(Notice, {"team_id": world.harbour.ref}))])
        assert Notice.objects.get().team == world.harbour


def test_a_column_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(TypeError, match="Notice has no day"):
        fresh(Notice, {"team_id": world.harbour.ref, "day": 1})


def test_a_row_that_is_there_already_is_refused(world: World) -> None:
    row = ready(case_of(world.harbour))
    write([row])
    with pytest.raises(IntegrityError):
        write([row])
