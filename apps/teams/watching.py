"""Who is on watch: told of something new within 15 minutes, whatever the hour."""

from django.db import transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.teams.errors import Refused
from apps.teams.models import Membership, Team


@transaction.atomic
def set_watch(*, team: Team, of: User, watching: bool, by: User) -> None:
    """Put a member on watch, or take them off. Oneself and coordinators may; twice is once.

    Raises ``Refused`` for who holds no key of the team or may not sign in.
    """
    if of.pk != by.pk and not by.is_coordinator:
        raise Refused("oneself and coordinators say who is on watch")
    rows = Membership.objects.filter(team=team, user=of)
    held = rows.filter(status=Membership.Status.MEMBER, user__is_active=True)
    if watching and not held.exists():
        raise Refused("whoever watches holds the key")
    if rows.exclude(watching=watching).update(watching=watching):
        verb = "watch_begun" if watching else "watch_ended"
        record(person=by.ref, verb=verb, kind="person", ref=of.ref)
