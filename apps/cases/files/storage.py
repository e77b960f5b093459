"""Where blobs lie: a storage of Django's by the alias ``blobs``, the data folder by default.

A blob is named after its random ref, in one of 256 folders. Any storage does that can write, read,
list, tell times and delete; on a disk a blob bears its name only once all of it would survive a
power cut.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Protocol, cast
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

SHARDS: Final = tuple(f"{number:02x}" for number in range(256))
# A draft was never finished.
DRAFT: Final = ".part"
STRIDE: Final = 2 * 1024 * 1024
_NAME: Final = re.compile(rf"([0-9a-f]{{32}})({re.escape(DRAFT)})?")


class NewBlob(Protocol):
    """A blob that is being written: closing makes it durable under its name."""

    def write(self, piece: bytes, /) -> object:
        """Write a piece behind the others."""

    def close(self) -> None:
        """Return once the blob would survive a power cut."""


def blobs() -> Storage:
    """Return the storage of blobs."""
    return storages["blobs"]


def name_of(ref: UUID) -> str:
    """Return under which name a blob lies."""
    return f"{ref.hex[:2]}/{ref.hex}"


def new_blob(ref: UUID) -> NewBlob:
    """Begin a blob."""
    return cast("NewBlob", blobs().open(name_of(ref), "wb"))


def abandon(blob: NewBlob, ref: UUID) -> None:
    """Give up a blob that is being written; what cannot be removed now is an orphan."""
    if isinstance(blob, DiskBlob):
        blob.abandon()
        return
    with suppress(OSError):
        blob.close()
        remove_blob(ref)


def remove_blob(ref: UUID) -> None:
    """Remove a blob; one that is not there is removed."""
    blobs().delete(name_of(ref))


def remove_draft(ref: UUID) -> None:
    """Remove what was left of a blob that was never finished."""
    blobs().delete(name_of(ref) + DRAFT)


def exists(ref: UUID) -> bool:
    """Whether a blob is there."""
    return blobs().exists(name_of(ref))


def size_of(ref: UUID) -> int:
    """Return how many bytes a blob has; ``FileNotFoundError`` where there is none."""
    return blobs().size(name_of(ref))


def refs_in(shard: str) -> Iterator[tuple[UUID, str]]:
    """Yield ref and name of each blob of a folder, drafts included; what bears no such name stays.

    A name that ends in ``.part`` is a draft's.
    """
    try:
        _folders, names = blobs().listdir(shard)
    except FileNotFoundError:
        return
    for name in names:
        found = _NAME.fullmatch(name)
        if found and name.startswith(shard):
            yield UUID(hex=found[1]), f"{shard}/{name}"


def day_of(name: str) -> date:
    """Return the day on which a blob was written."""
    return blobs().get_modified_time(name).astimezone(UTC).date()


class DiskBlob:
    """Writes beside the blob's own place; the file takes its name when it is closed."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._draft = path, path.with_name(path.name + DRAFT)
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._written = self._begun = 0

    def write(self, piece: bytes) -> None:
        """Write a piece behind the others."""
        self._written += self._file.write(piece)
        if self._written - self._begun >= STRIDE:
            # The disk begins now, so that little is left to wait for at the end.
            os.posix_fadvise(self._file.fileno(), self._begun, STRIDE, os.POSIX_FADV_DONTNEED)
            self._begun = self._written

    def close(self) -> None:
        """Make it durable under its name; nothing new is left where that fails."""
        # A restore may write over a blob of the same name, which is not to be lost.
        new = () if self._path.exists() else (self._path,)
        try:
            self._file.flush()
            # When in the day a file came is nobody's business.
            day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
            os.utime(self._file.fileno(), (day, day))
            os.fsync(self._file.fileno())
            self._file.close()
            self._draft.replace(self._path)
            # The folder may be new itself, and another process's that has not come so far.
            _sync(self._path.parent)
            _sync(self._path.parent.parent)
        except BaseException:
            self.abandon(*new)
            raise

    def abandon(self, *others: Path) -> None:
        """Remove what was written."""
        with suppress(OSError):
            self._file.close()
        for path in (self._draft, *others):
            with suppress(OSError):
                path.unlink()


class DiskBlobs(FileSystemStorage):
    """Blobs on a disk of this machine, readable by the service's own user alone."""

    def _open(self, name: str, mode: str = "rb") -> object:
        path = Path(self.path(name))
        return DiskBlob(path) if "w" in mode else File(path.open(mode))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
