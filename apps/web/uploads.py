"""Files are refused for the present, before a byte of them is kept anywhere."""

from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


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
