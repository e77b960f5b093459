"""What one process of the service shows the others: locks in the runtime folder.

The kernel takes them back from a process that dies, however it dies. They hold nothing.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings


class Sign:
    """A sign that any number of processes may put up; nobody ever waits for it.

    Where no file can be kept it is never up.
    """

    def __init__(self, name: str) -> None:
        self._path: Path = settings.RUNTIME / f"{name}.lock"
        # Opened by who shows it: an opened file that was inherited would be one lock for all.
        self._shown: int | None = None

    def put_up(self) -> None:
        """Show it."""
        with suppress(OSError):
            if self._shown is None:
                self._shown = open_lock(self._path)
            fcntl.flock(self._shown, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def take_down(self) -> None:
        """Show it no more."""
        if self._shown is not None:
            fcntl.flock(self._shown, fcntl.LOCK_UN)

    def is_up(self) -> bool:
        """Whether any process shows it, this one included."""
        try:
            file = open_lock(self._path)
        except OSError:
            return False
        try:
            return not try_lock(file)
        finally:
            os.close(file)


def open_lock(path: Path) -> int:
    """Open the file of a lock; closing it frees the lock."""
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def try_lock(file: int) -> bool:
    """Take a lock for oneself alone, unless somebody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
