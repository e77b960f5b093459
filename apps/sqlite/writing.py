"""One writer at a time, across threads and processes."""

import fcntl
from pathlib import Path
from types import TracebackType


class WriteLock:
    """An flock on a file beside the database.

    Each connection opens the file for itself, so two threads of one process exclude each other
    too. The kernel frees it when its holder dies, however it dies.
    """

    def __init__(self, *, beside: str) -> None:
        path = Path(f"{beside}-lock")
        path.touch(mode=0o600)
        self._file = path.open("rb")

    def take(self) -> None:
        """Wait for as long as it takes: a transaction never waits for anything outside."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Let the next one write; harmless when not held."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self._file.close()

    def __del__(self) -> None:
        # A server thread that ends drops its connection without closing it.
        if hasattr(self, "_file"):
            self.close()

    def __enter__(self) -> None:
        self.take()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
