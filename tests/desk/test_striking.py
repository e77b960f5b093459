"""Striking out on the page: the words stand once more, a reason is asked, then they are gone."""

import re

import pytest
from django.test import Client

from apps.cases import actions
from apps.cases.models import Event, Submission
from apps.desk.answers import key_of
from tests.cases.acts import again, hand, write
from tests.people import Person
from tests.world import STORY, Sent, World, desk

SECRET = "the cousin in Tbilisi"


@pytest.fixture
def note(world: World, sent: Sent, amira: Client) -> str:
    amira.get(sent.url)
    actions.add_note(hand(sent, world.amira), text=SECRET)
    number = again(sent, world.amira).sequence
    return f"{sent.url}strike/event/{number}/"


@pytest.fixture
def amira(world: World) -> Client:
    return desk(world.amira)


def seen(request: Sent, person: Person) -> str:
    return str(again(request, person).sequence)


def test_it_leads_from_the_history_to_the_words_and_takes_them_out(
    world: World, sent: Sent, note: str
) -> None:
    bo = desk(world.bo)
    assert note in bo.get(f"{sent.url}history/").content.decode()
    assert SECRET in bo.get(note).content.decode()
    given = {"reason": "names", "seen": seen(sent, world.bo)}
    struck = bo.post(note, given)
    assert struck.status_code == 302
    past = bo.get(struck["Location"]).content.decode()
    assert "The words are struck out." in past
    assert "The words are struck out." not in bo.get(f"{sent.url}history/").content.decode()
    assert SECRET not in past
    assert "Words struck out by you: It names other people" in past
    assert "Words struck out" in bo.get(f"{sent.url}notes/").content.decode()
    assert bo.get(note).status_code == 404
    assert bo.post(note, given).status_code == 404


def test_it_asks_for_a_reason_and_strikes_nothing_without(
    world: World, sent: Sent, note: str, amira: Client
) -> None:
    before = Event.objects.count()
    for given in ({}, {"reason": "nonsense"}, {"reason": "other", "why": "  "}):
        got = amira.post(note, {"seen": seen(sent, world.amira), **given})
        assert got.status_code == 422
    assert Event.objects.count() == before


def test_it_keeps_another_reason_in_the_history(
    world: World, sent: Sent, note: str, amira: Client
) -> None:
    given = {"reason": "other", "why": "The lawyer advised it.", "seen": seen(sent, world.bo)}
    amira.post(note, given)
    assert "The lawyer advised it." in amira.get(f"{sent.url}history/").content.decode()


def test_it_strikes_an_answer_out_of_the_overview(world: World, sent: Sent, amira: Client) -> None:
    amira.get(sent.url)
    before = bytes(Submission.objects.get().sealed_answers)
    place = f"{sent.url}strike/answer/{key_of('story')}/"
    assert place in amira.get(sent.url).content.decode()
    got = amira.post(place, {"reason": "intimate", "seen": seen(sent, world.amira)})
    assert got.status_code == 302
    page = amira.get(sent.url).content.decode()
    assert STORY not in page
    assert "Грузия" in page
    assert bytes(Submission.objects.get().sealed_answers) != before


def test_it_tells_what_a_colleague_did_meanwhile(
    world: World, sent: Sent, note: str, amira: Client
) -> None:
    old = seen(sent, world.amira)
    actions.set_risk(hand(sent, world.bo), risk="high")
    got = amira.post(note, {"reason": "names", "seen": old})
    assert got.status_code == 409
    assert "A colleague set the risk" in got.content.decode()
    assert SECRET in str(again(sent, world.amira).events)


@pytest.mark.parametrize(
    "place",
    [
        "event/0/",
        "event/1/",
        "event/99999999999999999999/",
        "answer/0000000000000000/",
        "answer/story/",
        "message/00000000-0000-0000-0000-000000000000/1/",
    ],
)
def test_it_knows_no_words_elsewhere(sent: Sent, amira: Client, place: str) -> None:
    amira.get(sent.url)
    assert amira.get(f"{sent.url}strike/{place}").status_code == 404
    assert amira.post(f"{sent.url}strike/{place}", {"reason": "names"}).status_code == 404


def test_it_is_not_there_for_another_team(world: World, note: str) -> None:
    chioma = desk(world.chioma)
    assert chioma.get(note).status_code == 404
    assert chioma.post(note, {"reason": "names"}).status_code == 404


def test_it_strikes_a_message_out_of_the_conversation(
    world: World, sent: Sent, amira: Client
) -> None:
    amira.get(sent.url)
    write(world, sent, SECRET)
    page = amira.get(f"{sent.url}conversation/").content.decode()
    assert SECRET in page
    (place,) = set(re.findall(r"/desk/cases/[^\"]*/strike/message/[^\"]*", page))
    assert SECRET in amira.get(place).content.decode()
    given = {"reason": "names", "seen": seen(sent, world.amira)}
    assert amira.post(place, given).status_code == 302
    page = amira.get(f"{sent.url}conversation/").content.decode()
    assert SECRET not in page
    assert "Struck out." in page
    assert amira.get(place).status_code == 404


def test_nobody_is_told_of_striking_who_struck_nothing(sent: Sent, amira: Client) -> None:
    assert "The words are struck out." not in amira.get(f"{sent.url}?struck=1").content.decode()
