"""Forms with an address of their own: made, changed, opened, closed; every change is recorded."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.db import IntegrityError, transaction
from django.http import Http404
from django.http.response import HttpResponseBase

from apps.accounts.doors import DeskRequest
from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.names import draw_name
from apps.desk.actions import NotReady
from apps.desk.readiness import lines_of
from apps.intake.drafts import publish_copy
from apps.intake.models import FIRST, MOST_WORD, Entrance
from apps.teams.models import Team
from apps.web.addresses import WORD, word_of

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]

# What may stand in an address, in any browser and over any telephone.
OWN_WORD: Final = re.compile(rf"[a-z](?:-?[a-z0-9]){{2,{MOST_WORD - 1}}}")
# Each has versions of its own, and a limit of its own.
MOST_ENTRANCES: Final = 50


class WordTaken(Exception):
    """Another form has this word, or had it."""


class TooMany(Exception):
    """There are as many forms as there may be."""


def entrance_at(word: str) -> Entrance | None:
    """Return the form at a word; None for the first, which has none, and for no form."""
    return next((one for one in entrances() if one.word == word), None) if word else None


def entrances() -> list[Entrance]:
    """Return every form with a word, by name; one whose word cannot be one has no pages."""
    rows = Entrance.objects.select_related("team").order_by("name", "word")
    return [one for one in rows if OWN_WORD.fullmatch(one.word)]


def of_form(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Show the pages of a form, the first or one with a word; 404 for a word that none has."""

    @wraps(view)
    def found(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        word = kwargs.pop(WORD, FIRST)
        if word != word_of(request) or (word != FIRST and entrance_at(word) is None):
            raise Http404
        return view(request, *args, **kwargs)

    return found


def draw_word() -> str:
    """Draw a word for an address, such as “blue-kettle”, that says nothing and is free."""
    while True:
        word = draw_name().lower().replace(" ", "-")
        if OWN_WORD.fullmatch(word) and entrance_at(word) is None:
            return word


@transaction.atomic
def make_entrance(*, by: User, word: str, **said: Any) -> Entrance:
    """Make a form, closed as yet, that asks what the first one asks now.

    Raises ``WordTaken`` and ``TooMany``.
    """
    if Entrance.objects.count() >= MOST_ENTRANCES:
        raise TooMany
    try:
        with transaction.atomic():
            made = Entrance.objects.create(word=word, **said)
    except IntegrityError:
        raise WordTaken from None
    publish_copy(by=by, form=word)
    record(person=by.ref, verb="settings_changed", kind="form", ref=made.ref)
    return made


@transaction.atomic
def change_entrance(*, by: User, word: str, name: str, team: Team, country: str) -> None:
    """Change what a form is called, who receives from now on, and which country it is for."""
    found = Entrance.objects.select_for_update(no_key=True, of=("self",)).get(word=word)
    found.name, found.team, found.country = name, team, country
    found.save(update_fields=["name", "team", "country"])
    record(person=by.ref, verb="settings_changed", kind="form", ref=found.ref)


@transaction.atomic
def open_entrance(*, by: User, word: str) -> None:
    """Take requests at a form. Raises ``NotReady`` where its team is not."""
    found = Entrance.objects.select_for_update(no_key=True, of=("self",)).get(word=word)
    if not all(line.done for line in lines_of(found.team)):
        raise NotReady
    _accept(found, by, accepting=True)


@transaction.atomic
def close_entrance(*, by: User, word: str) -> None:
    """Take no requests at a form; its address stays its own."""
    found = Entrance.objects.select_for_update(no_key=True, of=("self",)).get(word=word)
    _accept(found, by, accepting=False)


def _accept(found: Entrance, by: User, *, accepting: bool) -> None:
    found.accepting = accepting
    found.save(update_fields=["accepting"])
    verb = "form_opened" if accepting else "form_closed"
    record(person=by.ref, verb=verb, kind="form", ref=found.ref)
