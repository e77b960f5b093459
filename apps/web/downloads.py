"""Originals that are given out to be saved: under a name that says nothing, and never shown."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


def to_save(pieces: Iterator[bytes], *, size: int, name: str) -> StreamingHttpResponse:
    """Answer with a file that a browser saves and does not open.

    The size is told, so that what breaks off is seen to be broken. ``name`` is one of ours.
    """
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(size)
    _save(answer, name)
    return answer


def as_file(data: bytes, *, name: str, kind: str) -> HttpResponse:
    """Answer with a file of ours, of a kind by which a phone knows what opens it once saved."""
    answer = HttpResponse(data, content_type=kind)
    _save(answer, name)
    return answer


def _save(answer: HttpResponseBase, name: str) -> None:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # The headers of every answer are put on further out.
    answer.sandboxed = True  # type: ignore[attr-defined]
