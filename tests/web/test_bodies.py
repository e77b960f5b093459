"""A body that breaks off is an error, not a shorter letter."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import UnreadablePostError
from django.test import RequestFactory

from apps.web.bodies import whole_bodies


def received(body: bytes, length: str, content_type: str) -> WSGIRequest:
    """The request that Django makes of what a server hands over."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    environ = RequestFactory().post("/").environ
    told = {"CONTENT_LENGTH": length, "CONTENT_TYPE": content_type}
    whole_bodies(application)({**environ, **told, "wsgi.input": io.BytesIO(body)}, None)  # type: ignore[arg-type]
    return WSGIRequest(seen)


FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
SENT = b'--b\r\nContent-Disposition: form-data; name="words"\r\n\r\nhello\r\n--b--\r\n'


def test_it_reads_what_is_whole() -> None:
    assert received(b"words=hello", "11", FORM).POST["words"] == "hello"
    assert received(b"words=hello&more", "11", FORM).POST["words"] == "hello"
    assert received(SENT, str(len(SENT)), PARTS).POST["words"] == "hello"
    assert received(b"", "", FORM).body == b""
    assert received(b"one\ntwo", "5", FORM).readline() == b"one\n"


@pytest.mark.parametrize("end", [0, 5, 20, len(SENT) - 9, len(SENT) - 1])
def test_it_reads_nothing_of_what_breaks_off(end: int) -> None:
    for content_type in (FORM, PARTS):
        request = received(SENT[:end], str(len(SENT)), content_type)
        with pytest.raises(UnreadablePostError):
            request.POST  # noqa: B018
        assert not request.POST


def test_it_leaves_an_odd_length_to_whoever_refuses_it() -> None:
    for length in ("", "abc", "-1", "1_0", "²"):
        assert received(b"words=hello", length, FORM).environ["wsgi.input"].read() in {
            b"words=hello",
            b"",
        }
