import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto import backup
from apps.crypto.envelope import PrivateKey
from apps.crypto.errors import CannotOpen
from apps.crypto.stream import CHUNK

SEED = bytes(range(32))
REF = bytes(16)


@pytest.fixture(scope="session")
def offline() -> PrivateKey:
    return backup.backup_key(SEED)


def make_file(key: PrivateKey, content: bytes, *, kind: int = backup.CONTENT) -> bytes:
    pieces = backup.seal_backup(key.public_bytes, backup=REF, kind=kind, pieces=[content])
    return b"".join(pieces)


def open_file(key: PrivateKey, data: bytes, *, kind: int = backup.CONTENT) -> bytes:
    return b"".join(backup.open_backup(key, kind=kind, pieces=[data]))


@settings(max_examples=30)
@given(st.sampled_from([0, 1, CHUNK, CHUNK + 1]), st.sampled_from([1, 35, 1212, 5000, 10**6]))
def test_it_opens_what_was_sealed_however_the_pieces_fall(size: int, step: int) -> None:
    key, content = backup.backup_key(SEED), os.urandom(size)
    data = make_file(key, content)
    step = max(step, len(data) // 5000)

    def pieces() -> Iterator[bytes]:
        return (data[start : start + step] for start in range(0, len(data), step))

    assert b"".join(backup.open_backup(key, kind=backup.CONTENT, pieces=pieces())) == content


def test_it_does_not_open_for_another_key(offline: PrivateKey) -> None:
    with pytest.raises(CannotOpen):
        open_file(backup.backup_key(os.urandom(32)), make_file(offline, b"rows"))


def test_it_does_not_open_as_the_other_kind(offline: PrivateKey) -> None:
    with pytest.raises(CannotOpen):
        open_file(offline, make_file(offline, b"rows"), kind=backup.KEYS)


def test_it_does_not_open_when_its_kind_is_written_over(offline: PrivateKey) -> None:
    data = bytearray(make_file(offline, b"rows"))
    data[34] = backup.KEYS
    with pytest.raises(CannotOpen):
        open_file(offline, bytes(data), kind=backup.KEYS)


def test_it_does_not_open_with_the_stream_of_another_file(offline: PrivateKey) -> None:
    one, two = make_file(offline, b"rows"), make_file(offline, b"sown")
    with pytest.raises(CannotOpen):
        open_file(offline, one[:1212] + two[1212:])


@settings(max_examples=50)
@given(st.data())
def test_it_notices_every_cut(data: st.DataObject) -> None:
    key = backup.backup_key(SEED)
    whole = make_file(key, b"rows")
    with pytest.raises(CannotOpen):
        open_file(key, whole[: data.draw(st.integers(0, len(whole) - 1))])


def test_it_says_a_seed_in_24_words_and_reads_it_back() -> None:
    words = backup.backup_words(SEED)
    assert len(words.split()) == 24
    assert backup.read_backup_words(words.upper()) == SEED


def test_it_reads_a_seed_by_the_first_four_letters() -> None:
    words = " ".join(word[:4] for word in backup.backup_words(SEED).split())
    assert backup.read_backup_words(words) == SEED


@pytest.mark.parametrize("words", ["", "abandon " * 24, "abandon " * 23, "word " * 24])
def test_it_refuses_words_that_are_no_seed(words: str) -> None:
    with pytest.raises(CannotOpen):
        backup.read_backup_words(words)


def test_it_takes_no_seed_of_another_size() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        backup.backup_key(bytes(16))
