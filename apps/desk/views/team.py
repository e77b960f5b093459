"""The Team page, and each colleague's days away and watch."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.cases.absences import (
    absences_of,
    end_absence,
    languages_of,
    set_absence,
    set_languages,
)
from apps.cases.errors import PaperChanged
from apps.crypto import CannotOpen
from apps.desk.backups import backups_said, lost_files_said
from apps.desk.colleagues import Colleague, members_at_work, read_loads
from apps.desk.forms.people import AwayForm, LanguagesForm
from apps.desk.people import members
from apps.desk.roles import asked, caseworker_only, is_interpreter
from apps.desk.teampage import paper_shut, team_page
from apps.teams.errors import Refused, TeamClosed
from apps.teams.models import Team
from apps.teams.overview import accounts_seen_by, may_manage
from apps.teams.queries import key_digest, open_team, oversight, teams_of
from apps.teams.spoken import Spoken, spoken
from apps.teams.watching import set_watch


@require_GET
@unlocked
def page(request: DeskRequest) -> HttpResponse:
    """Every team that the person may see: its keys, its people, what is not well."""
    user = request.user
    return render(
        request,
        "teams/page.html",
        {
            "page": team_page(user=user, keyring=request.keyring),
            "everyone": accounts_seen_by(user) if may_manage(user) else None,
            "own_words": _own_words(request),
            "interprets": asked(request, is_interpreter),
            "backups": backups_said(),
            "files_lost": lost_files_said(),
            "oversight_missing": may_manage(user) and oversight() is None,
        },
    )


def _own_words(request: DeskRequest) -> list[Spoken]:
    """The words of one's own key: who lets somebody into a case as interpreter compares them."""
    if request.user.is_operator:
        return []
    return spoken(key_digest(request.keyring.kem.public_bytes), request.user.language)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def away(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    """When a colleague is away, and who covers; whether they are on watch."""
    found = _team(request, team)
    of = _member(request, found, person)
    people = _people(request, found)
    colleague = next(one for one in people if one.user == of)
    others = [one for one in people if one.user != of]
    paper = absences_of(team=found, user=request.user, keyring=request.keyring)
    form = AwayForm(
        request.POST if request.method == "POST" else None,
        others=others,
        paper=paper,
        initial=AwayForm.of(colleague.absence),
    )
    if form.is_valid() and _kept(request, found, of, form):
        return redirect("teams:page")
    context = {"team": found, "person": colleague, "form": form}
    return render(request, "desk/team/away.html", context)


def _kept(request: DeskRequest, team: Team, of: User, form: AwayForm) -> bool:
    by, keyring = request.user, request.keyring
    try:
        set_absence(team=team, of=of, absence=form.absence, by=by, keyring=keyring)
    except (PaperChanged, Refused, ValueError):
        form.add_error(None, _("Colleagues were changing this at the same time. Send it again."))
        return False
    except CannotOpen:
        form.add_error(None, paper_shut())
        return False
    return True


@require_POST
@unlocked
@caseworker_only
def back(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    """A colleague is not away after all, or is back already."""
    found = _team(request, team)
    of = _member(request, found, person)
    with suppress(PaperChanged, CannotOpen):
        # What did not come about is still on the page, and so is why.
        end_absence(team=found, of=of, by=request.user, keyring=request.keyring)
    return redirect("teams:page")


@require_POST
@unlocked
@caseworker_only
def watch(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    """Put a colleague on watch, or take them off."""
    found = _team(request, team)
    of = _member(request, found, person)
    watching = request.POST.get("watching") == "1"
    set_watch(team=found, of=of, watching=watching, by=request.user)
    return redirect("teams:page")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def languages(request: DeskRequest) -> HttpResponse:
    """Which languages a person speaks with applicants."""
    user, keyring = request.user, request.keyring
    spoken = languages_of(user=user, keyring=keyring)
    form = LanguagesForm(request.POST if request.method == "POST" else None, spoken=spoken)
    if form.is_valid():
        try:
            set_languages(languages=form.cleaned_data["languages"], by=user, keyring=keyring)
        except PaperChanged:
            again = _("Colleagues were changing this at the same time. Send it again.")
            form.add_error(None, again)
        else:
            return redirect("accounts:me")
    return render(request, "desk/team/languages.html", {"form": form})


def _team(request: DeskRequest, ref: UUID) -> Team:
    """Return one of the person's own teams that opens; any other is not there."""
    casework = teams_of(request.user).filter(kind=Team.Kind.CASEWORK)
    team = get_object_or_404(casework, ref=ref)
    try:
        open_team(team=team, user=request.user, keyring=request.keyring)
    except TeamClosed:
        raise Http404 from None
    return team


def _member(request: DeskRequest, team: Team, ref: UUID) -> User:
    """Return a member whose days away this person may set: themself, or anyone's to set."""
    if ref != request.user.ref and not request.user.is_coordinator:
        raise Http404
    return get_object_or_404(members(team), ref=ref)


def _people(request: DeskRequest, team: Team) -> list[Colleague]:
    user, keyring = request.user, request.keyring
    loads = read_loads(user=user, keyring=keyring)
    return members_at_work(team=team, user=user, keyring=keyring, loads=loads)
