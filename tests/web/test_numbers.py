"""Telephone numbers read the same in every direction, and stay on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.web.library import numbers


@pytest.mark.parametrize("number", ["+49 30 1234567", "0800 11 22 33", "112-554-998"])
def test_it_keeps_the_groups_of_a_number_in_their_order(number: str) -> None:
    kept = number.replace(" ", "\u00a0")
    assert numbers(f"الخط الليلي {number} يجيب") == f"الخط الليلي \u2066{kept}\u2069 يجيب"


@pytest.mark.parametrize("text", ["", "18 or 20", "on 3. May", "2 h"])
def test_it_leaves_other_figures_alone(text: str) -> None:
    assert numbers(text) == text


@given(st.text())
def test_it_changes_no_word(text: str) -> None:
    plain = text.replace("\u2066", "").replace("\u2069", "").replace("\u00a0", " ")
    said = numbers(plain).replace("\u2066", "").replace("\u2069", "")
    assert said.replace("\u00a0", " ") == plain
