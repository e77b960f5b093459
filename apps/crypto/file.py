"""Files: a stream whose place is the ref of its blob, padded so that its size tells little.

A file is sealed under a key of its own, drawn anew for every sealing, also of the same bytes. See
docs/spec/files.md.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from apps.crypto.contexts import context, number_bytes
from apps.crypto.errors import CannotOpen
from apps.crypto.padding import padded_size
from apps.crypto.stream import CHUNK, StreamSealer, open_stream, sealed_size

# What a stream holds; 1 and 2 are the two files of a backup.
FILE: Final = 3
ZEROS: Final = bytes(CHUNK)


def blob_size(size: int) -> int:
    """Return how many bytes the blob of a file of so many bytes has."""
    return sealed_size(padded_size(size))


class FileSealer:
    """Seals one file as it comes; draws its key, counts its bytes and hashes its blob."""

    def __init__(self, ref: bytes) -> None:
        self.key = os.urandom(32)
        self.size = self.blob_size = 0
        self._stream = StreamSealer(self.key, _place(ref))
        self._hash = hashlib.sha256()

    def add(self, piece: bytes) -> Iterator[bytes]:
        """Take a piece of the file; yield what is to be written."""
        self.size += len(piece)
        yield from self._sealed(piece)

    def end(self) -> Iterator[bytes]:
        """Yield the rest of the blob: padding, and the chunk that is marked last."""
        left = padded_size(self.size) - self.size
        while left > 0:
            yield from self._sealed(ZEROS[:left])
            left -= CHUNK
        yield self._counted(self._stream.end())

    @property
    def digest(self) -> bytes:
        """SHA-256 of the blob as far as it was yielded."""
        return self._hash.digest()

    def _sealed(self, piece: bytes) -> Iterator[bytes]:
        for chunk in self._stream.add(piece):
            yield self._counted(chunk)

    def _counted(self, chunk: bytes) -> bytes:
        self._hash.update(chunk)
        self.blob_size += len(chunk)
        return chunk


def open_file_stream(
    key: bytes, *, ref: bytes, size: int, digest: bytes, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    """Open the pieces of a blob; ``CannotOpen`` unless all of it is the file that was sealed.

    What is yielded is authentic; the last piece comes only once the whole blob is known to be
    right. Nothing longer than the file's own blob is read.
    """
    if len(key) != 32 or len(digest) != 32 or size < 0:
        raise CannotOpen
    hashed = hashlib.sha256()
    chunks = open_stream(key, _place(ref), _checked(pieces, blob_size(size), hashed.update))
    waiting, left = b"", size
    for chunk in chunks:
        mine, padding = chunk[:left], chunk[left:]
        if padding != ZEROS[: len(padding)]:
            raise CannotOpen
        if mine:
            if waiting:
                yield waiting
            waiting, left = mine, left - len(mine)
    if left or hashed.digest() != digest:
        raise CannotOpen
    yield waiting


def _checked(
    pieces: Iterable[bytes], size: int, hashed: Callable[[bytes], object]
) -> Iterator[bytes]:
    """Pass pieces on and hash them, as long as they are no more than ``size`` bytes."""
    for piece in pieces:
        size -= len(piece)
        if size < 0:
            raise CannotOpen
        hashed(piece)
        yield piece
    if size:
        raise CannotOpen


def _place(ref: bytes) -> bytes:
    return context("stream", ref, number_bytes(FILE, 1))
