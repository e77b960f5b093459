"""How much has come that nobody of a person's teams has looked at: counted without any key."""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Sum

from apps.accounts.models import User
from apps.cases.keys import Way
from apps.cases.models import HandedKeys, Summary
from apps.cases.queries import seen_by
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
    behind = seen_by(user, behind)
    named = HandedKeys.objects.filter(case=OuterRef("case_id"), user=user, purpose=Way.NAMED)
    known = behind.filter(Q(case__casekey__isnull=False) | Exists(named))
    entries = known.aggregate(n=Sum(F("written") - F("summed")))["n"] or 0
    return Arrived(behind.count() - known.count(), entries)
