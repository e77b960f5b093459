import contextlib
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto.code import (
    MOST_SECRETS,
    CodeMistake,
    check_byte,
    code_digits,
    code_words,
    new_code,
    read_code,
    stretch_code,
)
from apps.crypto.stretch import CHEAP
from apps.crypto.wordlists import BIP39, bare, bip39, plain

secrets = st.binary(min_size=10, max_size=10)
languages = st.sampled_from(list(BIP39))

# In these lists the first four letters, accents left out, tell every word from every other.
BY_FOUR = ["en", "fr", "es", "it", "pt", "cs"]

DIGITS = {"Arabic": 0x660, "Persian": 0x6F0, "Devanagari": 0x966, "Thai": 0xE50, "wide": 0xFF10}

TYPED: dict[str, Callable[[str], str]] = {
    "as shown": str,
    "in capitals": str.upper,
    "titled": str.title,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "with commas": lambda text: text.replace(" ", ", "),
    "in lines": lambda text: text.replace(" ", "\r\n"),
    "with wide spaces": lambda text: text.replace(" ", "\u3000"),
    "with hyphens": lambda text: text.replace(" ", " - "),
    "between quotes": lambda text: f"«{text}».",
    "between marks of direction": lambda text: f"\u202b{text}\u202c\u200f",
}


def words_of(secret: bytes, language: str) -> list[str]:
    words = code_words(secret, language)
    assert words is not None
    return words


@given(secrets, languages, st.sampled_from(list(TYPED)), languages)
def test_it_reads_back_its_words(secret: bytes, language: str, form: str, shown: str) -> None:
    typed = TYPED[form](" ".join(words_of(secret, language)))
    assert secret in read_code(typed, shown)


@given(secrets, languages)
def test_it_reads_words_without_accents(secret: bytes, language: str) -> None:
    typed = " ".join(bare(plain(word)) for word in words_of(secret, language))
    assert secret in read_code(typed, language)


@given(secrets, st.sampled_from(BY_FOUR))
def test_it_reads_the_first_four_letters(secret: bytes, language: str) -> None:
    typed = " ".join(bare(plain(word))[:4] for word in words_of(secret, language))
    assert secret in read_code(typed, language)


@given(secrets, languages, st.integers(0, 7))
def test_it_finds_one_lost_word(secret: bytes, language: str, place: int) -> None:
    words = words_of(secret, language)
    words[place] = "?"
    assert secret in read_code(" ".join(words), language)


@given(secrets, st.integers(0, 26), st.sampled_from(["?", "？", "؟"]))
def test_it_finds_one_lost_digit(secret: bytes, place: int, lost: str) -> None:
    digits = code_digits(secret).replace(" ", "")
    assert secret in read_code(digits[:place] + lost + digits[place + 1 :])


@given(secrets, st.sampled_from(list(DIGITS)))
def test_it_reads_the_digits_of_every_script(secret: bytes, script: str) -> None:
    table = {48 + value: DIGITS[script] + value for value in range(10)}
    assert read_code(code_digits(secret).translate(table)) == [secret]


@given(secrets, st.lists(st.sampled_from([" ", "-", "\u200e", "/", ".", "\n"]), min_size=26))
def test_it_reads_digits_with_anything_between(secret: bytes, between: list[str]) -> None:
    digits = code_digits(secret).replace(" ", "")
    typed = "".join(a + b for a, b in zip(digits, [*between[:26], ""], strict=True))
    assert read_code(typed) == [secret]


def test_it_reads_a_numbered_list_of_words() -> None:
    secret = new_code()
    lines = [f"{number}) {word}" for number, word in enumerate(words_of(secret, "ru"), start=1)]
    assert secret in read_code("\n".join(lines), "ru")


def test_it_reads_chinese_without_spaces() -> None:
    secret = new_code()
    assert secret in read_code("".join(words_of(secret, "zh")), "en")


def test_it_reads_turkish_capitals_without_dots() -> None:
    secret = int.to_bytes(bip39("tr").index("açıkgöz") << 69, 10, "big")
    assert secret in read_code(" ".join(words_of(secret, "tr")).replace("ı", "i").upper(), "tr")


@given(st.text(max_size=300), languages)
def test_it_answers_every_text(text: str, language: str) -> None:
    try:
        read = read_code(text, language)
    except CodeMistake:
        return
    assert 1 <= len(read) <= MOST_SECRETS
    assert all(len(secret) == 10 for secret in read)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*bip39("en")[:9], *bip39("fr")[:9], "가", "aban", "?", "x"])))
def test_it_answers_every_mixture_of_words(words: list[str]) -> None:
    with contextlib.suppress(CodeMistake):
        assert read_code(" ".join(words))


@given(secrets, st.integers(0, 26), st.integers(1, 9))
def test_it_never_takes_a_wrong_digit_for_the_code(secret: bytes, place: int, change: int) -> None:
    digits = code_digits(secret).replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    with contextlib.suppress(CodeMistake):
        assert read_code(wrong) != [secret]


@pytest.mark.parametrize(
    "text",
    [
        *("9" * 10**5, "?" * 1000, "? " * 500, "word " * 500, "ﷺ" * 1000, "가" * 1000),
        *("\u0301" * 1000, "a\u200d" * 1000, "\ud800 " * 8, "((((" * 250, "x" * 10**6),
        *("中" * 10**5, "\0" * 1000, "1\u200e" * 1000, "abandon " * 6 + "? ?"),
    ],
)
def test_it_answers_hostile_text_at_once(text: str) -> None:
    for language in BIP39:
        bip39(language)
    start = time.process_time()
    with pytest.raises(CodeMistake):
        read_code(text)
    assert time.process_time() - start < 0.5


def test_it_tells_which_word_is_none() -> None:
    words = words_of(bytes(10), "en")
    words[4] = "abandun"
    with pytest.raises(CodeMistake) as caught:
        read_code(" ".join(words))
    assert (caught.value.position, caught.value.near[0]) == (5, "abandon")


def test_it_never_tells_a_log_what_was_typed() -> None:
    with pytest.raises(CodeMistake) as caught:
        read_code("kettel " + "abandon " * 7)
    assert caught.value.word == "kettel"
    assert "kettel" not in f"{caught.value} {caught.value!r} {caught.value.args}"


def test_it_needs_more_than_two_lost_words() -> None:
    with pytest.raises(CodeMistake) as caught:
        read_code("? ? " + "abandon " * 6)
    assert (caught.value.kind, caught.value.found) == ("lost", 2)


def test_it_shows_digits_in_three_groups_of_nine() -> None:
    assert [len(group) for group in code_digits(new_code()).split()] == [9, 9, 9]


def test_it_has_no_words_where_there_is_no_list() -> None:
    assert code_words(new_code(), "ar") is None


def test_it_checks_one_byte() -> None:
    checks = {check_byte(bytes([value]) * 10) for value in range(256)}
    assert len(checks) > 100


def test_it_leads_to_other_keys_at_another_site() -> None:
    secret = new_code()
    here, there = (stretch_code(secret, bytes([site]) * 16, CHEAP) for site in (1, 2))
    assert here.locator_hash != there.locator_hash


def test_it_keeps_locator_key_and_proof_apart() -> None:
    code = stretch_code(new_code(), bytes(16), CHEAP)
    parts = code.secret, code.locator, code.locator_hash, code.open_key
    assert len({*parts, code.withdrawal, code.withdrawal_hash}) == 6
    assert code.secret.hex() not in repr(code)
