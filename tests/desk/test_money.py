"""Money as people of any language write it, and as it is read back."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.desk.money import money_words, read_money, typed_money


@pytest.mark.parametrize(
    ("language", "text", "hundredths"),
    [
        ("en", "184.50", 18_450),
        ("en", "1,840", 184_000),
        ("en", "1,840.5", 184_050),
        ("en", "12,345,678.90", 1_234_567_890),
        ("en", "1 840", 184_000),
        ("en", "0", 0),
        ("en", ".5", 50),
        ("ru", "184,50", 18_450),
        ("ru", "1\u00a0840,5", 184_050),
        ("ru", "184.50", 18_450),
        ("ru", "1.840", 184_000),
        ("ar", "١٨٤٫٥٠", 18_450),
        ("ar", "١٬٨٤٠", 184_000),
        ("fa", "۱۸۴", 18_400),
        ("en", "1'840", 184_000),
        ("en", "1.840,50", 184_050),
    ],
)
def test_it_reads_an_amount_in_the_writers_way(language: str, text: str, hundredths: int) -> None:
    with translation.override(language):
        assert read_money(text) == hundredths


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1.234"),
        ("ru", "1,234"),
        ("en", "-5"),
        ("en", "1e9"),
        ("en", "EUR 5"),
        ("en", "1,2,3"),
        ("en", "12,34,567"),
        ("en", "5."),
        ("en", "1.2.3"),
        ("en", "½"),
        ("en", "²"),
        ("en", "9" * 41),
        ("en", "NaN"),
    ],
)
def test_it_takes_nothing_that_could_be_another_amount(language: str, text: str) -> None:
    with translation.override(language):
        assert read_money(text) is None


@given(st.integers(1, 10**12), st.sampled_from(["en", "ru", "ar"]))
def test_it_reads_back_what_it_shows(hundredths: int, language: str) -> None:
    with translation.override(language):
        assert read_money(typed_money(hundredths)) == hundredths
        assert read_money(money_words(hundredths)) == hundredths


@given(st.text(max_size=20), st.sampled_from(["en", "ru", "ar"]))
def test_it_reads_anything_without_falling(text: str, language: str) -> None:
    with translation.override(language):
        amount = read_money(text)
    assert amount is None or amount >= 0
