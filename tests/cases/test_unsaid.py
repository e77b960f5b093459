"""Finding what must not be said, in any script, case or ending."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.unsaid import found_in


@pytest.mark.parametrize(
    ("text", "unsaid", "found"),
    [
        ("Your partner can come too.", "партнёр, asylum", ["partner"]),
        ("Мы говорили с вашим Партнёром.", "партнёр", ["Партнёром"]),
        ("Про убежища мы знаем.", "убежище", ["убежища"]),
        ("تحدثنا مع الشريك.", "شريك", ["الشريك"]),
        ("ASYLUM is possible", "asylum", ["ASYLUM"]),
        ("Ｐａｒｔｎｅｒ", "partner", ["Ｐａｒｔｎｅｒ"]),
        ("the course abroad", "“asylum”; course abroad", ["course abroad"]),
        ("Come to the party.", "art", []),
        ("We wait for you.", "please do not mention that I asked for asylum", []),
        ("Your asylum papers", "please do not mention that I asked for asylum", ["asylum"]),
        ("Anything.", "", []),
        ("", "asylum", []),
    ],
)
def test_it_finds_what_was_asked_never_to_be_said(text: str, unsaid: str, found: list[str]) -> None:
    assert found_in(text, unsaid) == found


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_reads_anything_that_somebody_types(text: str, unsaid: str) -> None:
    for word in found_in(text, unsaid):
        assert word
