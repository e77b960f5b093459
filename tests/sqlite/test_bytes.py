import pytest
from django.db import connection

from apps.cases.models import Event
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
