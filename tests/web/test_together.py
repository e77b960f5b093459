"""What several people send at one moment is stored at once; each is told what came of theirs."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from apps.web import crowds, together
from apps.web.crowds import Busy, Way
from apps.web.models import Bucket

pytestmark = pytest.mark.django_db(transaction=True)


def keep(name: str) -> Callable[[], str]:
    """Store a row of this name, and return the name."""

    def do() -> str:
        with transaction.atomic():
            Bucket.objects.create(key=name.encode(), tokens=1, updated=1)
        return name

    return do


def fails(failure: type[Exception], after: str = "half") -> Callable[[], str]:
    """Store a row, and fail then."""

    def do() -> str:
        with transaction.atomic():
            keep(after)()
            raise failure
        raise AssertionError

    return do


def kept() -> set[str]:
    return {bytes(key).decode() for key in Bucket.objects.values_list("key", flat=True)}


@contextmanager
def waiting_for(*wanted: Callable[[], Any]) -> Iterator[list["Future[Any]"]]:
    """Let these wait in threads of their own, in this order, while somebody stores."""

    def of_its_own(do: Callable[[], Any]) -> Any:
        try:
            return together.store(do)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(wanted)) as threads:
        with together._turn:
            outcomes = []
            for many, do in enumerate(wanted, 1):
                outcomes.append(threads.submit(of_its_own, do))
                while len(together._waiting) < many:
                    threading.Event().wait(0.001)
        yield outcomes


def test_who_is_alone_stores_at_once() -> None:
    assert together.store(keep("noor")) == "noor"
    assert kept() == {"noor"}


def test_those_who_wait_are_stored_in_one_transaction() -> None:
    seen: list[bool] = []

    def look() -> None:
        # Alone, nothing stands around what it does.
        seen.append(connection.in_atomic_block)
        keep(f"at {len(seen)}")()

    together.store(look)
    with waiting_for(look, look, look) as outcomes:
        for one in outcomes:
            one.result(10)
    assert seen == [False, True, True, True]
    assert kept() == {"at 1", "at 2", "at 3", "at 4"}


def test_no_more_than_so_many_are_stored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    seen: list[bool] = []
    with waiting_for(*[lambda: seen.append(connection.in_atomic_block)] * 3) as outcomes:
        for one in outcomes:
            one.result(10)
    assert sorted(seen) == [False, True, True]


@pytest.mark.parametrize("failure", [ValueError, IntegrityError, Busy, DataError, OSError])
def test_what_one_fails_at_is_theirs_alone(failure: type[Exception]) -> None:
    with waiting_for(keep("noor"), fails(failure), keep("samir")) as (noor, failed, samir):
        assert (noor.result(10), samir.result(10)) == ("noor", "samir")
        with pytest.raises(failure):
            failed.result(10)
    assert kept() == {"noor", "samir"}
    with pytest.raises(failure):
        together.store(fails(failure))
    assert kept() == {"noor", "samir"}


def test_nobody_is_told_that_it_is_stored_when_the_whole_fails() -> None:
    def ends_the_line() -> None:
        connection.close()
        raise DataError

    with waiting_for(keep("noor"), ends_the_line) as (noor, failed):
        assert noor.result(10) == "noor"
        with pytest.raises(DataError):
            failed.result(10)
    assert kept() == {"noor"}


def test_those_behind_somebody_whose_thread_dies_are_told() -> None:
    def dies() -> None:
        raise SystemExit

    with waiting_for(dies, keep("noor")) as outcomes:
        # Either may be the one whose thread stores for both.
        assert {type(one.exception(10)) for one in outcomes} == {SystemExit, Busy}
    assert kept() == set()
    assert together.store(keep("noor")) == "noor"


def test_who_waits_for_too_long_is_told_and_nothing_of_theirs_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    with together._turn, pytest.raises(Busy):
        together.store(keep("noor"))
    assert together._waiting == []
    assert kept() == set()


def test_whoever_stores_lets_the_next_one_compute() -> None:
    way = Way(places=1, threads=4)

    def next_one() -> None:
        with way.at_work():
            return

    with way.at_work():
        together.store(next_one)
