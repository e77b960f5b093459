"""Bodies of requests: whole, or an error while they are read.

A server gives what has come when the line breaks, and then nothing more, as at the end. Read like
that, half a letter would be stored as if it had been all of it.
"""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def whole_bodies(application: Application) -> Application:
    """Let reading fail with ``ConnectionResetError`` where a body ends before its length."""

    def whole(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        # What is no number is refused further in.
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length[:15]))
        return application(environ, start_response)

    return whole


class WholeBody:
    """A body of which nobody reads more than its length."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        """Return ``size`` bytes, fewer only at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._stream.read(wanted), wanted) if wanted else b""

    def readline(self, size: int = -1) -> bytes:
        """Return bytes up to the end of a line."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._stream.readline(wanted), 1) if wanted else b""

    def _counted(self, data: bytes, least: int) -> bytes:
        if len(data) < least:
            raise ConnectionResetError("the body broke off")
        self._left -= len(data)
        return data
