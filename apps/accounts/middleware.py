"""Who stands at the desk, for every request behind /desk/."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from apps.accounts.carrying import NEVER
from apps.accounts.cookies import token_of
from apps.accounts.sessions import Arrival, arrive
from apps.web import errors
from apps.web.doors import FAILURES
from apps.web.forms import kept_fields
from apps.web.languages import of_desk

# What a page that looks anew adds to its address.
BY, ITSELF = "by", "itself"

log = logging.getLogger("farshore")

Answer = Callable[[HttpRequest], HttpResponseBase]


def desk_session(get_response: Answer) -> Answer:
    """Set user, keyring, desk_state and arrival; speak the person's language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        welcome(request, None)
        if getattr(request, "door", None) != "desk":
            return get_response(request)
        token = token_of(request)
        try:
            welcome(request, arrive(token, by_itself=is_by_itself(request)) if token else None)
        except FAILURES as failure:
            return _not_stored(request, failure)
        language = getattr(request.user, "language", None)
        if language not in of_desk():
            response = get_response(request)
        else:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = get_response(request)
        if request.desk_state == "out":  # type: ignore[attr-defined]
            _take_cookie_back(request, response)
        return response

    middleware.process_exception = not_stored  # type: ignore[attr-defined]
    return middleware


def not_stored(request: HttpRequest, failure: Exception) -> HttpResponse | None:
    """Answer a failure of the database or the disk at the desk with every word that was sent."""
    if getattr(request, "door", None) != "desk" or not isinstance(failure, FAILURES):
        return None
    return _not_stored(request, failure)


def _not_stored(request: HttpRequest, failure: Exception) -> HttpResponse:
    log.error("a page of the desk could not store or fetch", exc_info=failure)
    posted = kept_fields(request.POST) if request.method == "POST" else []
    return errors.not_received(request, [pair for pair in posted if pair[0] not in NEVER])


def is_by_itself(request: HttpRequest) -> bool:
    """Tell whether a page looks anew without anybody's doing, and says so."""
    return request.method in {"GET", "HEAD"} and request.GET.get(BY) == ITSELF


def welcome(request: HttpRequest, arrival: Arrival | None) -> None:
    """Mark a request as this session's, or nobody's."""
    marked: dict[str, object] = {
        "arrival": arrival,
        "user": arrival.user if arrival else None,
        "keyring": arrival.keyring if arrival else None,
        "desk_state": "out" if not arrival else "unlocked" if arrival.unlocked else "locked",
    }
    for name, value in marked.items():
        setattr(request, name, value)


def _take_cookie_back(request: HttpRequest, response: HttpResponseBase) -> None:
    name = settings.DESK_COOKIE_NAME
    if name in request.COOKIES and name not in response.cookies:
        response.delete_cookie(name, samesite="Strict")
