"""Giving several cases of the list to one colleague, and how that went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from apps.accounts.models import User
from apps.cases.actions import Hand, set_owner
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, NotAdmitted
from apps.cases.index import Index
from apps.cases.models import Case
from apps.cases.queries import open_case
from apps.crypto import CannotOpen, Keyring
from apps.desk.acts import acts_open
from apps.desk.colleagues import Colleague, loads_in, members_at_work, read_loads
from apps.desk.people import members_of
from apps.teams.errors import TeamClosed
from apps.teams.queries import casework_teams

MOST: Final = 50
# What may come between the page and the press.
FAILS: Final = (
    ChangedMeanwhile,
    CaseDamaged,
    NotAdmitted,
    CannotOpen,
    TeamClosed,
    Case.DoesNotExist,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that was ticked, and whose it was when the page was made (ref in hex, or "")."""

    ref: UUID
    owner: str

    @classmethod
    def read(cls, said: Iterable[str]) -> "list[Chosen]":
        """Read what the ticks carry, each case once; whatever it cannot be is left out."""
        found: dict[UUID, Chosen] = {}
        for one in list(said)[: 2 * MOST]:
            ref, _, owner = one.partition(".")
            try:
                found.setdefault(UUID(hex=ref), cls(UUID(hex=ref), owner))
            except ValueError:
                continue
        return list(found.values())[:MOST]


def give_each(
    chosen: Iterable[Chosen], *, to: User, by: User, keyring: Keyring
) -> tuple[int, list[UUID]]:
    """Give each case that is still whose it was; return how many, and which were left alone.

    A case is left alone that a colleague gave away meanwhile, that is closed, or that the new
    owner could not open.
    """
    given, left = 0, []
    for one in chosen:
        try:
            opened = open_case(ref=one.ref, user=by, keyring=keyring)
            named = opened.file.restricted or members_of(opened.case.team)
            stands = opened.file.owner in {one.owner, to.ref.hex}
            if not stands or to.ref.hex not in named or "give" not in acts_open(opened):
                left.append(one.ref)
                continue
            if opened.file.owner != to.ref.hex:
                set_owner(Hand(opened, by, keyring, seen=opened.sequence), owner=to)
            given += 1
        except FAILS:
            left.append(one.ref)
    return given, left


def takers(*, user: User, keyring: Keyring, index: Index | None = None) -> list[Colleague]:
    """Return everybody of the person's teams to whom a case can be given, by handle."""
    loads = read_loads(user=user, keyring=keyring) if index is None else loads_in(index)
    found: dict[str, Colleague] = {}
    for team in casework_teams(user):
        for one in members_at_work(team=team, user=user, keyring=keyring, loads=loads):
            found.setdefault(one.ref, one)
    return sorted(found.values(), key=lambda one: one.user.handle)


def outcome(asked: QueryDict, index: Index) -> Mapping[str, Any]:
    """Say how giving went, after the redirect: how many were given, and the names of the others."""
    given = asked.get("given", "")
    if not (given.isascii() and given.isdigit() and len(given) < 4):
        return {}
    refs = [one.ref for one in Chosen.read(asked.getlist("left"))]
    return {"given": int(given), "left": names_of(refs, index)}


def names_of(refs: Sequence[UUID], index: Index) -> list[tuple[UUID, str]]:
    """Return the work names of some cases, of those that the person can open."""
    rows = index.open_rows(refs)
    return [(row.ref, row.body.name) for row in rows if row.body is not None]
