"""Addresses of the page that is being read: of which form it is, and where its other pages are.

The first form stands at the beginning, /en/form/; others behind a word of their own, /en/f/WORD/.
Each of their pages has one name and, for the others, the word before all else.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

WORD = "word"


def word_of(request: HttpRequest) -> str:
    """Return the word by which this page's form is found, or "" where it is the first's."""
    match = request.resolver_match
    return str(match.kwargs.get(WORD, "")).lower() if match is not None else ""


def here(request: HttpRequest, name: str, *parts: Any) -> str:
    """Return the address of a page by its name, of the form that this page belongs to."""
    word = word_of(request)
    return reverse(name, args=[word, *parts] if word else parts)
