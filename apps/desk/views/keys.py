"""Keys of a team made anew, by hand or because somebody leaves it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, passphrase_again
from apps.accounts.models import User
from apps.cases.actions import renew_keys
from apps.teams.actions import end_membership
from apps.teams.errors import Refused, TeamClosed
from apps.teams.models import Team
from apps.teams.overview import may_manage
from apps.teams.queries import holders_of, teams_of


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def renew(request: DeskRequest, team: UUID) -> HttpResponse:
    """Make a team's keys anew although nobody has left: somebody may have seen the old ones."""
    found = get_object_or_404(teams_of(request.user), ref=team)
    if request.user.is_operator:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/team/renew.html", {"team": found})
    if not _renewed(request, found):
        context = {"team": found, "refused": True}
        return render(request, "desk/team/renew.html", context, status=409)
    return redirect("teams:page")


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def remove(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    """Let a person leave one team and keep their account; the keys follow at once or are owed."""
    if not may_manage(request.user):
        raise Http404
    found = get_object_or_404(Team, ref=team)
    members = User.objects.filter(memberships__team=found).exclude(ref=request.user.ref)
    who = get_object_or_404(members, ref=person)
    holders = holders_of(found)
    last = holders.filter(ref=who.ref).exists() and not holders.exclude(ref=who.ref).exists()
    holds = teams_of(request.user).filter(ref=found.ref).exists()
    context = {"team": found, "person": who, "last": last, "holds": holds}
    if request.method != "POST":
        return render(request, "desk/team/remove.html", context)
    if last:
        return render(request, "desk/team/remove.html", context, status=409)
    end_membership(team=found, user=who, by=request.user)
    if holds:
        _renewed(request, found)
    return redirect("teams:page")


def _renewed(request: DeskRequest, team: Team) -> bool:
    try:
        renew_keys(team=team, user=request.user, keyring=request.keyring)
    except (TeamClosed, Refused):
        # Said on the Team page, by the state that the team is in.
        return False
    return True
