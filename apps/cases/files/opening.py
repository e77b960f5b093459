"""Opening a file, piece by piece."""

from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import UUID

from apps.cases.attached import KEY, REF, Attached
from apps.cases.files.storage import blobs, name_of, size_of
from apps.crypto import CannotOpen
from apps.crypto.file import blob_size, open_file_stream

PIECE: Final = 64 * 1024


class FileLost(Exception):
    """The case names a file whose blob is not there."""


def sealed_pieces(ref: UUID) -> tuple[int, Iterator[bytes]]:
    """Return the size of a blob and its pieces as they lie there; ``FileLost`` where it is not."""
    try:
        size, blob = size_of(ref), blobs().open(name_of(ref))
    except FileNotFoundError:
        raise FileLost from None

    def pieces() -> Iterator[bytes]:
        with blob:
            yield from iter(partial(blob.read, PIECE), b"")

    return size, pieces()


def open_file(attached: Attached) -> Iterator[bytes]:
    """Return the pieces of a file, at most 64 KiB each; memory does not grow with the file.

    Raises ``FileLost`` or ``CannotOpen`` at once where the blob is missing, of another size or not
    this file's from its beginning. Where a later part was changed, ``CannotOpen`` comes while it is
    read: what came before is the file's, and its last piece comes only when all of it is right.
    """
    pieces = _opened(attached)
    return _primed(next(pieces), pieces)


def _opened(attached: Attached) -> Iterator[bytes]:
    ref, key, digest = (_raw(attached.ref), _raw(attached.key), _raw(attached.digest))
    if (len(ref), len(key)) != (REF, KEY):
        raise CannotOpen
    named = UUID(bytes=ref)
    try:
        if size_of(named) != blob_size(attached.size):
            raise CannotOpen
        blob = blobs().open(name_of(named))
    except FileNotFoundError:
        raise FileLost from None
    with blob:
        sealed = iter(partial(blob.read, PIECE), b"")
        yield from open_file_stream(key, ref=ref, size=attached.size, digest=digest, pieces=sealed)


def _primed(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _raw(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise CannotOpen from None
