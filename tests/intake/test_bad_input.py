"""Whatever is posted is answered in words: nothing odd is stored, and nothing fails."""

from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.models import Case
from apps.intake.shipped import SHIPPED
from tests.intake.noor import STORY, Noor, page
from tests.mailbox import cast

FORM = "application/x-www-form-urlencoded"
POSTED = ["form/", "form/other/", "form/again/", "check/", "send/", "code/"]
ANSWERED = {200, 303, 400, 405, 413, 422, 503}


def post(noor: Noor, path: str, body: bytes, kind: str = FORM) -> Any:
    return noor.browser.generic("POST", noor.at(path), body, content_type=kind)


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"story",
        b"&&&&==&=",
        b"story=%ff%fe",
        b"story=%c3%28",
        b"story=%ed%a0%80",
        b"story=a%00b",
        b"%00=1",
        b"story=%u0041",
        b"\xff\xfe\x00",
        b"_party=elsewhere&_version=99999&story=x",
        b"_version=-1&_version=%D9%A1",
        b"_version=1" + b"9" * 5000,
        b"safety[]=danger_now&safety.x=1",
        "name=\u202eNoor".encode(),
    ],
)
def test_it_answers_any_body(noor: Noor, path: str, body: bytes) -> None:
    assert post(noor, path, body).status_code in ANSWERED
    assert not Case.objects.exists()


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "", f"{FORM}; charset=utf-16"]
)
def test_it_answers_any_kind_of_body(noor: Noor, path: str, kind: str) -> None:
    assert post(noor, path, b'{"story": "x"}', kind).status_code in ANSWERED
    assert not Case.objects.exists()


@pytest.mark.parametrize("path", POSTED)
def test_it_says_that_ten_megabytes_are_too_much(noor: Noor, path: str) -> None:
    answer = post(noor, path, b"story=" + b"x" * 10_000_000)
    assert answer.status_code == 413
    assert "nothing of it was kept" in answer.content.decode()


@pytest.mark.parametrize("path", POSTED)
def test_it_answers_a_thousand_fields(noor: Noor, path: str) -> None:
    body = urlencode([(f"field{place}", "x") for place in range(1000)]).encode()
    assert post(noor, path, body).status_code in {400, 413}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["", *POSTED, "done/", "mailbox/answers/"])
def test_it_takes_no_other_methods(noor: Noor, method: str, path: str) -> None:
    assert noor.browser.generic(method, noor.at(path)).status_code == 405


@pytest.mark.parametrize("path", ["", "done/"])
def test_it_takes_no_post_where_nothing_is_sent(noor: Noor, path: str) -> None:
    assert noor.browser.post(noor.at(path), {"story": STORY}).status_code == 405


@pytest.mark.parametrize("path", POSTED)
def test_it_refuses_what_another_site_sends(noor: Noor, path: str) -> None:
    answer = noor.browser.post(
        noor.at(path), {"story": STORY}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_it_tells_which_answer_is_too_long_and_keeps_every_word(noor: Noor) -> None:
    story = "слово " * 12_000
    answer = noor.fills_in(name="Noor", story=story)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error:" in html
    assert '<li><a href="#story">Shorten this by 67999 characters.' in html
    assert html.count("слово") == 12_000
    assert 'value="Noor"' in html


def test_it_sends_nothing_that_was_not_asked(noor: Noor, harbour: cast.Harbour) -> None:
    noor.sends(noor.fills_in(safety="safe", shoe_size="39", they_know="yes"))
    answers = harbour.hand(Case.objects.get().ref).opened.answers
    assert answers is not None
    assert [answer.id for answer in answers.answers] == ["safety"]


def test_it_stores_no_marks_that_turn_words_around(noor: Noor, harbour: cast.Harbour) -> None:
    noor.asks(name="\u202eNoor\u2069", story="one\u202etwo")
    answers = harbour.hand(Case.objects.get().ref).opened.answers
    assert answers is not None
    assert (answers.value("name"), answers.value("story")) == ("Noor", "onetwo")


def test_it_shows_markup_as_the_words_it_is(noor: Noor) -> None:
    checked = noor.fills_in(name="<b>Noor</b>", story="</textarea><script>alert(1)</script>")
    back = noor.browser.post("/en/form/", page(checked).fields)
    for shown in (checked, back):
        assert "<script>" not in shown.content.decode()
        assert "<b>Noor" not in shown.content.decode()


NAMES = [question.id for question in SHIPPED.questions()] + [
    "_party",
    "_version",
    "_state",
    "_time_now",
    "consent",
    "code",
    "state",
    "x",
]
VALUES = st.text(max_size=60) | st.sampled_from(
    ["", "1", "self", "other", "again", "danger_now", "GE", "ar", "12:30", "12:30+180", "yes"]
)
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), VALUES), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTED), pairs=PAIRS)
def test_it_answers_whatever_fields_come(
    noor: Noor, path: str, pairs: list[tuple[str, str]]
) -> None:
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    assert post(noor, path, body.encode()).status_code in ANSWERED
    assert not Case.objects.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTED), body=st.binary(max_size=200))
def test_it_answers_whatever_bytes_come(noor: Noor, path: str, body: bytes) -> None:
    assert post(noor, path, body).status_code in ANSWERED
    assert not Case.objects.exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=PAIRS)
def test_it_receives_whatever_can_be_looked_over(
    noor: Noor, harbour: cast.Harbour, pairs: list[tuple[str, str]]
) -> None:
    posted: dict[str, list[str]] = {}
    for name, value in pairs:
        if not name.startswith("_") and "\0" not in value + name:
            posted.setdefault(name, []).append(value)
    before = set(Case.objects.values_list("ref", flat=True))
    checked = Client().post("/en/check/", posted)
    if checked.status_code != 200:
        return
    assert noor.sends(checked).status_code == 200
    (ref,) = set(Case.objects.values_list("ref", flat=True)) - before
    assert harbour.hand(ref).opened.answers is not None
