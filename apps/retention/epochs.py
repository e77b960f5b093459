"""Old keys of teams: destroyed once nothing lies under them and nothing is sealed to them any more.

It takes no key: nothing but the epoch after leads to an epoch, and that way is deleted. Sealed
hours of arrival of messages may still lie under it; nobody opens those any more.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Min, QuerySet

from apps.audit.actions import record
from apps.cases.models import CaseKey, HandedKeys, Paper, Segment, Submission, Summary
from apps.retention.actions import owe
from apps.teams.actions import lock_team
from apps.teams.models import Epoch, Team
from apps.teams.queries import receives


def destroy_epochs(*, today: date) -> int:
    """Destroy what can be of every casework team's old keys; returns of how many teams."""
    return sum(_destroy(team, today) for team in Team.objects.filter(kind=Team.Kind.CASEWORK))


@transaction.atomic
def _destroy(team: Team, today: date) -> bool:
    newest = Epoch.objects.filter(team=team).order_by("-number").first()
    if newest is None or not _leading_back(team, newest.floor).exists():
        return False
    lock_team(team)
    oldest = min(_still_needed(team, newest, today))
    cut = _leading_back(team, oldest).update(sealed_previous=b"")
    if cut:
        owe()
        record(person=None, verb="old_keys_destroyed", kind="team", ref=team.ref)
    return bool(cut)


def _leading_back(team: Team, number: int) -> QuerySet[Epoch]:
    """Return the epochs up to a number that still lead to the one before them."""
    return Epoch.objects.filter(team=team, number__lte=number).exclude(sealed_previous=b"")


def _still_needed(team: Team, newest: Epoch, today: date) -> Iterator[int]:
    """Yield the epochs that are needed; what lies below the floor is refused anyway."""
    floor = newest.floor
    yield newest.number
    yield from (number for number in range(1, newest.number + 1) if receives(team, number, today))
    for found in (
        CaseKey.objects.filter(team=team, epoch__gte=floor),
        Summary.objects.filter(team=team, epoch__gte=floor),
        Segment.objects.filter(team=team, epoch__gte=floor),
        Paper.objects.filter(team=team),
        Submission.objects.filter(case__team=team, envelope__isnull=False),
    ):
        least = found.aggregate(least=Min("epoch"))["least"]
        if least is not None:
            yield least
    waiting = HandedKeys.objects.filter(case__team=team, purpose=HandedKeys.Purpose.MOVED)
    yield from waiting.values_list("at", flat=True)
