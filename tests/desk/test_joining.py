"""Possible doubles on the case page, two cases side by side, joining and parting them."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from apps.cases.answers import Answer, Answers
from apps.cases.casefile import Restricted
from apps.cases.models import Case
from apps.crypto.code import code_digits
from apps.mailbox.days import today
from apps.retention.actions import erase_case
from tests.cases.acts import read
from tests.desk.looking import act, add_events, hidden_fields, opened_by, text_of
from tests.world import Sent, World, noors_answers, submit

SECRET = "The van comes on Friday."


def named(name: str, **wishes: Any) -> Answers:
    answers = noors_answers(**wishes)
    given = [a for a in answers.answers if a.id not in {"name", "story"}]
    called = Answer("name", "Как к вам обращаться?", "text", name, name)
    return msgspec.structs.replace(answers, answers=[*given, called])


@pytest.fixture
def before(world: World) -> Sent:
    """Somebody's first request, which Amira has answered."""
    sent = submit(world, answers=named("Магомед"))
    read(sent, world.amira)
    return sent


@pytest.fixture
def again(world: World, before: Sent) -> Sent:
    """The same person, or somebody who says so."""
    sent = submit(world, answers=named("محمد", party="again"))
    read(sent, world.amira)
    return sent


def pair_url(one: Sent, two: Sent) -> str:
    return f"{one.url}same/{two.ref}/"


def press(client: Client, one: Sent, two: Sent, name: str, **filled: str) -> Any:
    url = pair_url(one, two)
    page = client.get(url)
    address = f"{url}{name}/"
    return client.post(address, {**hidden_fields(page, address), **filled})


def join(client: Client, one: Sent, two: Sent, **filled: str) -> Any:
    wishes = {"lead": "other", "close": "close", "earlier": "keep", **filled}
    return press(client, one, two, "join", **wishes)


def mailbox(sent: Sent) -> str:
    page = Client().post("/en/return/", {"code": code_digits(sent.code)})
    assert page.status_code == 200
    return text_of(page)


