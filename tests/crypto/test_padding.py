import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.crypto.errors import CannotOpen
from apps.crypto.padding import pad, unpad

steps = st.sampled_from([256, 512, 1024, 2048, 4096])


@given(st.binary(max_size=5000), steps)
def test_it_gives_back_what_was_padded(plaintext: bytes, step: int) -> None:
    padded = pad(plaintext, step)
    assert len(padded) % step == 0
    assert len(plaintext) < len(padded) <= len(plaintext) + step
    assert unpad(padded, step) == plaintext


@given(st.binary(max_size=2000) | st.integers(0, 2000).map(bytes), steps)
def test_it_takes_only_what_it_would_have_written(junk: bytes, step: int) -> None:
    try:
        plaintext = unpad(junk, step)
    except CannotOpen:
        return
    assert pad(plaintext, step) == junk


@given(st.binary(max_size=600), st.integers(1, 600))
def test_it_refuses_anything_but_zeros_behind_the_marker(plaintext: bytes, place: int) -> None:
    padded = bytearray(pad(plaintext, 512))
    place = len(plaintext) + 1 + place % 512
    if place < len(padded):
        padded[place] = 1
        with pytest.raises(CannotOpen):
            unpad(bytes(padded), 512)


def test_it_refuses_a_step_too_many() -> None:
    with pytest.raises(CannotOpen):
        unpad(pad(b"short", 256) + bytes(256), 256)
