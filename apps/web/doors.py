"""What every page of the front door is wrapped in: see `front_door`."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase

from apps.crypto import CannotOpen
from apps.web import errors
from apps.web.crowds import Busy

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
SEALED: Final = "application/octet-stream"
# A browser shows an answer only once its body has gone: this much is read and thrown away.
DRAIN_BYTES: Final = 16 * 1024 * 1024
CHUNK_BYTES: Final = 64 * 1024

# The database or the disk is away; what stands there is not what we wrote, or of no use.
FAILURES: Final = (Error, OSError, CannotOpen)

log = logging.getLogger("farshore")


def front_door(
    *methods: str, cap: int | None = None, sealed: bool = False, torn: bool = False
) -> Callable[[View[P]], View[P]]:
    """A page of the front door: `@front_door("GET")`, `@front_door("GET", "POST", cap=…)`.

    No login and no CSRF token: without a cookie there is nothing to forge. Other methods, a POST
    from another site, a body over `cap` bytes, files, NUL bytes and broken UTF-8 get a page in
    words before the view runs; `sealed` takes bytes instead of a form, and `torn` a form whose text
    was broken on its way to who sends it. When the view raises
    `Busy`, or the database or the disk fails, the answer carries every word that was sent, with a
    button to send it again.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            most = cap or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            refused = _refused(request, allowed, most, sealed=sealed, torn=torn)
            if refused is not None:
                return refused
            try:
                return view(request, *args, **kwargs)
            except Busy:
                return errors.busy(request)
            except FAILURES:
                log.exception("a page of the front door could not store or fetch")
                return errors.not_received(request)

        marked: Any = guarded
        marked.csrf_exempt = True
        marked.door = "front"
        return cast("View[P]", marked)

    return decorate


def _refused(
    request: HttpRequest, allowed: tuple[str, ...], cap: int, *, sealed: bool, torn: bool
) -> HttpResponse | None:
    if request.method not in allowed:
        return errors.wrong_method(request, allowed)
    if request.method != "POST":
        return None
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return errors.forbidden(request)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > cap:
            drain(request)
            return errors.too_large(request)
        clean = request.content_type == SEALED if sealed else _is_clean_text(request, torn=torn)
        return None if clean else errors.bad_request(request)
    except RequestDataTooBig:
        return errors.too_large(request)
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, ValueError):
        return errors.bad_request(request)


def _is_clean_text(request: HttpRequest, *, torn: bool) -> bool:
    """Whether the body is a form in UTF-8 without NUL bytes; Django would replace or keep them."""
    if request.content_type not in {FORM, MULTIPART} and request.body:
        return False
    sent = "".join(part for name, texts in request.POST.lists() for part in (name, *texts))
    whole = "\N{REPLACEMENT CHARACTER}" not in sent
    if request.content_type == MULTIPART:
        return torn or (whole and "\0" not in sent)
    if not (whole and request.body.isascii()):
        # Somebody wrote this very letter, or what came was broken or no browser's.
        unquote_to_bytes(request.body.replace(b"+", b" ")).decode()  # UnicodeDecodeError
    return "\0" not in sent


def drain(request: HttpRequest) -> None:
    """Read past what came, as far as a browser will be patient."""
    left = DRAIN_BYTES
    while left > 0 and (chunk := request.read(CHUNK_BYTES)):
        left -= len(chunk)
