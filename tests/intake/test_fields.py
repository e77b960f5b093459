"""What people type, and what it is taken for."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.intake.definition import Definition, Option, Part, Question
from apps.intake.fields import Field
from apps.intake.forms import QuestionForm, posted_from
from apps.intake.shipped import SHIPPED

NOON = 12 * 60 * 60  # Noon in UTC, on the first day of all.


def field(kind: Any, *sent: str, now: int = NOON, zone: str = "", **details: Any) -> Field:
    question = Question(id="asked", kind=kind, ask="What?", why="So.", **details)
    definition = Definition([Part("One", [question])], SHIPPED.consent)
    posted: dict[str, Sequence[str]] = {"asked": sent}
    if zone:
        posted["_asked"] = [zone]
    form = QuestionForm(definition, version=1, party="self", posted=posted, now=now)
    form.is_valid()
    return form.fields[0]


COLOURS = [Option("red", "Red"), Option("blue", "Blue"), Option("green", "Green")]


def test_it_takes_a_name_as_typed() -> None:
    assert field("text", " Нур  аль-Хадид ", longest=60).value == "Нур аль-Хадид"


def test_it_takes_marks_that_turn_words_around_out_of_a_name() -> None:
    assert field("text", "No\u202eor\u2066\u0007", longest=60).value == "Noor"


def test_it_keeps_the_joiners_that_persian_is_written_with() -> None:
    assert field("text", "می\u200cخواهم", longest=60).value == "می\u200cخواهم"


def test_it_keeps_the_lines_of_a_story() -> None:
    assert field("long", "One\r\ntwo\rthree\n", longest=60).value == "One\ntwo\nthree"


def test_it_says_by_how_much_a_text_is_too_long_and_keeps_all_of_it() -> None:
    asked = field("long", "x" * 63, longest=60)
    assert asked.errors == ["Shorten this by 3 characters. There is room for 60."]
    assert "x" * 63 in str(asked)


@pytest.mark.parametrize("typed", ["3", " 3 ", "٣", "۳", "３"])
def test_it_takes_a_number_in_the_digits_of_any_script(typed: str) -> None:
    assert field("number", typed, most=30).value == 3


@pytest.mark.parametrize("typed", ["31", "-1", "two", "1.5", "9" * 5000, "²"])
def test_it_says_which_numbers_it_takes(typed: str) -> None:
    asked = field("number", typed, most=30)
    assert asked.errors == ["Write a number from 0 to 30."]
    assert asked.value is None or asked.value == 31


def test_it_takes_one_of_several_choices_sent_at_once() -> None:
    assert field("choice", "red", "blue", options=COLOURS).value == "blue"


def test_it_takes_several_choices_in_the_order_of_the_page() -> None:
    assert field("choices", "green", "red", "red", options=COLOURS).value == ["red", "green"]


@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_it_takes_no_choice_that_was_not_offered(kind: str) -> None:
    asked = field(kind, "mauve", options=COLOURS)
    assert asked.errors == ["Choose from the answers shown."]
    assert asked.value is None


@pytest.mark.parametrize(
    ("kind", "code", "shown"), [("country", "GE", "Georgia"), ("language", "ce", "Chechen")]
)
def test_it_shows_a_code_by_its_name(kind: str, code: str, shown: str) -> None:
    assert field(kind, code).shown == shown


def test_it_shows_a_code_by_its_name_in_the_language_of_the_page() -> None:
    with translation.override("ru"):
        assert field("country", "GE").shown == "Грузия"


def test_it_puts_the_organisations_countries_first() -> None:
    drawn = str(field("country", first=["RU", "GE"]))
    assert drawn.index("value=RU") < drawn.index("value=GE") < drawn.index("value=AF")
    assert drawn.count("value=GE>") == 1


@pytest.mark.parametrize("code", ["XX", "ge", "GEO", "<script>", "../en"])
def test_it_takes_no_country_that_is_not_in_the_list(code: str) -> None:
    asked = field("country", code)
    assert asked.errors == ["Choose from the list."]
    assert asked.value is None


@pytest.mark.parametrize(
    ("typed", "ahead"),
    [
        ("12:00", 0),
        ("15:02", 180),
        ("3:05 pm", 180),
        ("15.00", 180),
        ("١٥:٠٠", 180),
        ("17:30", 330),
        ("01:00", 780),
        ("02:00", -600),
        ("07:00", -300),
        ("12 am", -720),
        ("15", 180),
        ("15:00:30", 180),
    ],
)
def test_it_tells_the_zone_from_the_time_and_nothing_nearer(typed: str, ahead: int) -> None:
    assert field("time", typed).value == (ahead if ahead != -720 else 720)


@pytest.mark.parametrize("typed", ["25:00", "12:60", "noon", "13 pm", "1:2:3:4"])
def test_it_says_how_to_write_a_time(typed: str) -> None:
    assert field("time", typed).errors == ["Write the time like 14:05."]


def test_it_keeps_the_zone_however_long_the_page_stays_open() -> None:
    first = field("time", "15:00")
    carried = dict(first.carried)
    later = field("time", "15:00", zone=carried["_asked"], now=NOON + 3 * 60 * 60)
    assert later.value == first.value == 180


def test_it_reads_the_zone_anew_when_the_time_was_changed() -> None:
    later = field("time", "18:00", zone="15:00+180", now=NOON + 4 * 60 * 60)
    assert later.value == 120


@pytest.mark.parametrize("zone", ["15:00+999", "15:00", "+180", "15:00+1e9", "15:00+\x00"])
def test_it_believes_no_zone_that_cannot_be(zone: str) -> None:
    assert field("time", "15:00", zone=zone).value == 180


IDS = [question.id for question in SHIPPED.questions()]
SENT = st.text() | st.sampled_from(["yes", "no", "GE", "ar", "12:30", "danger_now", "٣"])
POSTS = st.dictionaries(
    st.sampled_from([*IDS, "_time_now", "consent", "nothing_of_ours"]), st.lists(SENT, max_size=3)
)


def form_of(posted: Any, party: Any = "self", now: int = NOON) -> QuestionForm:
    form = QuestionForm(SHIPPED, version=1, party=party, posted=posted, now=now)
    form.is_valid()
    return form


def gathered(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@given(POSTS, st.sampled_from(["self", "other", "again"]))
def test_it_reads_what_it_carries_as_the_same_answers(posted: Any, party: Any) -> None:
    form = form_of(posted, party)
    again = form_of(gathered(form.carried), party, now=NOON + 20 * 60 * 60)
    assert again.answers == form.answers
    assert again.digest() == form.digest()


@given(POSTS)
def test_it_draws_whatever_was_typed(posted: Any) -> None:
    for asked in form_of(posted):
        assert str(asked)
        assert "<script" not in str(asked)
        assert all(str(choice.tag) for choice in asked)


@given(POSTS)
def test_it_fills_earlier_answers_in_as_they_were_given(posted: Any) -> None:
    form = form_of(posted)
    before = [answer for answer in form.answers if answer.kind != "time"]
    again = form_of(posted_from(before))
    assert again.answers == before
