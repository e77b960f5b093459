"""A form that met a closed door: every word of it is carried through the passphrase.

It travels in hidden fields of the page that asks, and is then given to the view that it was sent
to. Nothing of it is kept here.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from apps.web.forms import kept_fields

PATH: Final = "kept_path"
PREFIX: Final = "kept:"
HOME: Final = "/desk/"
# Typed again rather than written into a page.
NEVER: Final = frozenset({"passphrase", "code", "said", "sheet", "first_word", "second_word"})
# Pages that are themselves about entering: nothing leads back to them.
ENTERING: Final = ("sign-in/", "unlock/", "again/", "lock/", "sign-out/", "stay/", "recover/")


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a form was sent to, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields as templates/forms/kept.html carries them."""
        return [(PATH, self.path), *((PREFIX + name, value) for name, value in self.fields)]

    @property
    def words(self) -> list[str]:
        """What of it a person has typed, to be shown: whatever has a space in it."""
        return [value.strip() for _, value in self.fields if len(value.split()) > 1]


def sent(request: HttpRequest) -> Carried | None:
    """Return the form that this request is, if it may be carried."""
    if request.method != "POST" or not may_lead_to(request.path):
        return None
    return Carried(request.get_full_path(), kept(request))


def kept(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return what was posted and may stand in a page once more."""
    posted = kept_fields(request.POST)
    return tuple((name, value) for name, value in posted if name not in NEVER)


def brought(request: HttpRequest) -> Carried | None:
    """Return the form that came along hidden in this one."""
    path = request.POST.get(PATH, "")
    if not may_lead_to(path):
        return None
    fields = [
        (name.removeprefix(PREFIX), value)
        for name, value in kept_fields(request.POST)
        if name.startswith(PREFIX)
    ]
    return Carried(path, tuple((name, value) for name, value in fields if name not in NEVER))


def go_on(request: HttpRequest, carried: Carried | None, way: str) -> HttpResponseBase:
    """Do what a carried form was sent to do, else go to ``way`` or home."""
    if carried is None:
        return HttpResponseRedirect(way if may_lead_to(way) else HOME)
    path, _, query = carried.path.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return HttpResponseRedirect(HOME)
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.POST = _as_posted(carried)  # type: ignore[assignment]
    request.resolver_match = match
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer


def lead(name: str, way: str) -> HttpResponseRedirect:
    """Go to one of the pages about entering, and from there back to ``way``."""
    query = f"?{urlencode({'next': way})}" if may_lead_to(way) else ""
    return HttpResponseRedirect(reverse(name) + query)


def may_lead_to(path: str) -> bool:
    """Whether a path is one of the desk's own pages, other than those about entering."""
    return (
        path.startswith(HOME)
        and len(path) <= 2000
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
        and not path.removeprefix(HOME).startswith(ENTERING)
    )


def _as_posted(carried: Carried) -> QueryDict:
    posted = QueryDict(mutable=True, encoding=settings.DEFAULT_CHARSET)
    for name, value in carried.fields:
        posted.appendlist(name, value)
    posted._mutable = False
    return posted
