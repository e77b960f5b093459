"""Saved views: filters of the case list under a name, in a paper of their owner's."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import msgspec
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.accounts.models import User
from apps.cases.papers import Kind, change_own_paper, read_own_paper
from apps.crypto import CannotOpen, Keyring
from apps.desk.listing import Asked
from apps.web.forms import PageForm, WordsField

MOST: Final = 30
MOST_CHARACTERS: Final = 40


class View(msgspec.Struct, frozen=True):
    """One view: a random ref, its name, and the query of the list."""

    ref: str
    name: str
    query: str


class Views(msgspec.Struct, frozen=True):
    """All views of a person, in the order of their saving."""

    views: list[View] = []


@dataclass(frozen=True, slots=True)
class Link:
    """A view as the page shows it."""

    ref: str
    name: str
    url: str
    current: bool


class NameForm(PageForm):
    """What a view is called."""

    name = WordsField(
        label=_("Name of the view"),
        max_length=MOST_CHARACTERS,
        required=True,
        error_messages={"required": _("Give the view a name.")},
    )

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(str(self.cleaned_data["name"]).split())


def views_of(*, user: User, keyring: Keyring) -> list[View]:
    """Return a person's views; raises ``CannotOpen``."""
    return read_own_paper(Kind.VIEWS, Views, user=user, keyring=keyring)[0].views


def save_view(name: str, asked: Asked, *, user: User, keyring: Keyring) -> None:
    """Keep a list's filters under a name; the same name again replaces what it stood for."""

    def change(old: Views) -> Views:
        others = [one for one in old.views if one.name != name]
        return Views([*others, View(uuid4().hex, name, asked.saved)][-MOST:])

    change_own_paper(Kind.VIEWS, Views, change, user=user, keyring=keyring)


def rename_view(ref: str, name: str, *, user: User, keyring: Keyring) -> None:
    """Give a view another name; what is not there stays away."""

    def change(old: Views) -> Views:
        return Views([View(v.ref, name, v.query) if v.ref == ref else v for v in old.views])

    change_own_paper(Kind.VIEWS, Views, change, user=user, keyring=keyring)


def drop_view(ref: str, *, user: User, keyring: Keyring) -> None:
    """Forget a view."""

    def change(old: Views) -> Views:
        return Views([one for one in old.views if one.ref != ref])

    change_own_paper(Kind.VIEWS, Views, change, user=user, keyring=keyring)


def shown(request: DeskRequest, asked: Asked) -> dict[str, Any]:
    """Return what a list says of saved views: a paper that does not open is said."""
    try:
        views = views_of(user=request.user, keyring=request.keyring)
    except CannotOpen:
        return {"views": [], "views_shut": True}
    links = [_link(view, asked) for view in views]
    return {
        "views": links,
        "may_save": bool(asked.filters or asked.group) and not any(one.current for one in links),
        "saved_query": asked.saved,
    }


def asked_by(query: str) -> Asked:
    """Return what a saved query asks for, each word within its list."""
    return Asked.read(QueryDict(query).dict())


def _link(view: View, asked: Asked) -> Link:
    wish = asked_by(view.query)
    url = reverse("desk:cases") + wish.address(q="")
    return Link(view.ref, view.name, url, not asked.q and wish.saved == asked.saved)
