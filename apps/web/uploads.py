"""Files are refused before a byte of them is kept, but where a page reads one in memory."""

from io import BytesIO
from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class FileRefused(SuspiciousOperation):
    """A file came along; answered 400."""


class RefuseFiles(FileUploadHandler):
    """Django's own handlers spool what is large into the temp folder, in the clear."""

    def new_file(self, *_: Any, **__: Any) -> NoReturn:
        raise FileRefused

    def receive_data_chunk(self, *_: Any) -> NoReturn:
        raise FileRefused

    def file_complete(self, *_: Any) -> NoReturn:
        raise FileRefused


class PassOver(FileUploadHandler):
    """Reads past every file: the words that came with it are kept, the file is chosen again."""

    def receive_data_chunk(self, *_: Any) -> None:
        """Forget it."""

    def file_complete(self, *_: Any) -> None:
        """Hand nothing on."""


class InMemory(FileUploadHandler):
    """Keeps files in memory, each up to ``most`` bytes and one more, which tells of the rest."""

    def __init__(self, request: HttpRequest, *, most: int, files: int = 1) -> None:
        super().__init__(request)
        self.most, self.left = most, files
        self.kept = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.left:
            raise FileRefused
        self.left -= 1
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take what there is room for; what is over is read and forgotten."""
        room = self.most + 1 - self.kept.tell()
        self.kept.write(raw_data[: max(0, room)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file, cut off behind its first byte too many."""
        size = self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", None, size, None
        )
