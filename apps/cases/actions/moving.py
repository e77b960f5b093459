"""Moves between stages, past their gates, and the second person whom a gate may ask for."""

import secrets
from datetime import date
from typing import Literal

from apps.accounts.models import User
from apps.cases.actions.hand import Hand, one_of
from apps.cases.actions.tasks import tasks_brought
from apps.cases.casefile import (
    AnyEvent,
    ApprovalAnswered,
    ApprovalAsked,
    CheckMade,
    GateLooked,
    Reopened,
    StageMoved,
)
from apps.cases.days import day_said
from apps.cases.errors import CaseClosed, GateShut, GuardianMissing, SecondPersonNeeded, Settled
from apps.cases.gates import gates_to, lacks_guardian, latest_checks
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import CHECKS, GATES, ORDER, RESULTS
from apps.cases.writing import Change

INTERVIEWS = {"first_interview": "second_interview", "second_interview": "first_interview"}


def move_case(hand: Hand, *, stage: str, why: str = "", haste: bool = False) -> OpenCase:
    """Move to any stage but closed, forward or back; ends an aside.

    Raises ``GateShut`` where a gate on the way is not met and asked before, and
    ``GuardianMissing``. In an emergency one person passes with ``haste`` and a reason.
    """
    one_of(stage, ORDER[:-1])

    def change(opened: OpenCase) -> Change:
        if opened.file.stage == "closed":
            raise CaseClosed
        return Change(events=move_events(hand, opened, stage=stage, why=why, haste=haste))

    return hand.write(change)


def move_events(
    hand: Hand, opened: OpenCase, *, stage: str, why: str = "", haste: bool = False
) -> list[AnyEvent]:
    """Return the move of an opened case and all that it brings along; raises as `move_case`."""
    gates = _pass(hand, opened, stage=stage, why=why, haste=haste)
    moved = StageMoved(by=hand.me, at=hand.now, stage=stage, why=why, gates=gates)
    return [moved, *tasks_brought(hand, opened, stage=stage)]


def reopen_case(hand: Hand, *, stage: str, why: str = "") -> OpenCase:
    """Open a closed case again, at a stage of choice; gates past where it was closed hold."""
    one_of(stage, ORDER[:-1])

    def change(opened: OpenCase) -> Change:
        gates = _pass(hand, opened, stage=stage, why=why, haste=False)
        return Change([Reopened(by=hand.me, at=hand.now, stage=stage, why=why, gates=gates)])

    return hand.write(change)


def _pass(hand: Hand, opened: OpenCase, *, stage: str, why: str, haste: bool) -> dict[str, str]:
    """Say how each gate on the way is passed, or refuse."""
    file = opened.file
    forward = file.stage == "closed" or ORDER.index(stage) > ORDER.index(file.stage)
    if forward and lacks_guardian(file, opened.answers, to=stage):
        raise GuardianMissing
    hasty = haste and file.risk == "emergency" and bool(why.strip())
    passed, shut = {}, []
    for gate in gates_to(file, opened.rules, to=stage, now=hand.now):
        how = gate.passed or ("afterwards" if gate.mode == "afterwards" else "")
        if not how and not hasty:
            shut.append(gate.gate)
        passed[gate.gate] = how or "haste"
    if shut:
        raise GateShut(shut)
    return passed


def make_check(
    hand: Hand,
    *,
    check: str,
    result: str,
    day: date | None = None,
    why: str = "",
    partner: str = "",
) -> OpenCase:
    """Record what a check gave; ``SecondPersonNeeded`` where one person made both interviews.

    ``partner`` is the ref of the partner who made it; without a day it was made on this one.
    """
    one_of(check, CHECKS)
    one_of(result, RESULTS)

    def change(opened: OpenCase) -> Change:
        other = latest_checks(opened.file.work.checks).get(INTERVIEWS.get(check, ""))
        if other is not None and other.by == hand.me and "not_done" not in {result, other.result}:
            raise SecondPersonNeeded
        made = CheckMade(
            by=hand.me,
            at=hand.now,
            check=check,
            result=result,
            day=day.isoformat() if day else day_said(hand.now),
            why=why,
            partner=partner,
        )
        return Change([made])

    return hand.write(change)


def ask_approval(
    hand: Hand, *, gate: str = "travel", of: User | None = None, why: str = ""
) -> OpenCase:
    """Ask a second person to approve a gate: a colleague by name, or anybody else."""
    one_of(gate, GATES)
    if of is not None and of.ref == hand.by.ref:
        raise SecondPersonNeeded
    asked = ApprovalAsked(
        by=hand.me,
        at=hand.now,
        approval=secrets.token_hex(16),
        gate=gate,
        of=of.ref.hex if of else "",
        why=why,
    )
    return hand.add(asked)


def answer_approval(
    hand: Hand,
    *,
    approval: str,
    answer: Literal["approved", "question", "refused"],
    why: str = "",
) -> OpenCase:
    """Approve, ask something first, or refuse what somebody else asked; never one's own.

    Whoever wrote the journey may ask or refuse, but not approve it.

    Raises ``SecondPersonNeeded``, and ``Settled`` where it was answered or no longer stands.
    """

    def change(opened: OpenCase) -> Change:
        asked = opened.file.work.approvals.get(approval)
        if asked is None or not asked.is_open:
            raise Settled
        wrote = answer == "approved" and opened.file.wrote_the_journey(hand.me)
        if asked.by == hand.me or wrote:
            raise SecondPersonNeeded
        answered = ApprovalAnswered(
            by=hand.me,
            at=hand.now,
            approval=approval,
            answer=answer,
            why=why,
            shown=hand.seen,
        )
        return Change([answered])

    return hand.write(change)


def look_at_gate(hand: Hand, *, gate: str, why: str = "") -> OpenCase:
    """Say that one looked at a gate which somebody else passed in haste, or to be looked at."""

    def change(opened: OpenCase) -> Change:
        passed = opened.file.work.to_look_at.get(gate)
        if passed is None:
            raise Settled
        if passed[0] == hand.me:
            raise SecondPersonNeeded
        return Change([GateLooked(by=hand.me, at=hand.now, gate=gate, why=why)])

    return hand.write(change)
