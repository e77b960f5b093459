import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto.contexts import context
from apps.crypto.envelope import OVERHEAD, PrivateKey, envelope_key_id, seal_envelope
from apps.crypto.errors import CannotOpen
from tests.vectors.reference import Pair

KEY = PrivateKey(bytes(32))
INFO = context("submission", bytes(16), b"\0\0\0\1")


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_it_opens_what_was_sealed(plaintext: bytes) -> None:
    sealed = seal_envelope(KEY.public_bytes, INFO, plaintext)
    assert len(sealed) == len(plaintext) + OVERHEAD == len(plaintext) + 1145
    assert KEY.open(INFO, sealed, size=len(plaintext)) == plaintext


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_it_is_read_by_a_second_implementation(seed: bytes, plaintext: bytes) -> None:
    sealed = seal_envelope(PrivateKey(seed).public_bytes, INFO, plaintext)
    assert Pair(seed).open(INFO, sealed) == plaintext


@settings(max_examples=60)
@given(st.data())
def test_it_notices_every_flipped_bit(data: st.DataObject) -> None:
    sealed = bytearray(seal_envelope(KEY.public_bytes, INFO, bytes(32)))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        KEY.open(INFO, bytes(sealed), size=32)


@settings(max_examples=40)
@given(st.binary(max_size=1300))
def test_it_refuses_junk_behind_its_own_key_id(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        KEY.open(INFO, b"\x01" + KEY.key_id + junk)


@settings(max_examples=40)
@given(st.binary(max_size=1217) | st.binary(min_size=1216, max_size=1216))
def test_it_seals_to_no_junk(junk: bytes) -> None:
    try:
        seal_envelope(junk, INFO, b"")
    except CannotOpen:
        return
    # 1,216 bytes whose numbers happen to be under the modulus are a key that nobody holds.
    assert len(junk) == 1216


def test_it_does_not_open_for_another_key() -> None:
    sealed = seal_envelope(KEY.public_bytes, INFO, bytes(32))
    with pytest.raises(CannotOpen):
        PrivateKey(os.urandom(32)).open(INFO, sealed)


def test_it_does_not_try_a_key_that_the_envelope_does_not_name() -> None:
    sealed = bytearray(seal_envelope(KEY.public_bytes, INFO, bytes(32)))
    sealed[1:9] = os.urandom(8)
    with pytest.raises(CannotOpen):
        KEY.open(INFO, bytes(sealed))


def test_it_names_the_key_that_it_is_sealed_to() -> None:
    assert envelope_key_id(seal_envelope(KEY.public_bytes, INFO, b"")) == KEY.key_id


def test_it_names_no_key_where_there_is_no_envelope() -> None:
    with pytest.raises(CannotOpen):
        envelope_key_id(b"\x01" + bytes(100))


def test_it_takes_no_seed_of_another_size() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PrivateKey(bytes(31))


def test_it_names_no_key_in_another_version() -> None:
    sealed = seal_envelope(KEY.public_bytes, INFO, b"")
    with pytest.raises(CannotOpen):
        envelope_key_id(b"\x02" + sealed[1:])
