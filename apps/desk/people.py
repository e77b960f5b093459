"""Colleagues by name: a case stores refs, a page shows handles."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.opened import OpenCase
from apps.lookups import Lookup
from apps.teams.models import Membership, Team
from apps.teams.queries import teams_of


def people_of(user: User) -> dict[str, str]:
    """Return ref (hex) → handle of everyone in the person's casework teams, by handle."""
    return _handles(_COLLEAGUES.all(user.ref))


def here(user: User) -> frozenset[str]:
    """Return the refs (hex) of those of the person's casework teams who may still sign in."""
    teams = teams_of(user).filter(kind=Team.Kind.CASEWORK)
    found = User.objects.filter(memberships__team__in=teams, is_active=True)
    return frozenset(ref.hex for ref in found.values_list("ref", flat=True))


def on_watch(user: User) -> list[str]:
    """Return the refs (hex) of those who are told at any hour for the person's casework teams."""
    teams = teams_of(user).filter(kind=Team.Kind.CASEWORK)
    watching = Membership.objects.filter(team__in=teams, watching=True, user__is_active=True)
    return sorted({ref.hex for ref in watching.values_list("user__ref", flat=True)})


def members(team: Team | UUID) -> QuerySet[User]:
    """Return those to whom a case of this team can be given, by handle."""
    held = Membership.objects.filter(team=team, status=Membership.Status.MEMBER)
    found = User.objects.filter(ref__in=held.values("user_id"), is_active=True)
    return found.order_by("handle")


def members_of(team: Team) -> dict[str, str]:
    """Return ref (hex) → handle of those to whom a case of this team can be given."""
    return _handles(_MEMBERS.all(team.ref))


def colleagues_of(opened: OpenCase) -> dict[str, str]:
    """Return those to whom an opened case can be given, as ``members_of`` does."""
    return opened.once(_of_its_team)


def _of_its_team(opened: OpenCase) -> dict[str, str]:
    return members_of(opened.case.team)


def everybody() -> dict[str, str]:
    """Return ref (hex) → handle of every person of the organisation, for the access record."""
    return _handles(_EVERYBODY.all())


def by_name() -> dict[str, str]:
    """Return ref (hex) → what a case calls somebody: their handle, and whether they have left.

    Not colleagues alone: others wrote in it before it was moved here, or before they left.
    """
    return {one.ref.hex: _name(one) for one in _EVERYBODY.all()}


def _name(one: User) -> str:
    return one.handle if one.is_active else _("%(person)s (has left)") % {"person": one.handle}


def _colleagues(user: UUID) -> QuerySet[User]:
    teams = teams_of(user).filter(kind=Team.Kind.CASEWORK)
    return User.objects.filter(memberships__team__in=teams)


def _by_handle(found: QuerySet[User]) -> QuerySet[User]:
    return found.order_by("handle").distinct().only("ref", "handle", "is_active")


def _handles(found: Iterable[User]) -> dict[str, str]:
    return {one.ref.hex: one.handle for one in found}


_COLLEAGUES: Final = Lookup(lambda user: _by_handle(_colleagues(user)))
_EVERYBODY: Final = Lookup(lambda: _by_handle(User.objects.all()))
_MEMBERS: Final = Lookup(lambda team: _by_handle(members(team)))
