"""Two cases side by side: what both were asked, and what each answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.cases.opened import OpenCase
from apps.desk.answers import Shown, answers_shown
from apps.desk.stages import stage_name
from apps.desk.times import moment


@dataclass(frozen=True, slots=True)
class Side:
    """How far one of the two cases is."""

    name: str
    reference: str
    stage: str
    arrived: datetime
    url_ref: object
    closed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and both answers; ``alike`` where they are the same."""

    ask: str
    one: Shown | None
    two: Shown | None
    alike: bool
    long: bool


def side_of(opened: OpenCase) -> Side:
    """Return what stands above one of two cases."""
    file = opened.file
    return Side(
        name=file.name,
        reference=file.reference,
        stage=stage_name(opened.rules, file.stage),
        arrived=moment(file.arrived),
        url_ref=opened.case.ref,
        closed=file.stage == "closed",
    )


def side_by_side(one: OpenCase, two: OpenCase, *, language: str) -> list[Asked]:
    """Return every question that either answered, facts before stories."""
    mine, theirs = answers_shown(one, language=language), answers_shown(two, language=language)
    asked = list(dict.fromkeys(shown.answer.id for shown in (*mine, *theirs)))
    rows = [_row(question, mine, theirs, alike=_alike(question, one, two)) for question in asked]
    return sorted(rows, key=lambda row: row.long)


def _alike(question: str, one: OpenCase, two: OpenCase) -> bool:
    """Compare what was answered, and not what is shown of it: numbers are masked."""
    answers = [opened.answers.get(question) if opened.answers else None for opened in (one, two)]
    values = [None if answer is None else answer.value for answer in answers]
    return values[0] is not None and values[0] == values[1]


def _row(question: str, mine: Sequence[Shown], theirs: Sequence[Shown], *, alike: bool) -> Asked:
    one = next((shown for shown in mine if shown.answer.id == question), None)
    two = next((shown for shown in theirs if shown.answer.id == question), None)
    known = one or two
    return Asked(
        ask="" if known is None else known.plain_ask or known.answer.ask,
        one=one,
        two=two,
        alike=alike,
        long=known is not None and known.long,
    )
