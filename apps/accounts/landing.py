"""Where somebody’s day begins: the apps that own those pages say so, this one knows none."""

from collections.abc import Callable

from django.urls import reverse

from apps.accounts.models import User

Way = Callable[[User], str | None]

_ways: list[Way] = []


def add_way(way: Way) -> None:
    """Let an app name the first page for the people it knows; asked in the order of adding."""
    _ways.append(way)


def home_of(user: User) -> str:
    """Return the first page that an app names for this person, else their own."""
    named = (way(user) for way in _ways)
    return next((path for path in named if path), reverse("accounts:me"))
