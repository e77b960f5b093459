import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.crypto import CannotOpen, context, open_record, seal_record
from apps.crypto.contexts import PARTS, derive

KEY = bytes(range(32))
PLACE = context("factors", bytes(16))


@given(st.binary(max_size=2000))
def test_it_opens_what_was_sealed(plaintext: bytes) -> None:
    sealed = seal_record(KEY, PLACE, plaintext)
    assert len(sealed) == len(plaintext) + 29
    assert open_record(KEY, PLACE, sealed, size=len(plaintext)) == plaintext


@given(st.data())
def test_it_notices_every_flipped_bit(data: st.DataObject) -> None:
    sealed = bytearray(seal_record(KEY, PLACE, b"what Noor wrote"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        open_record(KEY, PLACE, bytes(sealed))


@given(st.integers(0, 43))
def test_it_notices_every_cut(length: int) -> None:
    sealed = seal_record(KEY, PLACE, b"what Noor wrote")
    with pytest.raises(CannotOpen):
        open_record(KEY, PLACE, sealed[:length])


@given(st.binary(max_size=200))
def test_it_refuses_junk_with_one_error(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_record(KEY, PLACE, junk)


@pytest.mark.parametrize("size", [31, 33])
def test_it_refuses_a_plaintext_of_another_size(size: int) -> None:
    with pytest.raises(CannotOpen):
        open_record(KEY, PLACE, seal_record(KEY, PLACE, bytes(size)), size=32)


def test_it_seals_the_same_bytes_differently_each_time() -> None:
    assert seal_record(KEY, PLACE, b"again") != seal_record(KEY, PLACE, b"again")


def test_it_takes_no_key_of_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_record(bytes(16), PLACE, b"")


def test_it_says_nothing_but_that_it_cannot_open() -> None:
    with pytest.raises(CannotOpen, match=r"^cannot open$"):
        open_record(KEY, PLACE, seal_record(os.urandom(32), PLACE, b"secret"))


@pytest.mark.parametrize("name", PARTS)
def test_it_makes_each_context_from_parts_of_its_sizes_alone(name: str) -> None:
    parts = [os.urandom(size) for size in PARTS[name]]
    made = context(name, *parts)
    assert made == b"farshore/1/" + name.encode() + b"\0" + b"".join(parts)
    with pytest.raises(CannotOpen):
        context(name, *parts, b"")
    if parts:
        with pytest.raises(CannotOpen):
            context(name, *parts[:-1], parts[-1] + b"\0")


def test_it_gives_no_two_names_the_same_start() -> None:
    starts = [b"farshore/1/" + name.encode() + b"\0" for name in PARTS]
    assert not any(a != b and a.startswith(b) for a in starts for b in starts)


@given(st.binary(min_size=32, max_size=32))
def test_it_derives_a_key_of_its_own_for_each_purpose(secret: bytes) -> None:
    purposes = [name for name, sizes in PARTS.items() if not sizes]
    assert len({derive(secret, context(name)) for name in purposes} | {secret}) == 1 + len(purposes)
