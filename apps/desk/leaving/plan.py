"""Handing a caseload on, case by case: a plan that is kept sealed and carried on until done.

The plan is written once, when somebody presses; each look at the page carries it on for a moment.
A case that was handed on already counts as done, so that a plan may be interrupted anywhere.
"""

import time
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from apps.accounts.models import User
from apps.cases.actions import Hand, hand_on
from apps.cases.errors import (
    CaseDamaged,
    ChangedMeanwhile,
    NotAdmitted,
    NothingHeld,
    NotNamed,
)
from apps.cases.models import Case, Paper
from apps.cases.papers import change_own_paper, forget_own_paper, read_own_paper
from apps.cases.queries import open_case
from apps.crypto import CannotOpen, Keyring
from apps.teams.errors import TeamClosed

HANDING: Final = Paper.Kind.HANDING


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One case and who takes it on (refs in hex; "" for nobody), with words to its applicant."""

    case: str
    to: str
    words: str = ""


class Missed(msgspec.Struct, frozen=True, array_like=True):
    """One case that was not handed on: its name, and why as a code of ``WHY``."""

    case: str
    name: str
    why: str


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is left to do for one colleague who leaves, and how it went so far."""

    steps: list[Step] = []
    names: dict[str, str] = {}
    done: int = 0
    missed: list[Missed] = []

    @property
    def total(self) -> int:
        """How many cases the plan began with."""
        return len(self.steps) + self.done + len(self.missed)

    @property
    def tried(self) -> int:
        """How many have been seen to."""
        return self.done + len(self.missed)


class Plans(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's plans, by the ref (hex) of who leaves."""

    of: dict[str, Plan] = {}


def plan_for(person: User, *, by: User, keyring: Keyring) -> Plan | None:
    """Return the plan that somebody has for a colleague; none where their paper does not open."""
    try:
        plans, _ = read_own_paper(HANDING, Plans, user=by, keyring=keyring)
    except CannotOpen:
        return None
    return plans.of.get(person.ref.hex)


def start_plan(person: User, plan: Plan, *, by: User, keyring: Keyring) -> None:
    """Keep a plan in the place of an earlier one for the same colleague."""
    _keep(person, plan, by=by, keyring=keyring)


def drop_plan(person: User, *, by: User, keyring: Keyring) -> None:
    """Carry a plan on no further; what was handed on stays so."""
    _keep(person, None, by=by, keyring=keyring)


def carry_on(
    person: User, *, by: User, keyring: Keyring, people: Mapping[str, User], seconds: float
) -> Plan | None:
    """Hand on as many cases as the time allows, at least one; return the plan as it then is.

    ``people`` are those to whom a case may be given, by ref in hex.
    """
    plan = plan_for(person, by=by, keyring=keyring)
    if plan is None or not plan.steps:
        return plan
    until = time.monotonic() + seconds
    done, missed = 0, list[Missed]()
    for step in plan.steps:
        why = _hand_on(step, person, by, keyring, people)
        if why:
            missed.append(Missed(step.case, plan.names.get(step.case, ""), why))
        else:
            done += 1
        if time.monotonic() >= until:
            break
    new = msgspec.structs.replace(
        plan,
        steps=plan.steps[done + len(missed) :],
        done=plan.done + done,
        missed=[*plan.missed, *missed],
    )
    _keep(person, new, by=by, keyring=keyring)
    return new


def _hand_on(
    step: Step, person: User, by: User, keyring: Keyring, people: Mapping[str, User]
) -> str:
    """Hand one case on; return why not, or ""."""
    try:
        opened = open_case(ref=UUID(hex=step.case), user=by, keyring=keyring)
        hand = Hand(opened, by, keyring, seen=opened.sequence)
        hand_on(hand, of=person, to=people[step.to] if step.to else None, words=step.words)
    except NothingHeld:
        # Done before an interruption, or by the same plan in another window.
        return "" if opened.file.owner == step.to else "taken"
    except ChangedMeanwhile:
        return "changed"
    except NotNamed:
        return "restricted"
    except KeyError:
        return "nobody"
    except (Case.DoesNotExist, NotAdmitted, TeamClosed):
        return "gone"
    except (CaseDamaged, CannotOpen, ValueError):
        return "damaged"
    return ""


def _keep(person: User, plan: Plan | None, *, by: User, keyring: Keyring) -> None:
    def change(plans: Plans) -> Plans:
        others = {ref: one for ref, one in plans.of.items() if ref != person.ref.hex}
        return Plans({**others, person.ref.hex: plan} if plan else others)

    if not change_own_paper(HANDING, Plans, change, user=by, keyring=keyring).of:
        # That somebody hands a caseload on is told by the row, so it stays no longer than it must.
        forget_own_paper(HANDING, user=by)
