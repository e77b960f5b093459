import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.crypto import passphrase
from apps.crypto.errors import CannotOpen
from apps.crypto.stretch import CHEAP, CODE, PASSPHRASE, Cost, Params, stretch
from apps.crypto.wordlists import passphrase_words

SECRET, AMIRA, KEY_ID = bytes(range(32)), bytes(16), bytes(8)
WORDS = "anchor kettle amber ledge swift harbour"


@pytest.fixture(scope="session")
def wrapped() -> tuple[bytes, bytes]:
    return passphrase.wrap_by_passphrase(SECRET, WORDS, user=AMIRA, key_id=KEY_ID, cost=CHEAP)


def open_it(wrapped: tuple[bytes, bytes], text: str = WORDS, *, user: bytes = AMIRA) -> bytes:
    params, wrap = wrapped
    return passphrase.open_by_passphrase(wrap, params, text, user=user, key_id=KEY_ID)


def test_it_opens_with_the_passphrase(wrapped: tuple[bytes, bytes]) -> None:
    assert open_it(wrapped) == SECRET


@pytest.mark.parametrize(
    "typed", [WORDS.upper(), f"  {WORDS}\n", WORDS.replace(" ", "   "), WORDS.replace("a", "ａ")]
)
def test_it_forgives_case_spaces_and_width(wrapped: tuple[bytes, bytes], typed: str) -> None:
    assert open_it(wrapped, typed) == SECRET


@pytest.mark.parametrize("typed", ["", WORDS[:-1], WORDS.replace(" ", ""), "a" * 1001, "\ud800"])
def test_it_stays_closed_to_other_words(wrapped: tuple[bytes, bytes], typed: str) -> None:
    with pytest.raises(CannotOpen):
        open_it(wrapped, typed)


def test_it_stays_closed_in_the_row_of_another_person(wrapped: tuple[bytes, bytes]) -> None:
    with pytest.raises(CannotOpen):
        open_it(wrapped, user=os.urandom(16))


@given(st.text())
def test_it_normalises_once_and_for_all(text: str) -> None:
    try:
        normal = passphrase.normal_passphrase(text)
    except CannotOpen:
        return
    decomposed = unicodedata.normalize("NFD", text)
    assert passphrase.normal_passphrase(decomposed) == normal


@given(st.binary(max_size=30) | st.binary(min_size=25, max_size=25))
def test_it_reads_only_params_under_the_ceiling(junk: bytes) -> None:
    try:
        params = Params.read(junk)
    except CannotOpen:
        return
    assert params.to_bytes() == junk
    assert params.cost.memory <= 256 * 1024
    assert params.cost.passes <= 8


@pytest.mark.parametrize("cost", [PASSPHRASE, CODE, CHEAP])
def test_it_keeps_its_own_costs_under_the_ceiling(cost: Cost) -> None:
    assert Params.read(Params.new(cost).to_bytes()).cost == cost


@pytest.mark.parametrize("cost", [(256 * 1024 + 1, 1, 1), (64, 9, 1), (128, 1, 9), (15, 1, 2)])
def test_it_refuses_a_cost_outside_its_bounds(cost: tuple[int, int, int]) -> None:
    with pytest.raises(CannotOpen):
        Cost(*cost)


def test_it_draws_six_words_of_the_list() -> None:
    words = passphrase.new_passphrase().split()
    assert len(words) == 6
    assert set(words) <= set(passphrase_words())


def test_it_draws_from_7776_words_that_differ_when_normalised() -> None:
    normal = {passphrase.normal_passphrase(word) for word in passphrase_words()}
    assert len(normal) == 7776


def test_it_opens_with_the_recovery_sheet() -> None:
    sheet = passphrase.new_sheet()
    place = {"user": AMIRA, "key_id": KEY_ID}
    wrap = passphrase.wrap_by_sheet(SECRET, sheet, **place, generation=1)
    assert passphrase.open_by_sheet(wrap, sheet.upper(), **place, generation=1) == SECRET


def test_it_stays_closed_to_the_sheet_of_an_older_generation() -> None:
    sheet = passphrase.new_sheet()
    place = {"user": AMIRA, "key_id": KEY_ID}
    wrap = passphrase.wrap_by_sheet(SECRET, sheet, **place, generation=1)
    with pytest.raises(CannotOpen):
        passphrase.open_by_sheet(wrap, sheet, **place, generation=2)


def test_it_reads_a_sheet_by_the_first_four_letters() -> None:
    sheet = passphrase.new_sheet()
    short = " ".join(word[:4] for word in sheet.split())
    assert passphrase.sheet_secret(short) == passphrase.sheet_secret(sheet)


@given(st.text(max_size=200) | st.lists(st.sampled_from(["abandon", "zoo", "x", ""])).map(" ".join))
def test_it_reads_no_sheet_in_other_words(text: str) -> None:
    try:
        assert len(passphrase.sheet_secret(text)) == 16
    except CannotOpen:
        return
    assert len(text.split()) == 12


def test_it_takes_a_thousand_characters_and_no_more() -> None:
    assert passphrase.normal_passphrase("a" * 1000) == b"a" * 1000
    with pytest.raises(CannotOpen):
        passphrase.normal_passphrase("a" * 1001)


@pytest.mark.parametrize("size", [0, 15, 17])
def test_it_stretches_with_a_salt_of_sixteen_bytes_alone(size: int) -> None:
    with pytest.raises(CannotOpen):
        stretch(b"words", bytes(size), CHEAP)
