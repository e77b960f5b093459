"""What a list holds back: requests past the first 500, teams that do not open, keys to come."""

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from apps.accounts.models import User
from apps.cases.index import Index
from apps.cases.queries import CaseList
from apps.lookups import Lookup
from apps.teams.errors import TeamWaiting
from apps.teams.models import Team
from apps.teams.queries import teams_of, teams_with


def not_shown(user: User, found: CaseList | Index, *, again: str) -> dict[str, Any]:
    """Say what is held back, and at which address the next requests are taken in."""
    closed = [(team, closed.reason) for team, closed in found.closed_teams]
    closed += [(team, TeamWaiting.reason) for team in _KEYLESS.all(user.ref)]
    return {
        "waiting": found.waiting,
        "again": again,
        "closed_teams": [{"team": team, "reason": reason} for team, reason in closed],
        "team_url": reverse("teams:page"),
        "nothing_opens": bool(closed) and not len(found),
    }


def _keyless(user: UUID) -> QuerySet[Team]:
    casework = teams_with(user).filter(kind=Team.Kind.CASEWORK)
    return casework.exclude(ref__in=teams_of(user).values("ref"))


_KEYLESS: Final = Lookup(_keyless)
