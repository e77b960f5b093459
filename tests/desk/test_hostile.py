"""Whatever is sent, the answer is words and never an error of ours."""

import string

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.models import Event
from tests.desk.looking import opened_by
from tests.world import Sent, World, desk, make_world, submit

FIELDS = [
    *("keep", "keep_why", "how", "until"),
    *("task", "title", "due", "repeats", "call", "ref"),
    *("check", "result", "of", "approval", "answer", "gate", "named", "haste"),
    *("seen", "at", "risk", "owner", "stage", "aside", "why", "day", "text", "reason", "unsafe"),
]
NAMES = [
    *("risk", "take", "give", "move", "aside", "back", "reopen", "promise", "note", "answer"),
    *("close", "decline", "code", "check", "approval", "decide", "look"),
    *("task", "task_change", "task_done", "task_drop", "bring", "keep", "still"),
    *("need", "follow_up"),
]
words = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["0", "-1", "1", "9" * 30, "high", "closed", "planning", "declined", "\0", ""]),
    st.sampled_from(["2026-02-30", "9999-12-31", "0001-01-01", "\u202eevil", "a\ud7ffb"]),
    st.text(alphabet=string.printable, max_size=40),
)
posts = st.dictionaries(st.sampled_from([*FIELDS, "confirmed", "others", "earlier", "x"]), words)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=st.sampled_from(NAMES), posted=posts)
def test_it_answers_every_form_in_words(
    hostile: tuple[Client, Sent], name: str, posted: dict[str, str]
) -> None:
    browser, sent = hostile
    answer = browser.post(f"{sent.url}{name}/", posted)
    assert answer.status_code in {200, 302, 404, 409, 422}


@pytest.fixture
def hostile(db: None) -> tuple[Client, Sent]:
    world = make_world()
    return desk(world.amira), submit(world)


def test_it_refuses_ten_megabytes(world: World, sent: Sent, amira_desk: Client) -> None:
    answer = amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "x" * 10_000_000})
    assert answer.status_code in {400, 413}


def test_it_says_how_much_too_long_a_note_is(world: World, sent: Sent, amira_desk: Client) -> None:
    answer = amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "ж" * 8001})
    assert answer.status_code == 422
    assert "Shorten this by 1 character." in answer.content.decode()
    assert opened_by(world.amira, sent).file.notes == 0


def test_it_keeps_a_note_of_the_longest_kind(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    answer = amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "𐍈" * 8000})
    assert answer.status_code == 302
    assert opened_by(world.amira, sent).file.notes == 1


def test_it_takes_out_marks_that_turn_words_around(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "ab\u202ecd\0"})
    assert "abcd" in amira_desk.get(f"{sent.url}notes/").content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace", "options"])
def test_it_knows_three_methods(sent: Sent, amira_desk: Client, method: str) -> None:
    assert getattr(amira_desk, method)(sent.url).status_code == 405


def test_it_shows_marks_as_letters(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "<script>alert(1)</script>"})
    page = amira_desk.get(f"{sent.url}notes/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_it_sends_nothing_without_our_own_token(world: World, sent: Sent) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk(world.amira).cookies
    before = Event.objects.count()
    answer = strict.post(f"{sent.url}note/", {"seen": "1", "text": "x"})
    assert answer.status_code == 403
    assert Event.objects.count() == before
