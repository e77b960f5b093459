"""Gates in words: what each asks for, what is there, and what a second person looks over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases import vocabulary
from apps.cases.casefile import Approval, CaseFile
from apps.cases.gates import (
    Gate,
    concerns,
    gates_to,
    lacks_guardian,
    latest_checks,
    level_of,
    newest_approval,
    passed_by,
    void_why,
)
from apps.cases.opened import OpenCase
from apps.cases.travelsheet import lacks_of
from apps.desk.labels import day, label, listed
from apps.desk.people import by_name
from apps.desk.rows import owner_words
from apps.desk.stages import stage_name
from apps.desk.times import moment
from apps.desk.travelsheet import lack_words

Named = Callable[[str], str]

GUARDIAN_FIRST: Final = gettext_lazy(
    "They are under 18: no plan before the check “Guardian or best interests” has passed."
)
LAST: Final = vocabulary.ORDER[-2]


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate: its name, how it stands in words, what is missing, and whether it blocks."""

    gate: str
    label: str
    how: str
    missing: Sequence[str]
    shut: bool
    in_the_way: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The newest result of one check; ``who`` and ``day`` are empty where none was made.

    ``partner`` is the ref of the partner who made it.
    """

    label: str
    result: str
    code: str
    who: str
    day: str
    why: str
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A gate that waits to be looked at by somebody else than who passed it."""

    gate: str
    label: str
    who: str
    at: datetime
    due: datetime
    mine: bool


def naming(opened: OpenCase) -> Named:
    """Return what turns a colleague's ref into a handle, or *you*."""
    people, me = by_name(), opened.user.ref.hex
    return lambda ref: owner_words(ref, people, me)


def shut_words(gates: Iterable[str]) -> str:
    """Say which gates do not let the case pass."""
    names = listed(label(vocabulary.GATES, gate) for gate in gates)
    return _("This has to be met first: %(gates)s.") % {"gates": names}


def asked_of(opened: OpenCase, stage: str) -> dict[str, Any]:
    """Return what the page of a move says of a stage: every gate on the way, and what it asks."""
    file, now = opened.file, int(timezone.now().timestamp())
    named = naming(opened)
    ways = gates_to(file, opened.rules, to=stage, now=now) if stage else []
    lines = [_line(opened, gate, named, now) for gate in ways]
    return {
        "to": stage_name(opened.rules, stage) if stage else "",
        "lines": lines,
        "named": " ".join(line.gate for line in lines if line.in_the_way),
        "shut": any(line.shut for line in lines),
        "in_the_way": any(line.in_the_way for line in lines),
        "may_haste": file.risk == "emergency" and any(line.in_the_way for line in lines),
        "guardian": lacks_guardian(file, opened.answers, to=stage) if stage else False,
    }


def gates_ahead(opened: OpenCase, named: Named, *, now: int) -> list[GateLine]:
    """Return the gates that stand before the stages still to come, in their order."""
    if opened.file.stage == "closed":
        return []
    ways = gates_to(opened.file, opened.rules, to=LAST, now=now)
    return [_line(opened, gate, named, now) for gate in ways if gate.mode != "off"]


def _line(opened: OpenCase, gate: Gate, named: Named, now: int) -> GateLine:
    missing = [] if gate.passed else _missing(opened, gate.gate, named, now)
    how = label(vocabulary.PASSED, gate.passed or "afterwards")
    shut = gate.in_the_way and gate.mode == "before"
    return GateLine(
        gate=gate.gate,
        label=label(vocabulary.GATES, gate.gate),
        how=_("not met yet") if shut else how,
        missing=missing,
        shut=shut,
        in_the_way=gate.in_the_way,
    )


