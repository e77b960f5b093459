"""Originals that are given out to be saved: under a name that says nothing, and never shown."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse


def to_save(pieces: Iterator[bytes], *, size: int, name: str) -> StreamingHttpResponse:
    """Answer with a file that a browser saves and does not open.

    The size is told, so that what breaks off is seen to be broken. ``name`` is one of ours.
    """
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Length"] = str(size)
    # The headers of every answer are put on further out.
    answer.sandboxed = True  # type: ignore[attr-defined]
    return answer
