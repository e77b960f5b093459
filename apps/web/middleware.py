"""What is done to every request: its door is told, its answer sealed off, its language set."""

import re
from collections.abc import Callable
from typing import Final, Literal

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import translation

from apps.web import errors, languages
from apps.web.crowds import first

Door = Literal["front", "desk", "common"]
Answer = Callable[[HttpRequest], HttpResponseBase]

METHODS: Final = ("GET", "HEAD", "POST")
DESK: Final = "/desk/"
HEALTH: Final = "/healthz"
STATIC: Final = "/static/"

# Nothing further in may know where a person is or with what they came. Referer stays: without it
# Django cannot tell a form of ours from another site's.
FORGOTTEN: Final = (
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "HTTP_USER_AGENT",
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_VIA",
)

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# The picture for the second factor stands inside its page, so that no address ever shows it.
DESK_POLICY: Final = POLICY.replace("img-src 'self'", "img-src 'self' data:")
# What strangers sent, as it came: opened by mistake, it does nothing and reaches nothing.
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
# A length that is none would fail wherever a body is read.
LENGTH: Final = re.compile("[0-9]{1,15}")
PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def door_of(path: str) -> Door:
    """Which door a path belongs to."""
    if path.startswith(DESK) or path == DESK.rstrip("/"):
        return "desk"
    if path == HEALTH or path.startswith(STATIC):
        return "common"
    return "front"


def door(get_response: Answer) -> Answer:
    """Mark the request's door, forget who came, and answer 404 at a door not served here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        at = door_of(request.path_info)
        request.door = at  # type: ignore[attr-defined]
        for name in FORGOTTEN:
            request.META.pop(name, None)
        if at == "front":
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES = {}
        if not LENGTH.fullmatch(str(request.META.get("CONTENT_LENGTH") or "0")):
            return errors.bad_request(request)
        try:
            request.get_host()
        except DisallowedHost:
            # Answered here: further in, the refused name would be logged.
            return errors.bad_request(request)
        if at not in {*settings.DOORS, "common"}:
            with translation.override(languages.language_for(request)):
                return errors.not_found(request)
        if at == "desk":
            with first.here():
                return get_response(request)
        return get_response(request)

    return middleware


def headers(get_response: Answer) -> Answer:
    """Refuse odd methods and put on every answer what keeps it to itself: security rule 8."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        at = door_of(request.path_info)
        if request.method in METHODS:
            response = get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        if at != "desk":
            response.cookies.clear()
        for name, value in _headers(at).items():
            response.headers[name] = value
        file = _is_static_file(request, response)
        # A style sheet or a script opened by itself needs nothing, and so says least: each byte
        # of it comes before the form.
        if file or getattr(response, "sandboxed", False):
            response.headers["Content-Security-Policy"] = SANDBOX
        if not file:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def locale(get_response: Answer) -> Answer:
    """Speak the language of the path or of the person; `/` is the landing page in theirs."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = languages.language_for(request)
        if request.path_info == "/":
            request.path_info = f"/{code}/"
        with translation.override(code):
            request.LANGUAGE_CODE = code
            return get_response(request)

    return middleware


def refusals(get_response: Answer) -> Answer:
    """Say in words, in the reader's language, that an address is not asked this way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.wrong_method(request, response.headers["Allow"].split(", "))
        return response

    return middleware


def _headers(at: Door) -> dict[str, str]:
    return {
        "Content-Security-Policy": DESK_POLICY if at == "desk" else POLICY,
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": "same-origin",
        # Given a name here, the server does not put its own.
        "Server": "web",
        "X-Content-Type-Options": "nosniff",
    }


def _is_static_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.path_info.startswith(STATIC) and response.status_code in {200, 304}
