"""Small pages for bad lines: gzip, but only where nobody has typed anything yet.

What a page repeats of somebody's words, or of a sealed state, must not show in its length; so
pages that answer a POST go out as they are. Compressed here and not by the server in front, which
would not know the difference.
"""

import gzip
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

LEVEL: Final = 9


def compressed(view: View[P]) -> View[P]:
    """Gzip a page that says the same to everyone, for browsers that can read it."""

    @wraps(view)
    def packed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method != "POST" and "gzip" in request.headers.get("Accept-Encoding", ""):
            # No time of packing: the same page is the same bytes.
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return packed
