"""What a team keeps for its work: whose pages these are, and with which keys they open."""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.doors import DeskRequest
from apps.accounts.models import User
from apps.cases.kept import Keys
from apps.crypto import CannotOpen
from apps.desk.roles import casework_of, teams_set_by
from apps.teams.errors import TeamClosed
from apps.teams.models import Team

View = Callable[..., HttpResponse]
# As many letters as a random ref has.
REF: Final = 32


def keys_of(request: DeskRequest, team: Team) -> Keys:
    """Return whose keys open the team's papers for this request."""
    return {"team": team, "user": request.user, "keyring": request.keyring}


def of_own_team(view: View) -> View:
    """Hand the view a team that this person coordinates; say so where its key does not open."""
    return _of(teams_set_by, view)


def of_team(view: View) -> View:
    """Hand the view a casework team whose key this person was given, as `of_own_team` does."""
    return _of(casework_of, view)


def _of(teams: Callable[[User], QuerySet[Team]], view: View) -> View:
    @wraps(view)
    def guarded(request: DeskRequest, team: UUID, **kwargs: object) -> HttpResponse:
        found = teams(request.user).filter(ref=team).first()
        if found is None:
            raise Http404
        try:
            return view(request, found, **kwargs)
        except TeamClosed as closed:
            return _closed(request, closed={"team": found, "reason": closed.reason})
        except CannotOpen:
            return _closed(request)

    return guarded


def _closed(request: DeskRequest, **context: object) -> HttpResponse:
    shown = {"team_url": reverse("teams:page"), **context}
    return render(request, "desk/settings/unopened.html", shown, status=409)


def ref_or(posted: str, new: Callable[[], str]) -> str:
    """Return the ref that a page brought along: one sent twice is one thing. Else a new one."""
    return posted if len(posted) == REF and posted.isascii() and posted.isalnum() else new()
