"""Sealing a file piece by piece into its blob, and making it a case's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

from apps.cases.attached import Attached
from apps.cases.files.storage import abandon, new_blob, remove_blob
from apps.cases.models import Attachment, Case
from apps.crypto.file import FileSealer


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file whose blob is stored and durable, and which is nobody's until it is kept."""

    ref: UUID
    key: bytes
    size: int
    digest: bytes
    blob_size: int
    name: str
    kind: str
    field: str = ""

    @property
    def attached(self) -> Attached:
        """What the seal is to say of it."""
        return Attached(
            ref=self.ref.hex,
            key=self.key.hex(),
            size=self.size,
            digest=self.digest.hex(),
            name=self.name,
            kind=self.kind,
        )


class Sealing:
    """One file on its way into a blob; what fails leaves no blob."""

    def __init__(self) -> None:
        self.ref = uuid4()
        self._sealer = FileSealer(self.ref.bytes)
        self._blob = new_blob(self.ref)

    @property
    def size(self) -> int:
        """How many bytes of the file came so far."""
        return self._sealer.size

    def add(self, piece: bytes) -> None:
        """Take a piece of any size."""
        for sealed in self._sealer.add(piece):
            self._blob.write(sealed)

    def end(self, *, name: str, kind: str, field: str = "") -> SealedFile:
        """Pad, make the blob durable, and return what opens it."""
        for sealed in self._sealer.end():
            self._blob.write(sealed)
        self._blob.close()
        return SealedFile(
            ref=self.ref,
            key=self._sealer.key,
            size=self.size,
            digest=self._sealer.digest,
            blob_size=self._sealer.blob_size,
            name=name,
            kind=kind,
            field=field,
        )

    def abandon(self) -> None:
        """Remove what was written so far."""
        abandon(self._blob, self.ref)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is not None:
            self.abandon()


def seal_file(pieces: Iterable[bytes], *, name: str, kind: str) -> SealedFile:
    """Seal a file from pieces of any size; without being kept its blob is an orphan."""
    with Sealing() as sealing:
        for piece in pieces:
            sealing.add(piece)
        return sealing.end(name=name, kind=kind)


def keep_file(file: SealedFile, case: Case) -> Attached:
    """Make a sealed file a case's, in the transaction that seals what is returned into it."""
    Attachment(ref=file.ref, case=case, size=file.blob_size).save(force_insert=True)
    return file.attached


def forget_file(file: SealedFile) -> None:
    """Remove the blob of a file that was not kept."""
    remove_blob(file.ref)
