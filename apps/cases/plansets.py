"""Sets of plan items that a team knows beforehand, to begin a plan with."""

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.cases.kept import KeptList, KeptPaper
from apps.cases.models import Paper
from apps.crypto import CannotOpen, Keyring
from apps.teams.errors import TeamClosed
from apps.teams.models import Team

MOST_SETS: Final = 50
MOST_SET_ITEMS: Final = 40


class SetItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of a set, due so many days after it is brought along.

    ``waits`` are the places in the set (0 for the first) of what it waits for.
    """

    kind: str
    title: str = ""
    after: int = 0
    waits: list[int] = []


class PlanSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """Items that belong together."""

    ref: str
    title: str
    items: list[SetItem]


_Item = tuple[str, int, tuple[int, ...]]
_SHIPPED: Final[Mapping[str, tuple[Promise, tuple[_Item, ...]]]] = {
    "shipped-visa": (
        pgettext_lazy("plan set", "With a visa"),
        (
            ("search_status", 3, ()),
            ("passport", 14, ()),
            ("sponsorship", 14, ()),
            ("insurance", 18, ()),
            ("entry_visa", 45, (1, 2, 3)),
            ("exit_permit", 45, (0,)),
            ("ticket", 52, (4, 5)),
            ("cash", 55, ()),
            ("arrival_pickup", 55, (6,)),
            ("housing", 55, ()),
        ),
    ),
    "shipped-no-visa": (
        pgettext_lazy("plan set", "Without a visa"),
        (
            ("search_status", 2, ()),
            ("passport", 7, ()),
            ("clean_phone", 7, ()),
            ("transit_permission", 10, (1,)),
            ("ticket", 14, (0, 1, 3)),
            ("cash", 14, ()),
            ("arrival_pickup", 16, (4,)),
            ("shelter", 16, ()),
            ("asylum_registration", 21, (4,)),
        ),
    ),
    "shipped-shelter": (
        pgettext_lazy("plan set", "Shelter first"),
        (
            ("shelter", 1, ()),
            ("clean_phone", 2, ()),
            ("medication", 2, ()),
            ("cash", 3, ()),
            ("search_status", 5, ()),
            ("legal_counsel", 7, (0,)),
            ("counselling", 14, (0,)),
        ),
    ),
}


def shipped() -> list[PlanSet]:
    """Return the sets that every team begins with, in the language of who reads them."""
    return [
        PlanSet(ref, str(title), [SetItem(kind, "", days, [*waits]) for kind, days, waits in items])
        for ref, (title, items) in _SHIPPED.items()
    ]


class PlanSets(KeptPaper[PlanSet]):
    """A team's sets in their order; the shipped ones until somebody changes them."""

    items: list[PlanSet] = msgspec.field(default_factory=shipped, name="sets")


PLAN_SETS: Final = KeptList[PlanSets, PlanSet](Paper.Kind.PLAN_SETS, PlanSets, MOST_SETS)


def plan_sets_of(*, team: Team, user: User, keyring: Keyring) -> list[PlanSet]:
    """Return a team's sets; none where their paper does not open for this person."""
    try:
        return PLAN_SETS.read(team=team, user=user, keyring=keyring)[0].items
    except (CannotOpen, TeamClosed):
        return []
