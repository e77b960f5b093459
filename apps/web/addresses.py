"""Addresses of the page that is being read: of which form it is, and where its other pages are.

The first form stands at the beginning, /en/form/; others behind a word of their own, /en/f/WORD/.
Each of their pages has one name and, for the others, the word before all else.
"""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

WORD = "word"
# Numbers that stand for others while an address is looked for.
NUMBERS: Final = range(2**40, 2**41)


def address(name: str, *parts: Any) -> str:
    """Return the address of a page by its name.

    A page of the desk names fifty addresses that differ in refs and numbers alone: where those
    stand is found once for the process.
    """
    kinds = tuple(map(type, parts))
    if not _SAID.issuperset(kinds):
        return reverse(name, args=parts)
    return _pattern(name, kinds, get_language(), get_script_prefix()).format(*parts)


_SAID: Final = {UUID, int}


@lru_cache(maxsize=2048)
def _pattern(name: str, kinds: tuple[type, ...], _language: str | None, _prefix: str) -> str:
    drawn = [uuid4() if kind is UUID else NUMBERS[place] for place, kind in enumerate(kinds)]
    found = reverse(name, args=drawn).replace("{", "{{").replace("}", "}}")
    for place, one in enumerate(drawn):
        found = found.replace(str(one), f"{{{place}}}")
    return found


def word_of(request: HttpRequest) -> str:
    """Return the word by which this page's form is found, or "" where it is the first's."""
    match = request.resolver_match
    return str(match.kwargs.get(WORD, "")).lower() if match is not None else ""


def here(request: HttpRequest, name: str, *parts: Any) -> str:
    """Return the address of a page by its name, of the form that this page belongs to."""
    word = word_of(request)
    return reverse(name, args=[word, *parts]) if word else address(name, *parts)