def _missing(opened: OpenCase, gate: str, named: Named, now: int) -> Sequence[str]:
    file = opened.file
    if gate == "travel":
        lacks = [lack_words(opened, one) for one in lacks_of(file, opened.answers)]
        return [approval_words(newest_approval(file), named, now=now), *lacks]
    words = [concern_words(one.check) for one in concerns(file)]
    passed = [
        _("%(check)s: %(person)s") % {"check": label(vocabulary.CHECKS, check), "person": named(by)}
        for check, by in passed_by(file).items()
    ]
    said = listed(passed) if passed else _("none")
    return [*words, _("Passed so far: %(checks)s.") % {"checks": said}]


def concern_words(check: str) -> str:
    """Say that a check gave a concern."""
    return _("Concern raised: %(check)s") % {"check": label(vocabulary.CHECKS, check)}


def approval_words(asked: Approval | None, named: Named, *, now: int) -> str:
    """Say how what was asked of a second person stands."""
    if asked is None:
        return _("Nobody has been asked to approve yet.")
    ended = {
        "stage": _("An earlier approval no longer holds: the stage has changed since."),
        "check": _("An earlier approval no longer holds: a check since then did not pass."),
        "old": _("An earlier approval no longer holds: it is older than 14 days."),
        "changed": _(
            "It has to be asked for again: the journey, who travels or the cost has changed since."
        ),
    }
    person = named(asked.answered_by) if asked.answered_by else ""
    if why := void_why(asked, now=now):
        if why == "stage" and asked.answer == "approved":
            return _("Approved: %(person)s. The stage has changed since.") % {"person": person}
        return ended.get(why, why)
    if asked.answer == "approved":
        return _("Approved: %(person)s") % {"person": person}
    if asked.answer == "refused":
        return _("Refused: %(person)s") % {"person": person}
    if asked.answer == "question":
        return _("Asked something first: %(person)s") % {"person": person}
    if asked.of:
        return _("Waits for an answer: %(person)s") % {"person": named(asked.of)}
    return _("Waits for an answer from anybody of the team.")


def check_lines(file: CaseFile, named: Named) -> list[CheckLine]:
    """Return every check of the list with its newest result, those made first."""
    latest = latest_checks(file.work.checks)
    codes = [*latest, *(code for code in vocabulary.CHECKS if code not in latest)]
    return [_check_line(code, latest, named) for code in codes]


def _check_line(code: str, latest: dict[str, Any], named: Named) -> CheckLine:
    name, one = label(vocabulary.CHECKS, code), latest.get(code)
    if one is None:
        return CheckLine(name, "", "", "", "", "")
    return CheckLine(
        label=name,
        result=label(vocabulary.RESULTS, one.result),
        code=one.result,
        who=named(one.by),
        day=day(one.day) if one.day else "",
        why=one.why,
        partner=one.partner,
    )


def owed_looks(file: CaseFile, named: Named, *, me: str) -> list[Owed]:
    """Return the gates that somebody else still has to look at."""
    within = int(vocabulary.LOOK_AFTERWARDS.total_seconds())
    return [
        Owed(
            gate,
            label(vocabulary.GATES, gate),
            named(by),
            moment(at),
            moment(at + within),
            by == me,
        )
        for gate, (by, at) in file.work.to_look_at.items()
    ]


def looked_over(opened: OpenCase) -> dict[str, Any]:
    """Return what a second person looks over before they approve, beside the journey."""
    named, asked = naming(opened), newest_approval(opened.file)
    now = int(timezone.now().timestamp())
    lines: Sequence[CheckLine] = check_lines(opened.file, named)
    return {
        "named_asker": named(asked.by) if asked else "",
        "asked_words": approval_words(asked, named, now=now),
        "asked_stands": asked is not None and not void_why(asked, now=now),
        "asked_at": moment(asked.at) if asked else None,
        "answered_at": moment(asked.answered_at) if asked and asked.answered_at else None,
        "asked_mode": opened.rules.mode("travel"),
        "checked": [line for line in lines if line.result],
        "level": label(vocabulary.LEVELS, level_of(opened.file)),
    }
