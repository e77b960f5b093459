"""The pages that belong to no part: leaving, what stays on the phone, and whether we are up."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.compressing import compressed
from apps.web.context import page
from apps.web.doors import front_door

# Known everywhere, asks for nothing, and says nothing about who opens it.
AWAY: Final = "https://www.wikipedia.org/"
WHOLE_ADDRESS: Final = re.compile(r"https?://\S+")
# The status of a page to write on. Chromium keeps a left page in memory, no-store or not, and Back
# shows it with every word that was typed, after Leave now too (tried with version 150). It keeps
# none whose status is another than 200; people see no difference. What answers a POST is not kept.
TO_WRITE_ON: Final = 203


class SeeOther(HttpResponseRedirectBase):
    status_code = 303


@front_door("GET")
def leave(request: HttpRequest) -> HttpResponse:
    """Go elsewhere at once. A GET link: a form that redirects away is blocked by form-action."""
    organisation = page(request)["organisation"]
    address = organisation.leave_address if organisation else ""
    # Somebody in a hurry is never held up here, whatever was written there behind us.
    response = SeeOther(address if WHOLE_ADDRESS.fullmatch(address) else AWAY)
    # Never "cache" or "*": those can take seconds, and the page would still stand there.
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@front_door("GET")
@compressed
def safety(request: HttpRequest) -> HttpResponse:
    """What stays on this phone, and how to take it away."""
    return render(request, "web/safety.html")


@require_safe
def health(_: HttpRequest) -> HttpResponse:
    """Whether this process answers; nothing else is asked."""
    return HttpResponse("ok", "text/plain")
