"""Several at once: two windows of Noor's, and Amira answering meanwhile; and a disk that fails."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from apps.cases.actions import send_message
from apps.cases.models import Message, Summary
from apps.mailbox.actions import send_words
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
    thread = visit.read()
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


# What cannot be stored is not acknowledged.


@pytest.fixture
def no_notices(noor_at_once: tuple[cast.Harbour, cast.Noor]) -> Iterator[None]:
    """The last table that a message is written to is gone, as on a disk that fills up midway."""
    rename = "ALTER TABLE {} RENAME TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("teams_notice", "teams_away"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(rename.format("teams_away", "teams_notice"))


@pytest.mark.usefixtures("no_notices")
def test_it_says_that_it_was_not_received_and_keeps_the_words(
    noor_at_once: tuple[cast.Harbour, cast.Noor],
) -> None:
    _, noor = noor_at_once
    page = noor.write(noor.come_back(), "Are you there?")
    assert page.status_code == 503
    assert "It was <strong>not</strong> received" in page.content.decode()
    assert "Are you there?" in page.content.decode()
    # That it was opened, which nobody is told of.
    assert Message.objects.count() == 1
    assert Summary.objects.get().written == 2


@pytest.mark.usefixtures("no_notices")
def test_it_carries_a_fresh_state_and_never_the_code_to_the_next_try(
    noor_at_once: tuple[cast.Harbour, cast.Noor],
) -> None:
    _, noor = noor_at_once
    fields = {"text": "Are you there?", "token": "a" * 32, "code": noor.words}
    page = noor.browser.post("/en/mailbox/write/", fields).content.decode()
    assert 'name="state"' in page
    assert noor.words not in page
