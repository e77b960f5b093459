import pytest
from django.db import DataError, connection

from apps.accounts.models import User
from apps.cases.models import Case, Event, Summary
from apps.teams.models import Team
from apps.web.models import Organisation
from tests.world import Sent, World, make_world, submit

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's columns take all")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def request_(world: World) -> Sent:
    return submit(world)


@pytest.mark.parametrize("value", [10**10, "text", 1.5])
def test_it_reads_no_bytes_where_something_else_was_put(request_: Sent, value: float | str) -> None:
    row = Event(case_id=request_.ref, number=1, generation=1, digest=b"d", sealed_body=b"")
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_event SET sealed_body = %s", [value])
    assert Event.objects.get(number=1).sealed_body == b""
    assert Event.objects.values_list("sealed_body", flat=True)[0] == b""
    assert Event.objects.values_list("digest", flat=True)[0] == b"d"


def test_it_keeps_null_and_empty_apart(request_: Sent) -> None:
    for number, body in ((1, None), (2, b"")):
        Event.objects.create(
            case_id=request_.ref, number=number, generation=1, digest=b"", sealed_body=body
        )
    rows = Event.objects.order_by("number").values_list("sealed_body", flat=True)
    assert list(rows) == [None, b""]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("cases_case", "received_on", "text"),
        ("cases_case", "received_on", "2026-02-31"),
        ("cases_case", "received_on", b"\xff"),
        ("cases_case", "team_id", "text"),
        ("cases_case", "team_id", b"\xff"),
        ("cases_summary", "written", "text"),
        ("cases_summary", "sequence", b"\xff"),
        ("accounts_user", "next_notice_at", "text"),
        ("accounts_user", "language", b"en"),
        ("web_organisation", "languages", "text"),
        ("web_organisation", "languages", b"\xff"),
    ],
)
def test_it_says_that_the_database_failed_where_a_column_holds_no_such_thing(
    request_: Sent, table: str, column: str, value: str | bytes
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(f"UPDATE {table} SET {column} = %s", [value])  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    with pytest.raises(DataError):
        [list(model.objects.all()) for model in (Case, Summary, User, Organisation)]
    if column == "team_id":
        # So that the end of the test finds every team again.
        Case.objects.all().update(team=Team.objects.first())


def test_it_says_that_the_database_failed_where_a_number_grows_too_large(request_: Sent) -> None:
    with pytest.raises(DataError):
        Summary.objects.filter(case=request_.ref).update(written=2**63)
