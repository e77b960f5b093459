"""What a page says when it cannot do what was asked. None of these needs the database."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from apps.web.context import page
from apps.web.forms import kept_fields
from apps.web.queries import know_as_of_late

log = logging.getLogger("farshore")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is broken, so nothing in it was used."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _answer(request, "errors/400.html", 400)


def forbidden(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  (Django hands it over by this name)
) -> HttpResponse:
    """403: another site asked for it."""
    return _answer(request, "errors/403.html", 403)


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  (Django hands it over by this name)
) -> HttpResponse:
    """404: not there, or not yours; the two look alike."""
    return _answer(request, "errors/404.html", 404)


def wrong_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """405: the address is right, the way of asking is not (a reload of an old page)."""
    response = _answer(request, "errors/405.html", 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than any form of ours can hold."""
    return _answer(request, "errors/413.html", 413)


def busy(request: HttpRequest) -> HttpResponse:
    """503 with every word kept: too many are here at once."""
    # A flood is told so eighty times a second.
    know_as_of_late(request)
    return unlogged(_answer(request, "errors/busy.html", 503, kept=_kept(request)))


def unlogged(answer: HttpResponse) -> HttpResponse:
    """Say nothing of this refusal in the log, which a flood would fill, and hide what is wrong."""
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def not_received(
    request: HttpRequest, kept: Sequence[tuple[str, str]] | None = None
) -> HttpResponse:
    """503 with every word kept: what was to be stored was not. ``kept``: no other than these."""
    token = get_token(request) if getattr(request, "door", "front") == "desk" else ""
    words = _kept(request) if kept is None else kept
    return _answer(request, "errors/not_received.html", 503, kept=words, csrf_token=token)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: in words as long as templates work, in one line when they do not."""
    try:
        return _answer(request, "errors/500.html", 500)
    except Exception:
        # The last line of all: whatever broke the page of words must not break this too.
        log.exception("the page for errors does not work")
        return HttpResponse("Something on our side does not work.", "text/plain", 500)


def _answer(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    # Rendered without the request's context processors: those of the desk read the session, and
    # an error page must not fail for what made the error.
    at = getattr(request, "door", "front")
    front = at != "desk" and "front" in settings.DOORS
    base = "base/front.html" if front else "base/desk.html"
    known = {**page(request), "request": request, "base": base, "at_desk": not front}
    return HttpResponse(render_to_string(template, {**known, **context}), status=status)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return kept_fields(request.POST) if request.method == "POST" else []
