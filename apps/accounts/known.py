"""Browsers that have signed in before: they have a limit of their own.

Without it, anybody could keep a colleague out by typing wrong passphrases for their handle. The
cookie holds up to four marks, each random and signed together with the handle it is good for; it
tells nobody which handle that is.
"""

import base64
import binascii
import os
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE: Final = "__Host-known" if settings.SECURE else "known"
LIFE: Final = timedelta(days=90)
MOST_MARKS: Final = 4
RANDOM_BYTES: Final = 16
MARK_BYTES: Final = RANDOM_BYTES + 32


class KnownBrowser:
    """The marks that a browser brought along."""

    def __init__(self, marks: list[bytes]) -> None:
        self._marks = marks

    @classmethod
    def of(cls, request: HttpRequest) -> "KnownBrowser":
        """Read a request's cookie; whatever is odd in it counts as absent."""
        texts = request.COOKIES.get(COOKIE, "").split(".")[:MOST_MARKS]
        return cls([mark for text in texts if len(mark := _bytes(text)) == MARK_BYTES])

    def mark(self, handle: str) -> bytes:
        """Return the mark good for this handle, or b""."""
        for mark in self._marks:
            if constant_time_compare(mark[RANDOM_BYTES:], _signature(mark, handle)):
                return mark
        return b""

    def remember(self, response: HttpResponseBase, handle: str) -> None:
        """Tell the browser that this handle has signed in here."""
        own = self.mark(handle) or _new_mark(handle)
        others = [mark for mark in self._marks if mark != own]
        response.set_cookie(
            COOKIE,
            ".".join(_text(mark) for mark in [own, *others][:MOST_MARKS]),
            max_age=LIFE,
            secure=settings.SECURE,
            httponly=True,
            samesite="Strict",
        )


def _new_mark(handle: str) -> bytes:
    drawn = os.urandom(RANDOM_BYTES)
    return drawn + _signature(drawn, handle)


def _signature(mark: bytes, handle: str) -> bytes:
    said = mark[:RANDOM_BYTES].hex() + handle
    return salted_hmac("farshore.known", said, algorithm="sha256").digest()


def _text(mark: bytes) -> str:
    return base64.urlsafe_b64encode(mark).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""
