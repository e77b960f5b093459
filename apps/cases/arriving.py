"""How much has come that nobody of a person's teams has looked at: counted without any key."""

from typing import NamedTuple

from django.db.models import F, Sum

from apps.accounts.models import User
from apps.cases.models import Summary
from apps.teams.models import Team
from apps.teams.queries import teams_of


class Arrived(NamedTuple):
    """New requests, and entries that applicants added to cases already taken in."""

    requests: int
    entries: int


def arrived(user: User) -> Arrived:
    """Count what came since somebody last listed the cases of the person's teams."""
    teams = teams_of(user).filter(kind=Team.Kind.CASEWORK)
    behind = Summary.objects.filter(
        team__in=teams, summed__lt=F("written"), case__withdrawn_on__isnull=True
    )
    known = behind.filter(case__casekey__isnull=False)
    entries = known.aggregate(n=Sum(F("written") - F("summed")))["n"] or 0
    return Arrived(behind.filter(case__casekey__isnull=True).count(), entries)
