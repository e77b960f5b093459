"""Who stands at the desk, for every request behind /desk/."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from apps.accounts.cookies import token_of
from apps.accounts.sessions import Arrival, arrive
from apps.web.languages import known

Answer = Callable[[HttpRequest], HttpResponseBase]


def desk_session(get_response: Answer) -> Answer:
    """Set user, keyring, desk_state and arrival; speak the person's language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        welcome(request, None)
        if getattr(request, "door", None) != "desk":
            return get_response(request)
        token = token_of(request)
        welcome(request, arrive(token) if token else None)
        language = getattr(request.user, "language", None)
        if language not in known():
            response = get_response(request)
        else:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = get_response(request)
        if request.desk_state == "out":  # type: ignore[attr-defined]
            _take_cookie_back(request, response)
        return response

    return middleware


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
