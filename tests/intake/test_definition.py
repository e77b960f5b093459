"""A questionnaire is data: checked whenever it is read, in words for each party."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.intake.definition import EVERYONE, BadDefinition, read_definition, said
from apps.intake.shipped import SHIPPED


def shipped() -> Any:
    return msgspec.to_builtins(SHIPPED)


def test_it_reads_what_it_ships_back_from_the_database() -> None:
    assert read_definition(json.dumps(shipped())) == SHIPPED


@pytest.mark.parametrize("data", ["", "{", "[" * 10**5, "\udc00", 7, b"\xff"])
def test_it_refuses_what_is_no_json(data: Any) -> None:
    with pytest.raises(BadDefinition):
        read_definition(data)


def test_it_asks_twelve_questions_and_their_dependents() -> None:
    asked = [question for part in SHIPPED.for_party("self") for question in part.questions]
    # The second asks two things: a name, and how to speak of somebody.
    assert len(asked) == 13


def test_it_asks_three_more_for_someone_else() -> None:
    own = {question.id for part in SHIPPED.for_party("self") for question in part.questions}
    theirs = {question.id for part in SHIPPED.for_party("other") for question in part.questions}
    assert theirs - own == {"they_know", "may_write", "relation"}


def test_it_asks_little_of_who_asked_before() -> None:
    (part,) = SHIPPED.for_party("again")
    assert [question.id for question in part.questions] == [
        "safety",
        "name",
        "when_before",
        "language",
        "country",
        "story",
    ]


@pytest.mark.parametrize("party", EVERYONE)
def test_it_gives_a_reason_with_every_question(party: Any) -> None:
    for part in SHIPPED.for_party(party):
        for question in part.questions:
            assert all(each.why for each in (question, *question.folded))


def test_it_has_other_words_for_someone_else() -> None:
    (safety,) = [q for q in SHIPPED.for_party("other")[0].questions if q.id == "safety"]
    assert "I am" not in " ".join(str(option.label) for option in safety.options)


def test_it_says_an_organisations_own_words_in_the_language_of_the_page() -> None:
    words = {"en": "Which valley?", "ru": "Какая долина?"}
    with translation.override("ru"):
        assert said(words) == "Какая долина?"
    with translation.override("ar"):
        assert said(words) == "Which valley?"


def part_without_questions(body: Any) -> None:
    body["parts"][0]["questions"] = []


def question_twice(body: Any) -> None:
    body["parts"][1]["questions"].append(body["parts"][1]["questions"][0])


def question_named_as_a_field_of_the_page(body: Any) -> None:
    body["parts"][0]["questions"][0]["id"] = "state"


def question_with_a_hidden_name(body: Any) -> None:
    body["parts"][0]["questions"][0]["id"] = "_party"


def question_without_a_reason(body: Any) -> None:
    body["parts"][0]["questions"][0]["why"] = ""


def choice_of_nothing(body: Any) -> None:
    body["parts"][0]["questions"][0]["options"] = []


def option_twice(body: Any) -> None:
    options = body["parts"][0]["questions"][0]["options"]
    options.append(options[0])


def text_without_an_end(body: Any) -> None:
    body["parts"][0]["questions"][4]["longest"] = 10**9


def consent_among_the_questions(body: Any) -> None:
    body["parts"][0]["questions"][0] = {**body["consent"], "id": "other_consent"}


def no_consent(body: Any) -> None:
    del body["consent"]


def consent_without_words(body: Any) -> None:
    body["consent"]["ask"] = {}


def consent_that_nobody_reads(body: Any) -> None:
    body["consent"]["ask"] = {"en": "and so on " * 100}


def words_for_an_unknown_option(body: Any) -> None:
    body["parts"][0]["questions"][0]["wording"]["other"]["options"]["elsewhere"] = "Elsewhere"


def preset_that_is_no_option(body: Any) -> None:
    body["parts"][0]["questions"][0]["preset"] = "elsewhere"


def fold_in_a_fold(body: Any) -> None:
    (folding,) = [q for q in body["parts"][0]["questions"] if q["id"] == "channel"]
    inner = {**folding["fold"]["questions"][0], "id": "deeper"}
    folding["fold"]["questions"][0]["fold"] = {"summary": "More", "questions": [inner]}


@pytest.mark.parametrize(
    "spoil",
    [
        part_without_questions,
        question_twice,
        question_named_as_a_field_of_the_page,
        question_with_a_hidden_name,
        question_without_a_reason,
        choice_of_nothing,
        option_twice,
        text_without_an_end,
        consent_among_the_questions,
        no_consent,
        consent_without_words,
        consent_that_nobody_reads,
        words_for_an_unknown_option,
        preset_that_is_no_option,
        fold_in_a_fold,
    ],
)
def test_it_refuses_what_no_page_could_show(spoil: Callable[[Any], None]) -> None:
    body = shipped()
    spoil(body)
    with pytest.raises(BadDefinition):
        read_definition(json.dumps(body))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_it_refuses_any_other_json(body: Any) -> None:
    with pytest.raises(BadDefinition):
        read_definition(json.dumps(body))
