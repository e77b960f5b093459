"""Buckets of tokens that know nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.web.limits import delete_stale_buckets, has_token, take
from apps.web.models import Bucket

NOON = 1_800_014_400 // 86400 * 86400 + 43200


def try_code(who: bytes = b"noor") -> int:
    return take(action="code", who=who, capacity=3, per_seconds=60)


@pytest.mark.django_db
def test_it_lets_as_many_through_as_the_bucket_holds() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [try_code() for _ in range(4)] == [0, 0, 0, 20]


@pytest.mark.django_db
def test_it_says_how_long_to_wait_and_keeps_its_word() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        waits = [try_code() for _ in range(4)]
        clock.shift(waits[-1] - 1)
        assert try_code() == 1
        clock.shift(1)
        assert try_code() == 0
        assert try_code() > 0


@pytest.mark.django_db
def test_it_says_whether_there_is_a_token_and_takes_none() -> None:
    def has() -> bool:
        return has_token(action="code", who=b"noor", capacity=3, per_seconds=60)

    with time_machine.travel(NOON, tick=False) as clock:
        assert has()
        for wait in (0, 0, 0):
            assert has()
            assert try_code() == wait
        assert not has()
        clock.shift(19)
        assert not has()
        clock.shift(1)
        assert [has(), has()] == [True, True]
        assert try_code() == 0


@pytest.mark.django_db
def test_it_asks_the_database_whether_there_is_one_only_when_there_are_few() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert has_token(action="send", who=b"", capacity=20, per_seconds=60)
        return len(queries)

    def send() -> int:
        return take(action="send", who=b"", capacity=20, per_seconds=60)

    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(18):
            assert (send(), asked()) == (0, 0)
        assert (send(), asked()) == (0, 1)
        clock.shift(30)
        assert (send(), asked()) == (0, 0)


@pytest.mark.django_db
def test_waiting_long_never_saves_up_more_than_a_bucket() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        try_code()
        clock.shift(3600)
        assert [try_code() == 0 for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_one_person_is_not_held_back_for_another() -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(4):
            try_code(b"noor")
        assert try_code(b"amira") == 0
        assert take(action="form", who=b"noor", capacity=1, per_seconds=60) == 0


@pytest.mark.django_db
def test_a_clock_set_back_is_no_error() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        try_code()
        clock.shift(-600)
        assert try_code() == 0


@pytest.mark.django_db
@given(
    who=st.binary(max_size=80),
    capacity=st.integers(1, 50),
    per_seconds=st.floats(0.5, 86400, allow_nan=False),
)
def test_a_full_bucket_gives_its_capacity_and_then_a_wait(
    who: bytes, capacity: int, per_seconds: float
) -> None:
    Bucket.objects.all().delete()
    with time_machine.travel(NOON, tick=False):
        taken = [
            take(action="any", who=who, capacity=capacity, per_seconds=per_seconds)
            for _ in range(capacity + 1)
        ]
    assert taken[:-1] == [0] * capacity
    assert 1 <= taken[-1] <= per_seconds / capacity + 1


@pytest.mark.django_db
def test_a_row_names_neither_account_nor_action() -> None:
    try_code(b"noor")
    row = bytes(Bucket.objects.get().key)
    assert len(row) == 32
    assert b"noor" not in row


@pytest.mark.django_db
def test_yesterdays_buckets_are_deleted_and_todays_stay() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        try_code()
        assert delete_stale_buckets() == 0
        clock.shift(86400)
        assert delete_stale_buckets() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_at_once_never_take_the_same_token() -> None:
    def try_once(_: int) -> int:
        try:
            return take(action="code", who=b"flood", capacity=5, per_seconds=86400)
        finally:
            connection.close()

    if time.time() % 86400 > 86300:
        pytest.skip("buckets are emptied at midnight")
    with ThreadPoolExecutor(8) as crowd:
        assert sum(wait == 0 for wait in crowd.map(try_once, range(24))) == 5
