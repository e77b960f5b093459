"""A code used under force, at the desk: first on Today, at the head of the case, marked."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.crypto.code import code_digits, new_code
from apps.desk.today.words import Line
from apps.web.models import Organisation
from tests.desk.looking import hidden_fields, text_of
from tests.world import Sent, World, desk, submit

WORDS = "Who reads this, I wonder?"
FIRST = {
    "en": "A code was used under force. Read on the case what not to do now.",
    "ru": "Код ввели под принуждением.",
    "ar": "استُعمل رمز تحت الإكراه.",
}


@pytest.fixture
def second() -> bytes:
    return new_code()


@pytest.fixture
def sent(world: World, second: bytes) -> Sent:
    submit(world)
    return submit(world, second=second)


def use(second: bytes, words: str = "") -> None:
    """Open the mailbox as whoever forces Noor, and write there."""
    browser = Client()
    page = browser.post("/en/return/", {"code": code_digits(second)})
    if words:
        browser.post("/en/mailbox/write/", {"state": page.context["state"], "text": words})


@pytest.fixture
def forced(sent: Sent, amira_desk: Client, second: bytes) -> Sent:
    amira_desk.get("/desk/cases/")
    use(second, WORDS)
    return sent


def first_line(browser: Client) -> Line:
    line: Line = browser.get("/desk/today/").context["blocks"][0].lines[0]
    return line


@pytest.mark.parametrize("language", sorted(FIRST))
def test_it_stands_first_on_today(
    language: str, forced: Sent, world: World, amira_desk: Client
) -> None:
    User.objects.update(language=language)
    line = first_line(amira_desk)
    assert line.kind == "forced"
    assert line.ref == forced.ref
    assert FIRST[language] in text_of(desk(world.bo).get("/desk/today/"))


def test_it_cannot_be_put_off(forced: Sent, amira_desk: Client) -> None:
    assert not first_line(amira_desk).may_wait


def test_it_says_at_the_head_what_not_to_do(forced: Sent, amira_desk: Client) -> None:
    page = text_of(amira_desk.get(forced.url))
    assert "A code was used under force" in page
    assert "What not to do now" in page
    assert "Give no new code and end none" in page


def test_it_marks_the_words_and_believes_none(forced: Sent, amira_desk: Client) -> None:
    page = text_of(amira_desk.get(f"{forced.url}conversation/"))
    assert WORDS in page
    assert "Under force" in page
    assert "It showed an empty page." in page


def test_nobody_else_learns_of_it(
    forced: Sent, chioma_desk: Client, dan_desk: Client, olu_desk: Client
) -> None:
    for browser in (chioma_desk, dan_desk, olu_desk):
        assert browser.get(forced.url).status_code == 404
        assert browser.get(f"{forced.url}force/").status_code == 404
        assert "under force" not in text_of(browser.get("/desk/today/", follow=True))


def test_a_case_without_one_says_nothing(world: World, amira_desk: Client) -> None:
    other = submit(world)
    amira_desk.get("/desk/cases/")
    assert "under force" not in text_of(amira_desk.get(other.url))
    assert amira_desk.get(f"{other.url}force/").status_code == 404


def over(browser: Client, sent: Sent, why: str = "I met them.", **changes: str) -> object:
    address = f"{sent.url}force/"
    fields = {**hidden_fields(browser.get(address), address), "why": why, **changes}
    return browser.post(address, fields)


def test_it_ends_by_saying_how_one_knows(forced: Sent, amira_desk: Client) -> None:
    refused = over(amira_desk, forced, why="")
    assert "Write how you know" in text_of(refused)
    over(amira_desk, forced)
    assert "What not to do now" not in text_of(amira_desk.get(forced.url))
    assert first_line(amira_desk).kind != "forced"
    assert "On their own again" in text_of(amira_desk.get(f"{forced.url}history/"))


def test_a_use_that_came_meanwhile_stays(forced: Sent, amira_desk: Client, second: bytes) -> None:
    address = f"{forced.url}force/"
    fields = {**hidden_fields(amira_desk.get(address), address), "why": "I met them."}
    use(second, "And now?")
    amira_desk.post(address, fields)
    assert "What not to do now" in text_of(amira_desk.get(forced.url))


@pytest.mark.parametrize("upto", ["", "x", ":", "ab:1", "a" * 32 + ":99999999999", "\u0663:\u0663"])
def test_odd_places_end_nothing(upto: str, forced: Sent, amira_desk: Client) -> None:
    assert over(amira_desk, forced, upto=upto).status_code == 409  # type: ignore[attr-defined]
    assert "What not to do now" in text_of(amira_desk.get(forced.url))


# Settings


def test_they_are_offered_by_who_sets_the_organisation(bo_desk: Client, amira_desk: Client) -> None:
    address = "/desk/settings/second-codes/"
    assert not Organisation.objects.get().second_codes
    page = text_of(bo_desk.get(address))
    assert "What they cannot do" in page
    assert amira_desk.post(address, {"offer": "yes"}).status_code == 404
    bo_desk.post(address, {"offer": "yes"})
    assert Organisation.objects.get().second_codes
    assert "go on working" in text_of(bo_desk.get(address))
    bo_desk.post(address, {"offer": "no"})
    assert not Organisation.objects.get().second_codes
    for odd in ({}, {"offer": ""}, {"offer": "maybe"}):
        bo_desk.post(address, odd)
        assert not Organisation.objects.get().second_codes


def test_a_new_code_shows_the_second_where_they_are_offered(sent: Sent, amira_desk: Client) -> None:
    address = f"{sent.url}code/"
    for offered in (False, True):
        Organisation.objects.update(second_codes=offered)
        page = amira_desk.get(address)
        asked = {"confirmed": "met", "others": "keep", "earlier": "all"}
        shown = amira_desk.post(address, {**hidden_fields(page, address), **asked})
        assert ("A second code, in case somebody forces them" in text_of(shown)) == offered
