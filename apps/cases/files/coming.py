"""Files on their way in that were sealed before they came: kept piece by piece until all are there.

Pieces lie beside the blobs, in a folder that hangs on what their sender alone can name: nobody else
adds to them, and no row tells whose they are. They hold nothing that anybody can open, since their
key comes last, in the entry that names the file. See docs/spec/files.md.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple, cast
from uuid import UUID

from apps.cases.files.keeping import is_old
from apps.cases.files.storage import NewBlob, abandon, blobs, exists, new_blob
from apps.cases.files.taking import MOST_BYTES
from apps.cases.models import Attachment, Case
from apps.crypto import CannotOpen
from apps.crypto.file import blob_size
from apps.crypto.padding import padded_size
from apps.crypto.stream import SEALED_CHUNK

FOLDER: Final = "coming"
PIECE: Final = 2 * SEALED_CHUNK
MOST_BLOB: Final = blob_size(MOST_BYTES)
MOST_PIECES: Final = -(-MOST_BLOB // PIECE)
# Of one sender, over all files on their way.
MOST_WAITING: Final = 5 * MOST_PIECES


class NotThere(Exception):
    """Not all of it is there, or its name is another file's: it has to be sealed and sent anew."""


class Full(Exception):
    """So much of this sender's is on its way already."""


class Whole(NamedTuple):
    """A sealed file of which every piece came: its ref, and how many bytes its blob has."""

    ref: UUID
    size: int


def take_piece(*, sender: bytes, ref: UUID, number: int, data: bytes) -> None:
    """Keep a piece, counted from 0; the same one come again takes its own place.

    Raises ``CannotOpen`` where it can be none, and `Full`.
    """
    if number >= MOST_PIECES or not 0 < len(data) <= PIECE:
        raise CannotOpen
    name = _name(sender, ref, number)
    waiting = list(_waiting(_folder(sender)))
    if name not in waiting and len(waiting) >= MOST_WAITING:
        raise Full
    with suppress(FileNotFoundError):
        # Left by whoever was cut off while writing.
        blobs().delete(f"{name}.part")
    piece = cast("NewBlob", blobs().open(name, "wb"))
    piece.write(data)
    piece.close()


def is_blob_size(size: int) -> bool:
    """Tell whether the blob of a file that is taken can have so many bytes."""
    padded = size - 16 * max(1, -(-size // SEALED_CHUNK))
    whole = 0 <= padded <= MOST_BYTES and padded_size(padded) == padded
    return whole and blob_size(padded) == size


def put_together(file: Whole, *, sender: bytes) -> None:
    """Make the blob of all pieces, durable when this returns; raises `NotThere`.

    The blob is nobody's until its row says so, and the pieces stay until `drop`.
    """
    ref, size = file
    if exists(ref) or Attachment.objects.filter(ref=ref).exists():
        raise NotThere
    blob = new_blob(ref)
    try:
        # Whoever came between has finished by now, and keeps the name.
        if exists(ref):
            raise NotThere
        for number in range(-(-size // PIECE)):
            blob.write(_piece(sender, ref, number, min(PIECE, size - number * PIECE)))
        blob.close()
    except BaseException:
        abandon(blob, ref)
        raise


def keep_blob(file: Whole, case: Case) -> None:
    """Make a blob a case's, in the transaction that stores the entry that names it."""
    Attachment(ref=file.ref, case=case, size=file.size).save(force_insert=True)


def _piece(sender: bytes, ref: UUID, number: int, size: int) -> bytes:
    try:
        with blobs().open(_name(sender, ref, number)) as piece:
            data: bytes = piece.read(PIECE + 1)
    except FileNotFoundError:
        raise NotThere from None
    if len(data) != size:
        raise NotThere
    return data


def drop(*, sender: bytes, ref: UUID | None = None) -> None:
    """Remove the pieces of a file, or of all of a sender's."""
    folder = _folder(sender)
    begin = f"{folder}/{ref.hex if ref else ''}"
    _remove(folder, [name for name in _waiting(folder) if name.startswith(begin)])


def remove_unfinished(*, today: date) -> None:
    """Remove what was never finished, a day later."""
    try:
        senders, _names = blobs().listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in (f"{FOLDER}/{sender}" for sender in senders):
        _remove(folder, [name for name in _waiting(folder) if is_old(name, today)])


def _remove(folder: str, names: Iterable[str]) -> None:
    for name in names:
        blobs().delete(name)
    # Not empty, or a storage that has no folders.
    with suppress(OSError):
        blobs().delete(folder)


def _waiting(folder: str) -> Iterator[str]:
    try:
        _folders, names = blobs().listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)


def _folder(sender: bytes) -> str:
    return f"{FOLDER}/{sender.hex()}"


def _name(sender: bytes, ref: UUID, number: int) -> str:
    return f"{_folder(sender)}/{ref.hex}-{number:03d}"
