"""The blobs of files in a backup: frames that stand before those of the rows that name them.

They are ciphertext as they lie, cut into pieces; memory does not grow with them.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

from apps.cases.files.storage import (
    NewBlob,
    abandon,
    blobs,
    exists,
    name_of,
    new_blob,
    remove_blob,
    remove_draft,
    size_of,
)
from apps.cases.models import Attachment
from apps.crypto import CannotOpen
from apps.operations.frames import Frame, frame

BLOB: Final = "blob"
COLUMNS: Final = ["ref", "size", "place", "bytes"]
PIECE: Final = 1024 * 1024


class Piece(NamedTuple):
    """Some bytes of a blob, and where they stand in it."""

    ref: UUID
    size: int
    place: int
    data: bytes

    @property
    def is_last(self) -> bool:
        """Whether the blob ends with it."""
        return self.place + len(self.data) == self.size


def read_blobs() -> Iterator[bytes]:
    """Yield the frames of every blob that is whole; what is lost or cut off is left out."""
    for ref, size in Attachment.objects.values_list("ref", "size").iterator():
        try:
            whole = size_of(ref) == size
            blob = blobs().open(name_of(ref))
        except FileNotFoundError:
            # Lost before, or erased since the rows were read.
            continue
        with blob:
            for place in range(0, size if whole else 0, PIECE):
                yield frame(BLOB, COLUMNS, [(ref, size, place, blob.read(PIECE))])


def blobs_first(frames: Iterator[Frame]) -> Iterator[Piece | Iterator[Frame]]:
    """Yield each piece of a blob in its order, and last of all the frames behind them.

    Raises ``CannotOpen`` where a blob is not whole.
    """
    before: Piece | None = None
    for one in frames:
        if one[0] != BLOB:
            frames = chain([one], frames)
            break
        piece = _piece(one)
        if not _follows(piece, before):
            raise CannotOpen
        yield piece
        before = None if piece.is_last else piece
    if before is not None:
        raise CannotOpen
    yield frames


def _piece(one: Frame) -> Piece:
    _label, columns, rows = one
    if columns != COLUMNS or len(rows) != 1 or len(rows[0]) != len(COLUMNS):
        raise CannotOpen
    ref, size, place, data = rows[0]
    fits = isinstance(ref, str) and isinstance(size, int) and isinstance(place, int)
    if not fits or not isinstance(data, bytes) or not 0 < len(data) <= size - place:
        raise CannotOpen
    try:
        return Piece(UUID(ref), size, place, data)
    except ValueError:
        raise CannotOpen from None


def _follows(piece: Piece, before: Piece | None) -> bool:
    if before is None:
        return piece.place == 0
    following = before.place + len(before.data)
    return piece[:3] == (before.ref, before.size, following)


class Brought:
    """Blobs that a restore writes before the rows that name them."""

    def __init__(self) -> None:
        self._new: list[UUID] = []
        self._sizes: dict[UUID, int] = {}
        self._writing: tuple[NewBlob, UUID] | None = None

    def write(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        """Write the blobs that stand first, each durable under its name; return the rest."""
        for one in blobs_first(frames):
            if not isinstance(one, Piece):
                return one
            self._write(one)
        return frames

    def _write(self, piece: Piece) -> None:
        if piece.place == 0:
            if not exists(piece.ref):
                self._new.append(piece.ref)
            self._sizes[piece.ref] = piece.size
            # A restore that was killed left it.
            remove_draft(piece.ref)
            self._writing = (new_blob(piece.ref), piece.ref)
        if self._writing is None:
            raise CannotOpen
        self._writing[0].write(piece.data)
        if piece.is_last:
            self._writing[0].close()
            self._writing = None

    def insist_on_rows(self) -> None:
        """Raise ``CannotOpen`` unless each is named by a row, and has its size."""
        sizes = self._sizes.copy()
        for ref, size in Attachment.objects.values_list("ref", "size").iterator():
            if sizes.pop(ref, size) != size:
                raise CannotOpen
        if sizes:
            raise CannotOpen

    def undo(self) -> None:
        """Remove what was not there before."""
        if self._writing is not None:
            abandon(*self._writing)
        for ref in self._new:
            remove_blob(ref)