def test_it_shows_who_may_have_asked_before_and_why(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    page = amira_desk.get(f"{again.url}same/")
    said = text_of(page)
    assert f"{again.url}same/{before.ref}/" in page.content.decode()
    assert "same name, spelt otherwise · says they asked before · same country" in said


def test_it_shows_them_beside_a_new_request(amira_desk: Client, before: Sent, again: Sent) -> None:
    page = amira_desk.get(f"/desk/requests/{again.ref}/")
    assert page.status_code == 200
    assert f"{again.url}same/{before.ref}/" in page.content.decode()
    assert "same name, spelt otherwise" in text_of(page)


def test_it_leads_from_the_case_to_its_possible_doubles(amira_desk: Client, again: Sent) -> None:
    assert f"{again.url}same/" in amira_desk.get(again.url).content.decode()


def test_it_says_what_was_compared_when_nobody_is_found(amira_desk: Client, before: Sent) -> None:
    assert "No other case of the team" in text_of(amira_desk.get(f"{before.url}same/"))


def test_it_sets_both_answers_side_by_side(amira_desk: Client, before: Sent, again: Sent) -> None:
    said = text_of(amira_desk.get(pair_url(again, before)))
    assert "Магомед" in said
    assert "محمد" in said
    assert "alike" in said


def test_it_compares_numbers_that_it_does_not_show(world: World, amira_desk: Client) -> None:
    def calling(number: str) -> Sent:
        way = Answer("way", "Каким способом и куда?", "text", number, number)
        answers = named("Нур")
        more = msgspec.structs.replace(answers, answers=[*answers.answers, way])
        return submit(world, answers=more)

    one, two, three = calling("+995 555 123"), calling("+995 555 123"), calling("+995 555 999")
    for other, alike in ((two, True), (three, False)):
        page: Any = amira_desk.get(pair_url(one, other))
        (row,) = [row for row in page.context["rows"] if row.one and row.one.answer.id == "way"]
        assert row.alike is alike
        assert "555" not in text_of(page)


def test_it_finds_the_other_case_by_its_reference(
    world: World, amira_desk: Client, before: Sent, again: Sent
) -> None:
    reference = opened_by(world.amira, before).file.reference
    found = amira_desk.post(f"{again.url}same/find/", {"reference": f" {reference.lower()} "})
    assert found.headers["Location"] == pair_url(again, before)
    assert amira_desk.post(f"{again.url}same/find/", {"reference": "A0-0000"}).status_code == 422
    assert amira_desk.post(f"{again.url}same/find/", {"reference": ""}).status_code == 422


def test_it_keeps_the_past_from_an_impostor_and_opens_it_to_the_person(
    world: World, amira_desk: Client, before: Sent, again: Sent
) -> None:
    act(amira_desk, before, "answer", "conversation/", text=SECRET, now="1")
    assert join(amira_desk, again, before).headers["Location"] == before.url
    assert SECRET not in mailbox(again)
    said = text_of(amira_desk.get(before.url))
    assert "Nobody has recorded yet that it is the same person" in said
    confirmed = press(amira_desk, before, again, "confirm", how="code_word", why="On Signal.")
    assert confirmed.headers["Location"] == f"{before.url}conversation/"
    assert SECRET in mailbox(again)
    history = text_of(amira_desk.get(f"{before.url}history/"))
    assert "Same person – Passed" in history
    assert "They said the word we had agreed on. On Signal." in history


def test_it_asks_how_it_is_known_before_it_opens_the_past(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    act(amira_desk, before, "answer", "conversation/", text=SECRET, now="1")
    join(amira_desk, again, before)
    refused = press(amira_desk, before, again, "confirm", how="", why="I am sure.")
    assert refused.status_code == 422
    assert "I am sure." in refused.content.decode()
    assert SECRET not in mailbox(again)


def test_it_leads_to_where_the_check_opens_the_past(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    join(amira_desk, again, before)
    page = amira_desk.get(f"{before.url}checks/")
    filled = hidden_fields(page, f"{before.url}check/") | {"check": "same_person", "why": "Voice."}
    refused = amira_desk.post(f"{before.url}check/", {**filled, "result": "pass"})
    assert refused.status_code == 409
    assert "Record this under “Side by side”" in text_of(refused)
    assert "Voice." in refused.content.decode()
    made = amira_desk.post(f"{before.url}check/", {**filled, "result": "inconclusive"})
    assert made.status_code == 302
    history = text_of(amira_desk.get(f"{before.url}history/"))
    assert "the same person" not in history.partition("History")[2]


def test_it_shows_one_conversation_in_the_case_that_leads(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    act(amira_desk, again, "answer", "conversation/", text="What did you call yourself?", now="1")
    join(amira_desk, again, before)
    said = text_of(amira_desk.get(f"{before.url}conversation/"))
    assert "What did you call yourself?" in said
    assert "the work goes on in" in text_of(amira_desk.get(again.url))


def test_it_parts_them_again_and_says_what_it_cannot_undo(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    join(amira_desk, again, before)
    page = text_of(amira_desk.get(pair_url(before, again)))
    assert "may have been read" in page
    assert press(amira_desk, before, again, "part", why="Two brothers.").status_code == 302
    act(amira_desk, again, "answer", "conversation/", text="We go on with you.", now="1")
    assert "We go on with you." in mailbox(again)
    assert "We go on with you." not in mailbox(before)


def test_it_shows_two_people_beside_each_other_no_more(
    amira_desk: Client, before: Sent, again: Sent
) -> None:
    press(amira_desk, again, before, "apart")
    assert str(before.ref) not in amira_desk.get(f"{again.url}same/").content.decode()
    assert str(again.ref) not in amira_desk.get(f"{before.url}same/").content.decode()
    assert "they are different people" in text_of(amira_desk.get(pair_url(before, again)))


def test_it_joins_once_however_often_the_page_is_sent(
    world: World, amira_desk: Client, before: Sent, again: Sent
) -> None:
    url = pair_url(again, before)
    address = f"{url}join/"
    form = hidden_fields(amira_desk.get(url), address)
    form |= {"lead": "other", "close": "stand", "earlier": "keep"}
    assert amira_desk.post(address, form).status_code == 302
    assert amira_desk.post(address, form).headers["Location"] == url
    assert len(opened_by(world.amira, before).file.joined) == 1


def test_it_keeps_what_was_chosen_when_a_colleague_was_faster(
    amira_desk: Client, bo_desk: Client, before: Sent, again: Sent
) -> None:
    url = pair_url(again, before)
    address = f"{url}join/"
    form = hidden_fields(amira_desk.get(url), address)
    act(bo_desk, before, "note", "notes/", text="Called them.")
    form |= {"lead": "this", "close": "stand", "earlier": "end"}
    refused: Any = amira_desk.post(address, form)
    assert refused.status_code == 409
    assert "A colleague wrote a note" in text_of(refused)
    assert refused.context["forms"]["join"]["earlier"].value() == "end"
    retried = {**form, **hidden_fields(refused, address)}
    assert amira_desk.post(address, retried).status_code == 302


def test_it_knows_no_pair_with_a_case_that_is_not_ours(
    world: World, amira_desk: Client, chioma_desk: Client, before: Sent, again: Sent
) -> None:
    assert amira_desk.get(f"{before.url}same/{uuid4()}/").status_code == 404
    assert amira_desk.get(f"{before.url}same/{before.ref}/").status_code == 404
    assert chioma_desk.get(pair_url(before, again)).status_code == 404


def test_it_opens_no_restricted_conversation_through_another_case(
    world: World, amira_desk: Client, before: Sent, again: Sent
) -> None:
    people = [world.amira.user.ref.hex, world.bo.user.ref.hex]
    add_events(world, before, Restricted(by=people[0], at=1, people=people))
    refused = join(amira_desk, again, before, lead="this")
    assert refused.status_code == 409
    assert "kept to people" in text_of(refused)
    assert join(amira_desk, again, before, lead="other").status_code == 302


def test_it_refuses_choices_that_are_none(amira_desk: Client, before: Sent, again: Sent) -> None:
    refused = join(amira_desk, again, before, lead="both", close="", earlier="x")
    assert refused.status_code == 422
    assert "Choose one of the answers shown." in text_of(refused)


def test_it_can_still_make_sure_when_the_duplicate_was_erased(
    world: World, amira_desk: Client, before: Sent, again: Sent
) -> None:
    act(amira_desk, before, "answer", "conversation/", text=SECRET, now="1")
    join(amira_desk, again, before)
    erase_case(case=Case.objects.get(ref=again.ref), today=today())
    assert SECRET not in mailbox(again)
    page = amira_desk.get(pair_url(before, again))
    assert "is erased, or not open to you" in text_of(page)
    assert press(amira_desk, before, again, "confirm", how="", why="").status_code == 422
    assert press(amira_desk, before, again, "confirm", how="met", why="").status_code == 302
    assert SECRET in mailbox(again)
    assert "somebody made sure" in text_of(amira_desk.get(pair_url(before, again)))
    assert amira_desk.post(f"{pair_url(before, again)}part/").status_code == 404
