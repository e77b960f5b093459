"""The one cookie of a session: it ends with the browser, and no script reads it."""

import base64
import binascii

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.accounts.sessions import TOKEN_BYTES


def token_of(request: HttpRequest) -> bytes | None:
    """Return the token of a request's cookie; whatever is odd counts as absent."""
    text = request.COOKIES.get(settings.DESK_COOKIE_NAME, "")
    try:
        token = base64.b64decode(text, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    return token if len(token) == TOKEN_BYTES else None


def give_token(response: HttpResponseBase, token: bytes) -> None:
    """Hand a session's token to the browser."""
    response.set_cookie(
        settings.DESK_COOKIE_NAME,
        base64.urlsafe_b64encode(token).decode(),
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )
