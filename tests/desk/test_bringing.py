"""Requests taken down by phone, and requests to practise on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.cases.admission import list_cases
from apps.cases.models import Case
from apps.desk import phoning
from apps.intake.models import Questionnaire
from apps.mailbox.days import today
from apps.retention.actions import purge_due
from tests.desk.looking import hidden_fields, text_of
from tests.world import World, desk, fresh

PHONE = "/desk/new/phone/"
PRACTICE = "/desk/new/practice/"
STORY = "Они приходили дважды."


def ring(client: Client, *, language: str = "ru", party: str = "self", **filled: str) -> Any:
    """Open the page for a caller, fill it in, and store it."""
    page = client.get(PHONE, {"in": language, "for": party})
    form = {**hidden_fields(page, PHONE), "consent": "1", **filled}
    return client.post(PHONE, form)


def code_on(page: Any) -> str:
    return " ".join(page.context["digits"])


def the_case() -> Case:
    return Case.objects.get()


def test_it_says_that_loading_the_page_again_shows_the_code_again(amira_desk: Client) -> None:
    form = {**hidden_fields(amira_desk.get(PHONE, {"in": "ru"}), PHONE), "consent": "1"}
    first, second = (amira_desk.post(PHONE, form) for _ in range(2))
    assert code_on(first) == code_on(second)
    assert Case.objects.count() == 1
    assert "Loading the page again shows it for a day" in text_of(first)
    assert "never again" not in text_of(first)


def head(client: Client) -> str:
    return text_of(client.get(f"/desk/cases/{the_case().ref}/"))


def test_it_asks_in_the_callers_language_with_the_desks_own_beside(amira_desk: Client) -> None:
    said = text_of(amira_desk.get(PHONE, {"in": "ru"}))
    assert "Вы сейчас в безопасности?" in said
    assert "Are you safe right now?" in said
    assert "I am in danger now · I may be in danger soon" in said


def test_it_asks_once_where_both_speak_the_same_language(amira_desk: Client) -> None:
    assert text_of(amira_desk.get(PHONE, {"in": "en"})).count("Are you safe right now?") == 1


def test_it_makes_a_case_of_the_caseworkers_own_with_a_code(
    world: World, amira_desk: Client
) -> None:
    page = ring(amira_desk, name="Нур", story=STORY, country="GE", safety="danger_now")
    assert page.status_code == 200
    assert page.context["words"]
    said = head(amira_desk)
    assert "taken down by phone" in said
    assert "owner: you" in said
    assert STORY in said
    inside = Client().post("/ru/return/", {"code": code_on(page)})
    assert inside.status_code == 200
    assert STORY in inside.content.decode()


def test_it_keeps_the_questions_as_they_were_read_out(amira_desk: Client) -> None:
    ring(amira_desk, name="Нур")
    said = head(amira_desk)
    assert "Как вас называть?" in said
    assert "What may we call you?" in said


def test_it_takes_nothing_down_without_a_spoken_yes(amira_desk: Client) -> None:
    page = ring(amira_desk, consent="", story=STORY)
    assert page.status_code == 422
    text = page.content.decode()
    assert STORY in text
    # Said to the caseworker, not to who is on the telephone.
    assert text.count("Tick this once they have said yes: without it we keep nothing.") == 2
    assert "Tick this to send" not in text
    assert not Case.objects.exists()


def test_it_makes_one_case_however_often_the_page_is_sent(amira_desk: Client) -> None:
    page = amira_desk.get(PHONE, {"in": "en"})
    form = {**hidden_fields(page, PHONE), "consent": "1", "name": "Noor"}
    codes = {code_on(amira_desk.post(PHONE, form)) for _ in range(2)}
    assert len(codes) == 1
    assert Case.objects.count() == 1


def test_it_keeps_every_word_of_a_page_that_was_open_for_days(amira_desk: Client) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        state = phoning.draw_state()
    page = ring(amira_desk, story=STORY, state=state)
    assert page.status_code == 422
    assert STORY in page.content.decode()
    assert not Case.objects.exists()
    form = {**hidden_fields(page, PHONE), "consent": "1", "story": STORY}
    assert amira_desk.post(PHONE, form).status_code == 200


def test_it_asks_for_someone_else_in_other_words(amira_desk: Client) -> None:
    page = ring(amira_desk, language="en", party="other", name="Sam", they_know="no")
    assert page.status_code == 200
    assert "not asked themself" in head(amira_desk)


@pytest.mark.parametrize(
    "odd", [{"in": "xx"}, {"for": "again"}, {"in": "\0"}, {"team": "x"}, {"in": ""}]
)
def test_it_opens_for_whatever_the_address_says(amira_desk: Client, odd: dict[str, str]) -> None:
    assert amira_desk.get(PHONE, odd).status_code == 200


def test_it_refuses_answers_that_are_none(amira_desk: Client) -> None:
    page = ring(amira_desk, safety="certainly", country="Atlantis", state="x", time_now="late")
    assert page.status_code == 422
    assert not Case.objects.exists()


def test_it_says_so_where_there_are_no_questions_yet(amira_desk: Client) -> None:
    Questionnaire.objects.all().delete()
    assert "There are no questions yet" in text_of(amira_desk.get(PHONE))


def practise(client: Client) -> Any:
    page = client.get("/desk/new/")
    return client.post(PRACTICE, hidden_fields(page, PRACTICE))


def test_it_makes_an_invented_request_that_says_so(world: World, amira_desk: Client) -> None:
    page = practise(amira_desk)
    assert page.status_code == 200
    said = head(amira_desk)
    assert "Practice: nobody has asked this" in said
    assert "Invented, for practice" in said
    assert Client().post("/en/return/", {"code": code_on(page)}).status_code == 200


def test_it_makes_one_practice_request_however_often_it_is_pressed(amira_desk: Client) -> None:
    form = hidden_fields(amira_desk.get("/desk/new/"), PRACTICE)
    for _ in range(2):
        amira_desk.post(PRACTICE, form)
    assert Case.objects.count() == 1
    assert amira_desk.post(PRACTICE, {"state": "x"}).status_code == 302
    assert Case.objects.count() == 1


def test_it_lets_practice_go_within_a_week_whatever_was_done(
    world: World, amira_desk: Client
) -> None:
    code = code_on(practise(amira_desk))
    case = the_case()
    amira_desk.post(f"/desk/cases/{case.ref}/note/", {"text": "Tried.", "seen": "99"})
    page = Client().post("/en/return/", {"code": code})
    Client().post("/en/mailbox/write/", {"state": page.context["state"], "text": "Hello?"})
    list_cases(user=world.amira.user, keyring=fresh(world.amira))
    week = today() + timedelta(days=7)
    assert the_case().erase_by == week
    purge_due(today=week - timedelta(days=1))
    assert Case.objects.exists()
    purge_due(today=week)
    assert not Case.objects.exists()


def test_it_shows_no_practice_among_possible_doubles(world: World, amira_desk: Client) -> None:
    practise(amira_desk)
    practise(amira_desk)
    for case in Case.objects.all():
        said = text_of(desk(world.bo).get(f"/desk/cases/{case.ref}/same/"))
        assert "No other case of the team" in said
