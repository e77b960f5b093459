"""Requests that come by a member's hand: taken down by phone, or invented for practice."""

import time
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.answers import Party
from apps.cases.opened import OpenCase
from apps.desk import phoning
from apps.desk.linking import link_own
from apps.desk.roles import caseworker_only
from apps.desk.views.codes import show_code
from apps.intake.actions import Refused
from apps.intake.bringing import practise, take_down
from apps.intake.pages import posted_by
from apps.intake.practice import invented_answers
from apps.teams.models import Team
from apps.teams.queries import teams_of
from apps.web import errors
from apps.web.forms import kept_fields
from apps.web.queries import organisation_of

UNPROCESSABLE: Final = 422


def team_for(request: DeskRequest) -> Team:
    """Return the team that a request is brought to: the one named, else the person's first."""
    teams = teams_of(request.user).filter(kind=Team.Kind.CASEWORK).order_by("name", "ref")
    named = request.POST.get("team", "") or request.GET.get("team", "")
    chosen = next((team for team in teams if team.ref.hex == named), None)
    chosen = chosen or next(iter(teams), None)
    if chosen is None:
        raise Http404
    return chosen


@require_safe
@unlocked
@caseworker_only
def choose(request: DeskRequest) -> HttpResponse:
    """The ways in which a request is brought in."""
    founded = organisation_of(request)
    team_for(request)
    context = {"state": phoning.draw_state(), "told": _told(phoning.offered(founded))}
    return render(request, "desk/new/choose.html", context)


def _told(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code in codes]


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def phone(request: DeskRequest) -> HttpResponse:
    """The questions for somebody on the telephone; sent, it shows the code to read out."""
    founded = organisation_of(request)
    given = request.POST if request.method == "POST" else request.GET
    language = given.get("in", "")
    language = language if language in phoning.offered(founded) else phoning.offered(founded)[0]
    party: Party = "other" if given.get("for") == "other" else "self"
    posted = posted_by(request) if request.method == "POST" else None
    asked = phoning.questions(language=language, party=party, posted=posted, founded=founded)
    if asked is None:
        return render(request, "desk/new/not_yet.html")
    if request.method != "POST":
        return _asking(request, asked, party)
    code = phoning.code_in(request.POST.get("state", ""))
    if not asked.is_valid() or code is None:
        return _asking(request, asked, party, again=code is None, status=UNPROCESSABLE)
    try:
        team = team_for(request)
        opened = take_down(
            answers=asked.sealed(),
            code=code,
            team=team,
            by=request.user,
            keyring=request.keyring,
        )
    except Refused:
        return errors.not_received(request, posted_words(request))
    alone = not _linked_beside(request, opened)
    return show_code(request, opened, code, again=True, alone=alone)


def _linked_beside(request: DeskRequest, opened: OpenCase) -> bool:
    """Link what was taken down with the case in whose household this person stands, if in any."""
    if not (named := request.POST.get("beside", "")):
        return True
    try:
        beside = UUID(named)
    except ValueError:
        return False
    return link_own(
        beside=beside,
        person=request.POST.get("person", ""),
        brought=opened,
        user=request.user,
        keyring=request.keyring,
    )


def posted_words(request: DeskRequest) -> list[tuple[str, str]]:
    """Return what was posted, to be carried through a page that says it was not received."""
    return kept_fields(request.POST)


def _asking(
    request: DeskRequest, asked: phoning.Questions, party: Party, *, status: int = 200, **more: Any
) -> HttpResponse:
    state = request.POST.get("state", "")
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "questions": asked.drawn(),
        "odd": [field for field in asked.all if field.errors],
        "errors": any(field.errors for field in asked.all),
        "language": asked.language,
        "info": get_language_info(asked.language),
        "party": party,
        "teams": teams_of(request.user).filter(kind=Team.Kind.CASEWORK).order_by("name", "ref"),
        "team": team_for(request),
        "beside": given.get("beside", "")[:36],
        "person": given.get("person", "")[:32],
        "state": state if phoning.code_in(state) else phoning.draw_state(),
        **more,
    }
    return render(request, "desk/new/phone.html", context, status=status)


@require_POST
@unlocked
@caseworker_only
def practice(request: DeskRequest) -> HttpResponse:
    """Make an invented request, and show its code: who practises can be the applicant as well."""
    team = team_for(request)
    code = phoning.code_in(request.POST.get("state", ""))
    answers = invented_answers(get_language() or "en", now=int(time.time()))
    if answers is None:
        return render(request, "desk/new/not_yet.html")
    if code is None:
        return redirect("desk:new")
    try:
        opened = practise(
            answers=answers, code=code, team=team, by=request.user, keyring=request.keyring
        )
    except Refused:
        return errors.not_received(request, posted_words(request))
    return show_code(request, opened, code, again=True)
