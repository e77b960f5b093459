"""A file becomes a blob that opens for its own seal alone."""

import os
import stat
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.attached import Attached
from apps.cases.files import FileLost, open_file, seal_file
from apps.cases.files.storage import name_of
from apps.crypto import CannotOpen
from apps.crypto.file import blob_size
from apps.crypto.stream import CHUNK, SEALED_CHUNK

SIZES = [0, 1, 2, 3, 100, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 77, 3_000_001]

changes = replace = msgspec.structs.replace


def sealed(data: bytes) -> Attached:
    return seal_file([data], name="photo.jpg", kind="jpeg").attached


def path_of(folder: Path, attached: Attached) -> Path:
    return folder / name_of(UUID(hex=attached.ref))


def read(attached: Attached) -> bytes:
    return b"".join(open_file(attached))


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_to_what_was_sealed(blobs: Path, size: int) -> None:
    data = os.urandom(size)
    attached = seal_file([data[:7], data[7:]], name="a.pdf", kind="pdf").attached
    assert read(attached) == data
    assert path_of(blobs, attached).stat().st_size == blob_size(size)
    assert (attached.size, attached.name, attached.kind) == (size, "a.pdf", "pdf")


def test_its_blob_tells_neither_the_size_nor_the_hour(blobs: Path) -> None:
    one, two = (path_of(blobs, sealed(bytes(size))).stat() for size in (3_000_001, 3_010_000))
    assert one.st_size == two.st_size
    written = datetime.fromtimestamp(one.st_mtime, UTC)
    assert (written.hour, written.minute, written.second) == (0, 0, 0)
    assert stat.S_IMODE(one.st_mode) == 0o600
    assert {stat.S_IMODE(one.stat().st_mode) for one in blobs.iterdir()} == {0o700}


def test_it_is_sealed_anew_each_time(blobs: Path) -> None:
    one, two = sealed(b"the same"), sealed(b"the same")
    assert {one.ref, one.key, one.digest}.isdisjoint({two.ref, two.key, two.digest})


def test_it_says_that_a_blob_is_lost(blobs: Path) -> None:
    attached = sealed(b"gone")
    path_of(blobs, attached).unlink()
    with pytest.raises(FileLost):
        open_file(attached)


def test_it_opens_no_blob_of_another_file(blobs: Path) -> None:
    one, two = sealed(b"one" * 5000), sealed(b"two" * 5000)
    mine, other = path_of(blobs, one), path_of(blobs, two)
    mine.write_bytes(other.read_bytes())
    with pytest.raises(CannotOpen):
        open_file(one)
    # Nor with the other's key, whose stream has another place.
    with pytest.raises(CannotOpen):
        open_file(replace(one, key=two.key, digest=two.digest))


@pytest.mark.parametrize(
    "odd",
    [
        {"key": ""},
        {"key": "00" * 32},
        {"key": "zz" * 32},
        {"ref": "00"},
        {"digest": "00" * 32},
        {"digest": ""},
        {"size": -1},
        {"size": 0},
        {"size": 14_999},
        {"size": 16_000},
        {"size": 2**70},
        {"ref": "../../etc/passwd"},
    ],
)
def test_it_opens_nothing_by_an_odd_seal(blobs: Path, odd: dict[str, object]) -> None:
    attached = sealed(os.urandom(15_000))
    with pytest.raises(CannotOpen):
        read(replace(attached, **odd))


mutations: list[Callable[[bytes, int], bytes]] = [
    lambda blob, at: blob[:at],
    lambda blob, at: blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :],
    lambda blob, at: blob[:at] + b"\0" + blob[at:],
    lambda blob, at: blob[at:] + blob[:at],
    lambda blob, _at: blob + blob,
    lambda blob, _at: blob + blob[-SEALED_CHUNK:],
    lambda blob, _at: blob[SEALED_CHUNK:],
    lambda blob, _at: (
        blob[SEALED_CHUNK : 2 * SEALED_CHUNK] + blob[:SEALED_CHUNK] + blob[2 * SEALED_CHUNK :]
    ),
    lambda blob, _at: blob[:SEALED_CHUNK] * 2 + blob[2 * SEALED_CHUNK :],
]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(mutations), st.data())
def test_it_notices_every_change(
    blobs: Path, change: Callable[[bytes, int], bytes], data: st.DataObject
) -> None:
    plaintext = os.urandom(3 * CHUNK + 500)
    attached = sealed(plaintext)
    path = path_of(blobs, attached)
    blob = path.read_bytes()
    changed = change(blob, data.draw(st.integers(1, len(blob) - 1)))
    path.write_bytes(changed)
    got = bytearray()
    with pytest.raises(CannotOpen):
        for piece in open_file(attached):
            got += piece
    # What came before the error is the file's, and never all of it.
    assert plaintext.startswith(bytes(got))
    assert len(got) < len(plaintext)


@pytest.mark.parametrize("size", [100, CHUNK, 3 * CHUNK + 500])
def test_it_gives_out_the_last_piece_only_when_all_is_right(blobs: Path, size: int) -> None:
    attached = replace(sealed(os.urandom(size)), digest="00" * 32)
    got = bytearray()
    with pytest.raises(CannotOpen):
        for piece in open_file(attached):
            got += piece
    assert len(got) == (size - 1) // CHUNK * CHUNK


def test_it_needs_no_more_memory_for_a_larger_file(blobs: Path) -> None:
    def pieces(count: int) -> Iterator[bytes]:
        return (bytes(CHUNK) for _ in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        attached = seal_file(pieces(count), name="a", kind="pdf").attached
        assert sum(map(len, open_file(attached))) == count * CHUNK
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(320) < peak(8) + CHUNK
    assert peak(320) < 1024 * 1024


def test_it_leaves_nothing_where_the_pieces_end_in_an_error(blobs: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(5 * CHUNK)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        seal_file(pieces(), name="a", kind="pdf")
    assert [path for path in blobs.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_it_leaves_nothing_where_a_sync_fails(blobs: Path, failing: int) -> None:
    calls = iter(range(1, 9))

    def fsync(_descriptor: int) -> None:
        if next(calls) == failing:
            raise OSError(5, "Input/output error")

    with mock.patch("os.fsync", fsync), pytest.raises(OSError, match="Input/output"):
        seal_file([bytes(CHUNK)], name="a", kind="pdf")
    assert [path for path in blobs.rglob("*") if path.is_file()] == []
