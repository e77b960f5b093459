"""The bar above every page of the desk: where a person may go, and nothing else."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.arriving import arrived
from apps.crypto import Keyring
from apps.desk.own import read_own
from apps.desk.roles import asked, is_caseworker, is_interpreter, is_overseer, may_set
from apps.web.addresses import address

# Label, address, whose it is, and its keys.
PAGES: Final = (
    (_("Today"), "desk:today", is_caseworker, "g t"),
    (_("Requests"), "desk:requests", is_caseworker, "g r"),
    (_("Cases"), "desk:cases", is_caseworker, "g c"),
    (_("To interpret"), "desk:interpreting", is_interpreter, ""),
    (_("Record"), "desk:record", is_overseer, ""),
    (_("Team"), "teams:page", None, ""),
    (_("Settings"), "desk:settings", may_set, ""),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the bar; ``name`` is that of its address, ``keys`` open it."""

    label: str
    url: str
    name: str
    keys: str
    current: bool


def bar(request: HttpRequest) -> dict[str, Any]:
    """Context processor: nav for whose desk is unlocked, ``arrived`` for whose is locked.

    ``at_work`` tells whether somebody works on cases; then ``keys_url`` is the page of their keys.
    """
    state = getattr(request, "desk_state", "out")
    if state == "out":
        return {}
    user: User = request.user  # type: ignore[assignment]
    if state == "locked":
        # A function, so that only the page that says it counts.
        return {"arrived": partial(arrived, user)}
    nav = _nav(request)
    at_work = any(place.name == "desk:cases" for place in nav)
    return {"nav": nav, "at_work": at_work, **(_keys(request, user) if at_work else {})}


def _keys(request: HttpRequest, user: User) -> dict[str, str]:
    keyring: Keyring = request.keyring  # type: ignore[attr-defined]
    off = read_own(user=user, keyring=keyring).keys_off
    return {"keys_off": " ".join(off), "keys_url": address("desk:own")}


def _nav(request: HttpRequest) -> list[Place]:
    path = request.path_info
    pages = [
        (label, name, address(name), keys)
        for label, name, sees, keys in PAGES
        if not sees or asked(request, sees)
    ]
    return [
        Place(str(label), url, name, keys, path.startswith(url)) for label, name, url, keys in pages
    ]
