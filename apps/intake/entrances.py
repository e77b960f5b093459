"""The forms that ask at the front door: the first, and those with an address of their own."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Literal, NamedTuple, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.intake.models import FIRST, Entrance
from apps.teams.models import Team
from apps.teams.queries import receiving_team
from apps.web.addresses import WORD, word_of
from apps.web.models import Organisation
from apps.web.queries import Standing, organisation_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
State = Literal["not_yet", "closed", "open"]


class Entered(NamedTuple):
    """The form that a page belongs to: its word, who receives, whether it takes requests."""

    word: str
    team: Team | None
    accepting: bool
    country: str = ""


def entered_at(word: str, founded: Organisation | Standing | None) -> Entered | None:
    """Return the form at this word, the first at none; None where there is no such form."""
    if word == FIRST:
        return Entered(FIRST, receiving_team(), founded is not None and founded.accepting)
    found = Entrance.objects.select_related("team").filter(word=word).first()
    return Entered(word, found.team, found.accepting, found.country) if found is not None else None


def entrance_of(request: HttpRequest) -> Entered | None:
    """Return the form of a page, fetched once for a request."""
    known = vars(request)
    if "_entered" not in known:
        known["_entered"] = entered_at(word_of(request), organisation_of(request))
    found: Entered | None = known["_entered"]
    return found


def entered(view: View[Concatenate[Entered, P]]) -> Callable[..., HttpResponseBase]:
    """Give a page its form; a word that no form has is answered in words."""

    @wraps(view)
    def found(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        kwargs.pop(WORD, None)
        at = entrance_of(request)
        if at is None:
            return no_form(request)
        return view(request, at, *args, **kwargs)

    return found


def no_form(request: HttpRequest) -> HttpResponse:
    """Say that no form has this word."""
    return render(request, "intake/no_form.html", status=404)


def state_of(founded: Organisation | Standing | None, at: Entered) -> State:
    """Whether requests are taken: not before set-up is done, not while the form is closed."""
    if founded is None or not founded.opened:
        return "not_yet"
    return "open" if at.accepting else "closed"


def receiver_of(ref: UUID) -> Team | None:
    """Return the team of this ref, if a form of any address is its, open or closed."""
    found = Team.objects.filter(ref=ref).first()
    if found is None or found.receiving:
        return found
    return found if Entrance.objects.filter(team=found).exists() else None
