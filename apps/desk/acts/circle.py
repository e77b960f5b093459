"""Acts that change who may open a case."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.errors import CannotMove, TooFewNamed
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered
from apps.desk.people import colleagues_of
from apps.lookups import Lookup
from apps.teams.models import Team


def _restrict(hand: Hand, data: Data) -> object:
    people = list(User.objects.filter(ref__in=[UUID(hex=ref) for ref in data["people"]]))
    try:
        return actions.restrict_case(hand, people=people, why=data["why"])
    except (TooFewNamed, CannotOpen):
        raise NotOffered(
            _("One of them does not hold the team’s key any more. Look at Team, and choose again.")
        ) from None


def _lift(hand: Hand, data: Data) -> object:
    return actions.lift_restriction(hand, why=data["why"])


def _to_team(hand: Hand, data: Data) -> None:
    team = Team.objects.get(ref=UUID(hex=data["team"]))
    try:
        actions.move_to_team(hand, team=team, why=data["why"])
    except CannotMove:
        raise NotOffered(_("That team has no key to which the case could be sealed.")) from None


def _others(opened: OpenCase) -> dict[str, Any]:
    me = opened.user.ref.hex
    members = colleagues_of(opened).items()
    return {"people": [(ref, handle) for ref, handle in members if ref != me]}


def _teams(opened: OpenCase) -> dict[str, Any]:
    return {"teams": [(team.ref.hex, team.name) for team in opened.once(other_teams)]}


def other_teams(opened: OpenCase) -> list[Team]:
    """Return the teams that a case can go to: those that work on cases and have a key."""
    return [one for one in _WITH_KEYS.all() if one.ref != opened.case.team_id]


_WITH_KEYS: Final = Lookup(
    lambda: Team.objects.filter(kind=Team.Kind.CASEWORK, epochs__number=1).order_by("name")
)


def _is_open(opened: OpenCase) -> bool:
    return not opened.file.restricted


ACTS: Final[Mapping[str, Act]] = {
    "restrict": Act(
        "overview",
        forms.RestrictForm,
        _restrict,
        given=_others,
        initial=lambda opened: {"people": opened.file.restricted},
        offered=lambda opened: bool(_others(opened)["people"]),
        when_closed=True,
        hands_keys=True,
        own_page="desk/case/restrict.html",
    ),
    "lift": Act(
        "overview",
        forms.LiftForm,
        _lift,
        offered=lambda opened: bool(opened.file.restricted),
        when_closed=True,
        hands_keys=True,
        own_page="desk/case/lift.html",
    ),
    "to-team": Act(
        "overview",
        forms.ToTeamForm,
        _to_team,
        given=_teams,
        offered=lambda opened: _is_open(opened) and bool(opened.once(other_teams)),
        hands_keys=True,
        own_page="desk/case/to_team.html",
        leaves=True,
    ),
}
