from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto.contexts import context
from apps.crypto.errors import CannotOpen
from apps.crypto.stream import CHUNK, SEALED_CHUNK, open_stream, seal_stream

KEY = bytes(range(32))
PLACE = context("stream", bytes(16), b"\3")

# Around the edges of chunks, where mistakes live.
sizes = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
cuts = st.sampled_from([1000, CHUNK - 1, CHUNK, SEALED_CHUNK, 3 * CHUNK])


def seal(plaintext: bytes) -> bytes:
    return b"".join(seal_stream(KEY, PLACE, [plaintext]))


def open_all(pieces: Iterable[bytes]) -> bytes:
    return b"".join(open_stream(KEY, PLACE, pieces))


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@settings(max_examples=60)
@given(sizes, cuts, cuts)
def test_it_opens_what_was_sealed_however_the_pieces_fall(size: int, one: int, two: int) -> None:
    plaintext = bytes(range(251)) * (size // 251) + bytes(size % 251)
    sealed = b"".join(seal_stream(KEY, PLACE, cut(plaintext, one)))
    assert sealed == seal(plaintext)
    assert open_all(cut(sealed, two)) == plaintext


@settings(max_examples=60)
@given(sizes, st.data())
def test_it_notices_every_cut(size: int, data: st.DataObject) -> None:
    sealed = seal(bytes(size))
    ends = st.integers(0, len(sealed) - 1)
    edge = st.sampled_from(range(0, len(sealed), SEALED_CHUNK))
    with pytest.raises(CannotOpen):
        open_all([sealed[: data.draw(ends | edge)]])


@given(st.data())
def test_it_notices_every_flipped_bit(data: st.DataObject) -> None:
    sealed = bytearray(seal(bytes(CHUNK + 5)))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        open_all([bytes(sealed)])


def test_it_notices_chunks_that_changed_places() -> None:
    sealed = seal(bytes(3 * CHUNK))
    one, two, three = cut(sealed, SEALED_CHUNK)
    with pytest.raises(CannotOpen):
        open_all([two, one, three])


def test_it_notices_bytes_behind_the_end() -> None:
    with pytest.raises(CannotOpen):
        open_all([seal(b"all of it"), b"\0"])


def test_it_opens_nowhere_else() -> None:
    with pytest.raises(CannotOpen):
        list(open_stream(KEY, context("stream", bytes(16), b"\2"), [seal(b"content")]))


def test_it_lets_the_error_of_its_source_through() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        open_all(broken())


def test_it_takes_no_key_of_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        list(seal_stream(bytes(16), PLACE, []))
