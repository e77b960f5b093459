"""On the way back by code: answering what was skipped, putting right what was wrong."""

from typing import Any

import pytest

from apps.cases.answers import Answers
from apps.cases.models import Case, Message
from tests.intake.noor import STORY, Noor, page
from tests.mailbox import cast

# Coming in tells the team that the mailbox was opened: an entry of its own.
OPENING = 1


@pytest.fixture
def inside(noor: Noor) -> Any:
    """Her mailbox, a little after she asked."""
    words = noor.asks().context["words"]
    return noor.browser.post("/en/return/", {"code": " ".join(words)})


def opens(noor: Noor, inside: Any) -> Any:
    return noor.browser.post("/en/mailbox/answers/", {"state": inside.context["state"]})


def answers_again(noor: Noor, inside: Any, **more: Any) -> Any:
    """What her browser posts: what stands filled in, with these answers in its place."""
    shown = page(opens(noor, inside))
    filled: dict[str, Any] = {
        "safety": "danger_soon",
        "name": "Noor",
        "language": "ar",
        "country": "GE",
        "adults": "1",
        "grounds": ["orientation", "family"],
        "story": STORY,
    }
    return noor.browser.post("/en/mailbox/answers/", {**shown.fields, **filled, **more})


def test_a_browser_that_seals_by_itself_gets_the_questions_empty(noor: Noor, inside: Any) -> None:
    answer = noor.browser.get("/en/opening/answers/?version=1&party=self")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert 'name="story"' in html
    assert STORY not in html
    assert "selected" not in html
    assert "checked" not in html


@pytest.mark.parametrize("query", ["", "version=99", "version=x&party=no", "version=-1&party=%00"])
def test_it_asks_what_is_asked_now_where_no_such_version_was(noor: Noor, query: str) -> None:
    assert 'name="story"' in noor.browser.get(f"/en/opening/answers/?{query}").content.decode()


def read_by_amira(harbour: cast.Harbour) -> Answers:
    answers = harbour.hand(Case.objects.get().ref).opened.answers
    assert answers is not None
    return answers


def test_it_shows_what_was_answered_filled_in(noor: Noor, inside: Any) -> None:
    html = opens(noor, inside).content.decode()
    assert STORY in html
    assert "value=GE selected" in html
    assert 'value="family" checked' in html


def test_it_brings_a_later_answer_to_amira(noor: Noor, inside: Any, harbour: cast.Harbour) -> None:
    answer = answers_again(noor, inside, age="adult")
    assert "We have received it" in answer.content.decode()
    answers = read_by_amira(harbour)
    assert answers.value("age") == "adult"
    assert answers.value("name") == "Noor"


def test_it_puts_an_answer_right(noor: Noor, inside: Any, harbour: cast.Harbour) -> None:
    answers_again(noor, inside, country="AM", grounds=["religion"])
    answers = read_by_amira(harbour)
    assert answers.value("country") == "AM"
    assert [a.value for a in answers.answers if a.id == "grounds"] == [["religion"]]


def test_it_takes_an_emptied_answer_out(noor: Noor, inside: Any, harbour: cast.Harbour) -> None:
    answer = answers_again(noor, inside, story="", grounds=[])
    assert answer.content.decode().count("(taken out)") == 2
    answers = read_by_amira(harbour)
    assert answers.value("story") == ""
    assert [a.value for a in answers.answers if a.id == "grounds"] == [[]]


def test_it_sends_only_what_changed(noor: Noor, inside: Any, harbour: cast.Harbour) -> None:
    answer = answers_again(noor, inside, age="adult")
    assert [each.id for each in answer.context["changed"]] == ["age"]


def test_it_sends_nothing_where_nothing_changed(noor: Noor, inside: Any) -> None:
    answer = answers_again(noor, inside)
    assert "Nothing has changed here" in answer.content.decode()
    assert Message.objects.count() == OPENING


def test_it_receives_the_same_page_once(noor: Noor, inside: Any) -> None:
    shown = page(opens(noor, inside))
    sent = {**shown.fields, "story": STORY, "age": "adult"}
    noor.browser.post("/en/mailbox/answers/", sent)
    noor.browser.post("/en/mailbox/answers/", sent)
    assert Message.objects.count() == OPENING + 1


def test_it_says_what_is_wrong_and_keeps_every_word(noor: Noor, inside: Any) -> None:
    answer = answers_again(noor, inside, adults="many", not_say="the word")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a number from 0 to 30." in html
    assert 'value="the word"' in html
    assert Message.objects.count() == OPENING


def test_it_asks_for_the_code_again_and_carries_every_word(noor: Noor, inside: Any) -> None:
    sent = {**page(opens(noor, inside)).fields, "story": STORY, "age": "adult", "state": "over"}
    asked = noor.browser.post("/en/mailbox/answers/", sent)
    assert asked.status_code == 422
    carried = page(asked).fields
    assert carried["age"] == ["adult"]
    assert carried["_send"] == ["1"]


def test_it_shows_them_among_her_own_answers(noor: Noor, inside: Any) -> None:
    received = answers_again(noor, inside, age="adult")
    back = noor.browser.post("/en/mailbox/", page(received).fields)
    assert "18 or older" in back.content.decode()


def test_it_opens_only_with_a_code(noor: Noor) -> None:
    assert noor.browser.post("/en/mailbox/answers/", {}).status_code == 422
    assert noor.opens("mailbox/answers/").status_code == 405
