"""What a form meets whose token is stale: the same words again, and a button."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE
from django.shortcuts import render

from apps.accounts import carrying
from apps.web import errors

# Django words what is wrong with a token in several ways that all begin so.
WRONG_TOKEN = "CSRF token from"  # noqa: S105


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was sent with a fresh token, unless another site sent it.

    From another site the button would be the forgery: the person would press it for them.
    """
    stale = reason in {REASON_NO_CSRF_COOKIE, REASON_CSRF_TOKEN_MISSING}
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not ours or not (stale or reason.startswith(WRONG_TOKEN)):
        return errors.forbidden(request)
    carried = carrying.Carried(request.get_full_path(), carrying.kept(request))
    context = {"kept": carried.fields, "words": carried.words, "path": carried.path}
    return render(request, "accounts/send_again.html", context, status=403)
