"""Gates between stages: which stand on a way, what meets them, what is missing. Pure.

And what the checks so far add up to: the level of verification.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.cases import vocabulary
from apps.cases.answers import AGE, Answers
from apps.cases.casefile import Approval, CaseFile, CheckMade
from apps.cases.rules import Rules

UNDER_18 = "under_18"
# What no plan is made for under 18 without; see product.md's lists.
GUARDIAN = "guardian"
PLAN_BEGINS = "planning"
REJECTING = frozenset({"not_verified", "false_information"})
# The strongest first: a level, and the checks of which one has to have passed for it.
_LEVELS = (
    ("partner_verified", {"partner"}),
    ("reference_confirmed", {"reference"}),
    ("documents_checked", {"identity_document", "evidence"}),
    ("story_consistent", {"first_interview", "second_interview"}),
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate on a way: its mode, and how it is passed as things stand; "" where it is not met."""

    gate: str
    mode: str
    passed: str

    @property
    def in_the_way(self) -> bool:
        """Tell whether somebody has to know of it before they go on."""
        return not self.passed


def gates_on_way(stage: str, to: str) -> list[str]:
    """Name the gates that a move from one stage to another passes; going back passes none."""
    order = vocabulary.ORDER
    if stage not in order or to not in order:
        return []
    begin, end = order.index(stage), order.index(to)
    return [gate for gate, at in vocabulary.GATE_AT.items() if begin < order.index(at) <= end]


def gates_to(file: CaseFile, rules: Rules, *, to: str, now: int) -> list[Gate]:
    """Return the gates between where the case stands, or was closed, and a stage."""
    begin = file.came_to if file.stage == "closed" else file.stage
    return [_gate(name, file, rules, now) for name in gates_on_way(begin, to)]


def _gate(name: str, file: CaseFile, rules: Rules, now: int) -> Gate:
    mode = rules.mode(name)
    if mode == "off":
        return Gate(name, mode, "off")
    if name == "travel":
        return Gate(name, mode, "approved" if approved(file, now=now) else "")
    return Gate(name, mode, "met" if _checks_meet(file, rules) else "")


def _checks_meet(file: CaseFile, rules: Rules) -> bool:
    level = level_of(file)
    if level in {"concern_raised", "rejected"}:
        return False
    alone = rules.alone
    if alone and level in {alone, "co_verified"}:
        return True
    return len(set(passed_by(file).values())) > 1


def latest_checks(checks: Iterable[CheckMade]) -> dict[str, CheckMade]:
    """Return the newest result of each check: it stands in the place of the earlier ones."""
    return {one.check: one for one in checks}


def passed_by(file: CaseFile) -> dict[str, str]:
    """Return each check that passed and counts for the gate, with who made it.

    A check counts once, however often it was made; a second interview by the first interviewer
    does not count.
    """
    latest = latest_checks(file.work.checks)
    passed = {
        check: one.by
        for check, one in latest.items()
        if one.result == "pass" and check in vocabulary.VERIFYING
    }
    first = latest.get("first_interview")
    if first is not None and passed.get("second_interview") == first.by:
        del passed["second_interview"]
    return passed


def concerns(file: CaseFile) -> list[CheckMade]:
    """Return the checks whose newest result is a concern."""
    return [one for one in latest_checks(file.work.checks).values() if one.result == "concern"]


def level_of(file: CaseFile) -> str:
    """Return how far the case is verified, as its checks say; rejected where it ended for that."""
    if file.is_over and file.reason in REJECTING:
        return "rejected"
    if concerns(file):
        return "concern_raised"
    passed = passed_by(file).keys()
    if "partner" in passed and len(passed) > 1:
        return "co_verified"
    return next((level for level, any_of in _LEVELS if passed & any_of), "unverified")


def approved(file: CaseFile, *, now: int) -> bool:
    """Tell whether a second person's approval of the journey stands."""
    newest = newest_approval(file)
    return newest is not None and newest.answer == "approved" and not void_why(newest, now=now)


def newest_approval(file: CaseFile, gate: str = "travel") -> Approval | None:
    """Return what was asked last about a gate, whatever became of it."""
    asked = [one for one in file.work.approvals.values() if one.gate == gate]
    return asked[-1] if asked else None


def void_why(approval: Approval, *, now: int) -> str:
    """Say what ended an approval: *stage*, *check*, *again*, *old*; "" where it stands."""
    if approval.void or approval.answer != "approved":
        return approval.void
    holds = int(vocabulary.APPROVAL_HOLDS.total_seconds())
    return "old" if now > approval.answered_at + holds else ""


def is_under_age(file: CaseFile, answers: Answers | None) -> bool:
    """Tell whether the person is under 18: as was found out, or else as they answered."""
    known = file.way.household.minor
    if known is not None:
        return known
    return answers is not None and answers.value(AGE) == UNDER_18


def needs_guardian(file: CaseFile, answers: Answers | None) -> bool:
    """Tell whether the person, or somebody who comes along without a parent, is under 18."""
    return is_under_age(file, answers) or bool(file.way.household.in_care)


def lacks_guardian(file: CaseFile, answers: Answers | None, *, to: str) -> bool:
    """Tell whether a stage is a plan for somebody under 18 whose guardian check has not passed."""
    if not needs_guardian(file, answers):
        return False
    order = vocabulary.ORDER
    if to not in order or order.index(to) < order.index(PLAN_BEGINS):
        return False
    check = latest_checks(file.work.checks).get(GUARDIAN)
    return check is None or check.result != "pass"
