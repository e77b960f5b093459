"""Making a team, letting a person wait for its key, and what an alarm says."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.teams.actions import add_membership, make_team
from apps.teams.forms import AddPersonForm, TeamForm
from apps.teams.models import Team
from apps.teams.overview import may_manage, teams_visible_to
from apps.teams.vocabulary import ALARMS


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def new(request: DeskRequest) -> HttpResponse:
    if not may_manage(request.user):
        raise Http404
    form = TeamForm(request.POST or None)
    if not form.is_valid():
        return render(request, "teams/new.html", {"form": form})
    make_team(name=form.cleaned_data["name"], kind=form.kind, by=request.user)
    return redirect("teams:page")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def add_person(request: DeskRequest, team: UUID) -> HttpResponse:
    if not may_manage(request.user):
        raise Http404
    found = get_object_or_404(Team, ref=team)
    form = AddPersonForm(request.POST or None, team=found)
    if not form.is_valid():
        return render(request, "teams/add.html", {"form": form, "team": found})
    add_membership(team=found, user=form.cleaned_data["person"], by=request.user)
    return redirect("teams:page")


@require_GET
@unlocked
def alarm(request: DeskRequest, team: UUID, detail: str) -> HttpResponse:
    found = get_object_or_404(teams_visible_to(request.user), ref=team)
    if detail not in ALARMS:
        raise Http404
    return render(
        request, "teams/alarm.html", {"team": found, "alarm": ALARMS[detail], "detail": detail}
    )
