"""Memory that a page of the desk was made in goes back to the machine.

glibc keeps what was freed for the next request: after a day of searches and cases, words of
everybody's in a worker that is larger by a third.
"""

import ctypes
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def give_back(get_response: Answer) -> Answer:
    """Give free memory back after each page of the desk: half a millisecond; glibc's alone."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if trim is not None and getattr(request, "door", None) == "desk":
            trim(0)
        return response

    return middleware
