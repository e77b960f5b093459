"""Task sets: tasks that a team knows beforehand, brought along when a case reaches a stage."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases import vocabulary
from apps.cases.kept import KeptList, KeptPaper
from apps.cases.models import Paper
from apps.cases.rules import Rules
from apps.crypto import CannotOpen, Keyring
from apps.teams.errors import TeamClosed
from apps.teams.models import Team

MOST_SETS: Final = 50
MOST_TASKS: Final = 30
MOST_TITLE: Final = 200
MOST_DAYS: Final = 366


class SetTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """One task of a set, due so many days after it is brought along."""

    title: str
    after: int = 0
    kind: Literal["", "call"] = ""


class TaskSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tasks that belong together; ``stage`` is what brings them along, "" for nothing."""

    ref: str
    title: str
    tasks: list[SetTask]
    stage: str = ""


_Shipped = tuple[str, Promise, tuple[tuple[Promise, int, Literal["", "call"]], ...]]
_SHIPPED: Final[Mapping[str, _Shipped]] = {
    "shipped-checking": (
        "verification",
        _("Checking"),
        (
            (_("Look for an earlier request"), 1, ""),
            (_("First interview"), 3, "call"),
            (_("Second interview, by another person"), 7, "call"),
        ),
    ),
    "shipped-planning": (
        "planning",
        _("Planning"),
        (
            (_("Who travels, and who knows why"), 2, ""),
            (_("Papers: which, and until when they hold"), 3, ""),
            (_("Safe contact: agree on it anew"), 3, "call"),
            (_("Way, days and costs"), 7, ""),
        ),
    ),
    "shipped-departure": (
        "pre_departure",
        _("Before departure"),
        (
            (_("Who meets them"), 1, ""),
            (_("Check-ins, and the word to say at each"), 1, ""),
            (_("Go through the journey together"), 2, "call"),
        ),
    ),
    "shipped-arrival": (
        "arrived",
        _("After arrival"),
        (
            (_("Are they there, and safe"), 0, "call"),
            (_("A place for the first nights"), 0, ""),
            (_("Permit to stay, or asylum"), 7, ""),
            (_("Doctor and medicine"), 7, ""),
        ),
    ),
}


def shipped() -> list[TaskSet]:
    """Return the sets that every team begins with, in the language of who reads them."""
    return [
        TaskSet(
            ref, str(title), [SetTask(str(words), days, kind) for words, days, kind in tasks], stage
        )
        for ref, (stage, title, tasks) in _SHIPPED.items()
    ]


class TaskSets(KeptPaper[TaskSet]):
    """A team's sets in their order; the shipped ones until somebody changes them."""

    items: list[TaskSet] = msgspec.field(default_factory=shipped, name="sets")


TASK_SETS: Final = KeptList[TaskSets, TaskSet](Paper.Kind.TASK_SETS, TaskSets, MOST_SETS)
read_task_sets, save_task_set = TASK_SETS.read, TASK_SETS.save
delete_task_set = TASK_SETS.delete


def sets_of(*, team: Team, user: User, keyring: Keyring) -> list[TaskSet]:
    """Return a team's sets; none where their paper does not open for this person."""
    try:
        return read_task_sets(team=team, user=user, keyring=keyring)[0].items
    except (CannotOpen, TeamClosed):
        return []


def brought_by(sets: list[TaskSet], stage: str, rules: Rules) -> list[TaskSet]:
    """Return the sets that reaching a stage brings along; by its group where there are no others.

    A set of a stage that was passed over is not brought: it can be added by hand.
    """
    if not rules.groups_only:
        return [one for one in sets if one.stage == stage]
    group = vocabulary.group_of(stage)
    return [one for one in sets if one.stage and vocabulary.group_of(one.stage) == group]
