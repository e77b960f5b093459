"""Memory that a page of the desk was made in goes back to the machine.

glibc keeps what was freed for the next request: after a day of searches and cases, words of
everybody's in a worker that is larger by a third.
"""

import ctypes
import gc
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

# A page of a case makes thousands of things that all stay until it is done: looking through them
# for rings every 700, as Python does by itself, took a twentieth of its time and found none.
MADE_BETWEEN: Final = 50_000


def settle() -> None:
    """Leave all that was loaded for good out of every later search for rings that can be freed.

    Going through it took as long as a whole page, and every twentieth visit or so paid for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN)


def give_back(get_response: Answer) -> Answer:
    """Give free memory back after each page of the desk: half a millisecond; glibc's alone.

    What holds itself in a ring is freed before.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if trim is not None and getattr(request, "door", None) == "desk":
            gc.collect(1)
            trim(0)
        return response

    return middleware
