"""What a page of a case may ask of the database, however long the case is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.looking import say
from tests.world import Sent, World

# Transactions begun and ended are counted too.
MOST = 36


def statements_of(page: Client, address: str) -> list[str]:
    """Return what a page asks of the database once it was opened before."""
    for _visit in range(2):
        page.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert page.get(address).status_code == 200
    return [one["sql"] for one in asked]


@pytest.mark.parametrize("section", ["", "conversation/", "history/"])
def test_a_page_of_a_case_asks_few_things_of_the_database(
    sent: Sent, amira_desk: Client, section: str
) -> None:
    assert len(statements_of(amira_desk, sent.url + section)) <= MOST


def test_the_page_of_a_conversation_asks_nothing_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    say(world, sent, "Пожалуйста, ответьте")
    asked = statements_of(amira_desk, f"{sent.url}conversation/")
    reads = [one for one in asked if one.startswith("SELECT")]
    assert len(reads) == len(set(reads))
