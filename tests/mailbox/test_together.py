"""Several at once: two windows of Noor's, and Amira answering meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from apps.cases.actions import send_message
from apps.mailbox.actions import send_words
from apps.mailbox.queries import read_thread
from tests.mailbox import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> None:
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


@pytest.fixture
def noor_at_once(transactional_db: None) -> tuple[cast.Harbour, cast.Noor]:
    cast.found()
    harbour = cast.harbour()
    return harbour, cast.noor(harbour.team)


def said(noor: cast.Noor) -> list[str]:
    visit = noor.visit()
    thread = read_thread(visit.mailbox, visit.key)
    assert not thread.damaged
    return [getattr(body, "text", "") for body in thread.words]


def test_it_keeps_both_of_two_messages_sent_at_once(
    noor_at_once: tuple[cast.Harbour, cast.Noor],
) -> None:
    _, noor = noor_at_once
    visit = noor.visit()
    at_once(
        lambda: send_words(visit=visit, text="one", token="a" * 32),
        lambda: send_words(visit=visit, text="two", token="b" * 32),
        lambda: send_words(visit=visit, text="three", token="c" * 32),
    )
    assert sorted(said(noor)) == ["one", "three", "two"]


def test_it_makes_one_message_of_a_double_press(
    noor_at_once: tuple[cast.Harbour, cast.Noor],
) -> None:
    _, noor = noor_at_once
    visit = noor.visit()
    press = lambda: send_words(visit=visit, text="once", token="a" * 32)  # noqa: E731
    at_once(press, press, press)
    assert said(noor) == ["once"]


def test_it_loses_neither_when_the_team_answers_meanwhile(
    noor_at_once: tuple[cast.Harbour, cast.Noor],
) -> None:
    harbour, noor = noor_at_once
    visit, hand = noor.visit(), harbour.hand(noor.case.ref)
    at_once(
        lambda: send_words(visit=visit, text="from Noor", token="a" * 32),
        lambda: send_message(hand, text="from Amira"),
    )
    assert sorted(said(noor)) == ["from Amira", "from Noor"]
    assert not harbour.hand(noor.case.ref).opened.damaged
