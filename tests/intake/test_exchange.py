"""Questions as a file: what goes out comes back, and nothing hostile comes in."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.intake.definition import Definition, Option, Part, Question, check
from apps.intake.exchange import MOST_BYTES, OddFile, Refused, read, written
from apps.intake.guards import SHADOWS, faults, is_said
from apps.intake.shipped import SHIPPED


def shipped() -> Any:
    return msgspec.json.decode(written(SHIPPED))


def with_question(**more: Any) -> bytes:
    """The shipped questions with one more; what is said of it goes past every type."""
    data = shipped()
    question = {"id": "more", "kind": "text", "ask": "What else?", "why": "So.", "purpose": "So."}
    data["parts"][-1]["questions"].append({**question, "longest": 90, **more})
    return msgspec.json.encode(data)


def test_it_comes_back_as_it_went_out() -> None:
    assert read(written(SHIPPED)) == SHIPPED
    assert read(b"\xef\xbb\xbf" + written(SHIPPED)) == SHIPPED
    assert len(read(with_question()).parts[-1].questions) == 2


WORDS = st.one_of(
    st.text("abc ?–ñя", min_size=1, max_size=40).filter(is_said),
    st.dictionaries(
        st.sampled_from(["en", "ru", "ar", "fr"]),
        st.text("xyz ,.ж", min_size=1, max_size=40).filter(is_said),
        min_size=1,
    ),
)
OPTIONS = st.lists(WORDS, min_size=2, max_size=6)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, st.none() | OPTIONS), max_size=6), WORDS)
def test_it_comes_back_as_it_went_out_whatever_was_written(
    questions: list[Any], title: Any
) -> None:
    own = [
        Question(
            id=f"q{number}",
            kind="choice" if labels else "text",
            ask=ask,
            why=why,
            purpose=purpose,
            longest=0 if labels else 100,
            options=[Option(f"o{at}", label) for at, label in enumerate(labels or [])],
        )
        for number, (ask, why, purpose, labels) in enumerate(questions)
    ]
    parts = [*SHIPPED.parts, *([Part(title, own)] if own else [])]
    definition = Definition(parts, SHIPPED.consent)
    assert faults(definition) == []
    assert read(written(definition)) == definition


@pytest.mark.parametrize(
    "more",
    [
        {"ask": "Are you HIV positive?"},
        {"ask": {"en": "What else?", "ru": "У вас ВИЧ?"}},
        {"ask": ""},
        {"ask": {}},
        {"ask": {"en": " "}},
        {"why": ""},
        {"purpose": ""},
        {"why": "\u200d"},
        {"ask": "\u2800"},
        {"purpose": "\u3164"},
        {"ask": "x" * 201},
        {"ask": "a\x00b"},
        {"ask": "a\u202eb"},
        {"ask": {"\x00": "What?"}},
        {"ask": {"xx-nowhere": "What?"}},
        {"longest": 0},
        {"longest": 9000},
        {"longest": -1},
        {"longest": 10**40},
        {"kind": "number", "least": 5, "most": 2},
        {"kind": "choice"},
        {"id": "safety"},
        {"id": "consent"},
        {"id": "token"},
        {"id": "part_2"},
        *({"id": name} for name in sorted(SHADOWS)),
        {"kind": "consent"},
        {"parties": []},
        {"preset": "nothing"},
        {"first": ["\x00"]},
        {"wording": {"other": {"options": {"nothing": "x"}}}},
        {"fold": {"summary": "", "questions": []}},
    ],
)
def test_it_refuses_what_may_not_be_asked(more: Any) -> None:
    with pytest.raises((Refused, OddFile)):
        read(with_question(**more))


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "photo"},
        {"id": "A"},
        {"id": "_state"},
        {"id": "x" * 40},
        {"ask": 3},
        {"ask": ["What?"]},
        {"ask": {"en": 3}},
        {"longest": "90"},
        {"longest": 1e400},
        {"parties": ["nobody"]},
        {"parties": "self"},
        {"script": "x"},
        {"fold": {"summary": "x", "questions": [3]}},
        {"wording": {"nobody": {}}},
    ],
)
def test_it_refuses_what_is_no_question(more: Any) -> None:
    with pytest.raises(OddFile):
        read(with_question(**more))


def test_it_refuses_what_the_organisation_may_not_change() -> None:
    for part, question in ((0, "safety"), (1, "age")):
        data = shipped()
        asked = data["parts"][part]["questions"]
        data["parts"][part]["questions"] = [one for one in asked if one["id"] != question]
        with pytest.raises(Refused):
            read(msgspec.json.encode(data))
    data = shipped()
    data["consent"]["ask"] = "You may pass this on to anybody."
    with pytest.raises(Refused) as refused:
        read(msgspec.json.encode(data))
    assert [fault.what for fault in refused.value.found] == ["consent"]
    for kept in ("kind", "options"):
        data = shipped()
        safety = data["parts"][0]["questions"][0]
        safety |= {"kind": "choices"} if kept == "kind" else {"options": safety["options"][:3]}
        safety.pop("wording", None)
        with pytest.raises(Refused):
            read(msgspec.json.encode(data))


def test_it_refuses_what_is_too_large_or_nested_too_deep() -> None:
    for data in (b" " * (MOST_BYTES + 1), b"[" * 100_000, b"\xff\xfe", b"", b"null", b"{}", b"NaN"):
        with pytest.raises(OddFile):
            read(data)


@given(st.binary(max_size=400))
def test_it_reads_no_noise(data: bytes) -> None:
    with pytest.raises(OddFile):
        read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=8,
)


@given(st.data())
def test_what_it_reads_can_be_shown_whatever_was_put_into_it(data: st.DataObject) -> None:
    whole = shipped()
    at: Any = whole
    # Somewhere in a good file stands something else.
    for _depth in range(data.draw(st.integers(1, 6))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list):
            break
        at = at[key]
    keys = list(at) if isinstance(at, dict) else list(range(len(at)))
    if keys:
        at[data.draw(st.sampled_from(keys))] = data.draw(JSON)
    try:
        definition = read(msgspec.json.encode(whole))
    except (OddFile, Refused):
        return
    assert check(definition) == definition
    assert faults(definition) == []
    assert read(written(definition)) == definition
