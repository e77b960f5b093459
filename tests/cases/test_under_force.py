"""What was written under force, to everybody who has to do with a case but its caseworkers."""

from typing import Any

import pytest
from django.apps import apps as installed
from django.test import Client

from apps.cases import actions
from apps.cases.messages import UnderForce
from apps.cases.models import Message
from apps.cases.opened import OpenCase
from apps.crypto.code import code_digits, new_code
from apps.mailbox.actions import give_new_code
from apps.mailbox.joining import join_cases
from apps.retention.striking import strike_entry
from tests.cases.acts import again, hand, read, write
from tests.cases.test_interpreting import confirm, let_in, seen
from tests.desk.looking import text_of
from tests.people import make_person
from tests.world import Sent, World, desk, submit

WORDS = "heron-marker: who reads this"


@pytest.fixture
def second() -> bytes:
    return new_code()


@pytest.fixture
def forced(world: World, second: bytes) -> Sent:
    sent = submit(world, second=second)
    read(sent, world.amira)
    use(second)
    return sent


def use(second: bytes) -> None:
    browser = Client()
    page = browser.post("/en/return/", {"code": code_digits(second)})
    browser.post("/en/mailbox/write/", {"state": page.context["state"], "text": WORDS})


def under_force(opened: OpenCase) -> str:
    bodies = [entry.body for thread in opened.threads for entry in thread.entries]
    return str([body for body in bodies if isinstance(body, UnderForce)])


def test_an_interpreter_reads_the_rest_and_none_of_it(world: World, forced: Sent) -> None:
    write(world, forced, "Я на вокзале.")
    ines = make_person("ines")
    let_in(world, ines, forced)
    confirm(world, ines)
    words = " ".join(seen(forced, ines).values())
    assert WORDS not in words
    assert "Я на вокзале." in words


def test_of_a_restricted_case_named_people_alone_are_told(world: World, forced: Sent) -> None:
    clara = make_person("clara")
    actions.restrict_case(hand(forced, world.amira), people=[world.amira.user, world.bo.user])
    assert "A code was used under force" in text_of(desk(world.amira).get("/desk/today/"))
    assert again(forced, world.bo).forced
    assert desk(clara).get(forced.url).status_code == 404


def test_its_words_can_be_struck_out(world: World, forced: Sent) -> None:
    opened = again(forced, world.amira)
    thread, entry = opened.forced[-1]
    strike_entry(
        hand(forced, world.amira), mailbox=thread.mailbox.hex, number=entry.number, why="names"
    )
    after = again(forced, world.amira)
    assert not after.damaged
    assert WORDS not in str(after)
    # What is gone says no longer that it was forced; that the mailbox was opened still does.
    assert after.forced


def test_no_copy_of_it_goes_under_a_new_code(world: World, forced: Sent) -> None:
    codes = give_new_code(hand(forced, world.amira), end_others=False, show_earlier=True)
    page = Client().post("/en/return/", {"code": code_digits(codes[:10])})
    assert WORDS not in page.content.decode()
    assert not again(forced, world.amira).damaged


def test_it_comes_along_where_cases_are_joined(world: World, forced: Sent, second: bytes) -> None:
    other = submit(world)
    read(other, world.amira)
    join_cases(hand(other, world.amira), hand(forced, world.amira), end_earlier=False, close=False)
    lead = again(other, world.amira)
    assert not lead.damaged
    assert WORDS in under_force(lead)
    use(second)
    assert len(again(other, world.amira).forced) > len(lead.forced)


def columns() -> list[Any]:
    return [
        value
        for model in installed.get_models()
        for row in model._default_manager.values_list()
        for value in row
    ]


def test_no_column_says_it(forced: Sent) -> None:
    stored = [str(one) for one in columns()]
    stored += [bytes(one).decode("latin-1") for one in columns() if isinstance(one, bytes)]
    for marker in (WORDS, "heron", "view_ended", "under_force"):
        assert not any(marker in one for one in stored)


def test_every_message_of_it_hangs_on_the_first_mailbox(world: World, forced: Sent) -> None:
    first = forced.submission.mailboxes[0].ref
    refs = Message.objects.filter(case=forced.ref).values_list("mailbox", flat=True)
    assert {ref.bytes for ref in refs} == {first}
