"""The leaving page: what a colleague holds, who takes it on, and how far the keys have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.models import User
from apps.accounts.queries import suspension_of
from apps.audit.actions import record
from apps.cases.absences import today
from apps.cases.actions import renew_keys
from apps.cases.admission import open_index
from apps.cases.papers import own_drafts
from apps.cases.templates import LEAVING, read_templates
from apps.crypto import CannotOpen
from apps.desk.colleagues import Colleague, loads_in, members_at_work
from apps.desk.forms.leaving import HandOnForm
from apps.desk.labels import label
from apps.desk.leaving import Held, Plan, carry_on, drop_plan, held_by, plan_for, start_plan
from apps.desk.leaving.keys import team_keys
from apps.desk.people import members
from apps.desk.roles import caseworker_only
from apps.teams.errors import Refused, TeamClosed
from apps.teams.models import Team
from apps.teams.overview import may_end_access
from apps.teams.queries import open_team, teams_of

# So long may one look at the page work on a plan.
SECONDS: Final = 2.0
WHY: Final = {
    "taken": _("somebody has taken it meanwhile"),
    "changed": _("a colleague changed it at the same moment"),
    "restricted": _("it is restricted to people of whom this is none"),
    "nobody": _("whoever should take it on cannot sign in any more"),
    "gone": _("it does not open for you any more"),
    "damaged": _("it is damaged"),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves, seen by whom, and what is known of it."""

    person: User
    teams: Sequence[Team]
    members: dict[UUID, list[Colleague]]
    held: Held


@require_safe
@unlocked
@caseworker_only
def leaving(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show it; a plan that was begun is carried on, and the page refreshes itself until done."""
    plan = _carried_on(request, person)
    if plan is not None and plan.steps:
        leaver = get_object_or_404(User, ref=person)
        response = render(request, "desk/leaving/going.html", {"person": leaver, "plan": plan})
        # Without scripts too: each look works for a moment and comes back.
        response["Refresh"] = "1"
        return response
    found = _leaving(request, person)
    form = HandOnForm(held=found.held, words=_words(request, found))
    return render(request, "desk/leaving/page.html", _context(request, found, form, plan))


@require_POST
@unlocked
@caseworker_only
def hand(request: DeskRequest, person: UUID) -> HttpResponse:
    """Keep the plan as it was sent, and go where it is carried on."""
    found = _leaving(request, person)
    form = HandOnForm(request.POST, held=found.held, words=_words(request, found))
    if not form.is_valid():
        context = _context(request, found, form, None)
        return render(request, "desk/leaving/page.html", context, status=422)
    start_plan(found.person, form.plan, by=request.user, keyring=request.keyring)
    return redirect("desk:leaving", found.person.ref)


@require_POST
@unlocked
@caseworker_only
def stop(request: DeskRequest, person: UUID) -> HttpResponse:
    """Carry the plan on no further, or put its outcome away."""
    found = _leaving(request, person)
    drop_plan(found.person, by=request.user, keyring=request.keyring)
    return redirect("desk:leaving", found.person.ref)


@require_POST
@passphrase_again
@caseworker_only
def renew(request: DeskRequest, person: UUID) -> HttpResponse:
    """Make new keys for each team whose roster still names this person, and that opens here."""
    found = _leaving(request, person)
    user, keyring = request.user, request.keyring
    for one in team_keys(found.person, viewer=user, keyring=keyring):
        if one.state == "owed":
            try:
                renew_keys(team=one.team, user=user, keyring=keyring)
            except (TeamClosed, Refused):
                # It is said on the page, by the state that the team is still in.
                continue
    return redirect("desk:leaving", found.person.ref)


def _leaving(request: DeskRequest, ref: UUID) -> Leaving:
    """Open what the viewer may see of it; anybody with whom they share nothing is not there."""
    user, keyring = request.user, request.keyring
    person = get_object_or_404(User, ref=ref)
    teams = _open_teams(request)
    if not teams or person.is_operator:
        raise Http404
    index = open_index(user=user, keyring=keyring)
    loads = loads_in(index)
    members = {
        team.ref: members_at_work(team=team, user=user, keyring=keyring, loads=loads)
        for team in teams
    }
    held = held_by(person, index=index, members=members, viewer=user)
    shared = any(person.memberships.filter(team=team).exists() for team in teams)
    if not (shared or held.lines or user.is_coordinator):
        raise Http404
    with transaction.atomic():
        record(person=user.ref, verb="list_read")
    return Leaving(person, teams, members, held)


def _open_teams(request: DeskRequest) -> list[Team]:
    found = []
    for team in teams_of(request.user).filter(kind=Team.Kind.CASEWORK):
        try:
            open_team(team=team, user=request.user, keyring=request.keyring)
        except TeamClosed:
            continue
        found.append(team)
    return found


def _carried_on(request: DeskRequest, ref: UUID) -> Plan | None:
    """Carry on the plan that this viewer has for a person, where there is one."""
    by, keyring = request.user, request.keyring
    person = get_object_or_404(User, ref=ref)
    plan = plan_for(person, by=by, keyring=keyring)
    if plan is None or not plan.steps or request.method == "HEAD":
        return plan
    people = {
        ref: user
        for team in _open_teams(request)
        for ref, user in ((one.ref.hex, one) for one in members(team))
    }
    return carry_on(person, by=by, keyring=keyring, people=people, seconds=SECONDS)


def _words(request: DeskRequest, found: Leaving) -> dict[str, str]:
    """Return what is said to applicants, by language; none where the team keeps no such words."""
    words: dict[str, str] = {}
    for team in found.teams:
        try:
            kept, _version = read_templates(team=team, user=request.user, keyring=request.keyring)
        except (CannotOpen, TeamClosed):
            continue
        template = kept.find(LEAVING)
        said = {code: template.text(code) for code in found.held.languages} if template else {}
        words = {**{code: text for code, text in said.items() if text}, **words}
    return words


def _context(
    request: DeskRequest, found: Leaving, form: HandOnForm, plan: Plan | None
) -> dict[str, Any]:
    user, keyring, person = request.user, request.keyring, found.person
    mine = person.pk == user.pk
    return {
        "person": person,
        "mine": mine,
        "held": found.held,
        "form": form,
        "plan": plan,
        "missed": [(one, label(WHY, one.why)) for one in plan.missed] if plan else [],
        "drafts": own_drafts(user=user, keyring=keyring) if mine else [],
        "asked": suspension_of(person),
        "may_end": may_end_access(person, user),
        "keys": team_keys(person, viewer=user, keyring=keyring),
        "today": today(),
    }
