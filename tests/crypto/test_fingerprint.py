import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.crypto.code import read_code
from apps.crypto.envelope import PrivateKey
from apps.crypto.fingerprint import fingerprint_words, key_fingerprint


@given(st.binary(min_size=32, max_size=32))
def test_it_says_ten_bytes_in_eight_words(digest: bytes) -> None:
    # The check byte is that of a code, so that reading finds the ten bytes again.
    assert digest[:10] in read_code(" ".join(fingerprint_words(digest)))


def test_it_speaks_the_language_asked_for_or_english() -> None:
    digest = bytes(range(32))
    assert fingerprint_words(digest, "ru") != fingerprint_words(digest, "en")
    assert fingerprint_words(digest, "ar") == fingerprint_words(digest, "en")


def test_it_differs_from_key_to_key() -> None:
    one, two = (PrivateKey(bytes([seed]) * 32).public_bytes for seed in (1, 2))
    assert key_fingerprint(one) != key_fingerprint(two)


def test_it_needs_ten_bytes() -> None:
    with pytest.raises(ValueError, match="ten bytes"):
        fingerprint_words(bytes(9))
