"""People as their section shows them: a row each, with papers as printed and what changes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from apps.cases.answers import NAME
from apps.cases.casefile import PapersSet, has_words
from apps.cases.gates import is_under_age
from apps.cases.opened import OpenCase
from apps.cases.printed import is_over, papers_are_over, papers_until
from apps.cases.wayout import KNOWS, RELATIONS, TRAVELS
from apps.desk import acts
from apps.desk.forms import ActForm
from apps.desk.labels import label
from apps.desk.linking import Linked, linked_lines
from apps.desk.section import Reading
from apps.desk.times import moment
from apps.desk.unaware import answered_words, called

APPLICANT: Final = "applicant"
OF_APPLICANT: Final = ("age", "papers")
OF_OTHERS: Final = ("person_change", "person_gone", "papers")


@dataclass(slots=True)
class Row:
    """One person of the case; ``key`` is their ref, or *applicant*. Forms are those of this row."""

    key: str
    called: str
    kind: str = ""
    travels: str = ""
    knows: str = ""
    hushed: bool = False
    say: str = ""
    minor: bool = False
    consent: bool = False
    note: str = ""
    papers: PapersSet | None = None
    papers_gone: datetime | None = None
    links: list[Linked] = field(default_factory=list)
    forms: dict[str, ActForm] = field(default_factory=dict)
    open: str = ""


def people(reading: Reading) -> dict[str, Any]:
    """Everybody of the case, the applicant first, each with what can be changed."""
    opened = reading.opened
    rows = [_applicant(reading), *_others(reading)]
    for row in rows:
        _with_papers(reading, row)
        _with_forms(reading, row)
    links = linked_lines(opened, user=reading.request.user, keyring=reading.request.keyring)
    for row in rows:
        row.links = [one for one in links if one.person == row.key]
    over = papers_are_over(opened.file, now=reading.now)
    return {
        "rows": rows,
        "linked": [(one, _unlink_form(reading, one)) for one in links],
        "answered": answered_words(opened) if not opened.file.way.household.people else "",
        "papers_until": None if over else papers_until(opened.file),
        "papers_over": over,
    }


def _applicant(reading: Reading) -> Row:
    opened = reading.opened
    answer = opened.answers.get(NAME) if opened.answers else None
    return Row(
        APPLICANT,
        answer.shown if answer is not None else "",
        minor=is_under_age(opened.file, opened.answers),
    )


def _others(reading: Reading) -> Iterator[Row]:
    for ref, one in reading.opened.file.way.household.people.items():
        yield Row(
            key=ref,
            called=called(one),
            kind=label(RELATIONS, one.kind),
            travels=label(TRAVELS, one.travels),
            knows=label(KNOWS, one.knows),
            hushed=one.knows == "no",
            say=one.say,
            minor=one.minor,
            consent=one.consent,
            note=one.note,
        )


def _with_papers(reading: Reading, row: Row) -> None:
    ref = "" if row.key == APPLICANT else row.key
    file = reading.opened.file
    papers = file.way.household.papers.get(ref)
    if papers is None:
        return
    if has_words(papers) and not is_over(papers, file, now=reading.now):
        row.papers = papers
        return
    gone = [
        event.struck.at
        for event in reading.opened.events
        if event.struck and isinstance(event.body, PapersSet) and event.body.person == ref
    ]
    row.papers_gone = moment(gone[-1]) if gone else None


def _with_forms(reading: Reading, row: Row) -> None:
    """Give a row the forms that change it; one that was refused comes back as it was filled in."""
    opened, ref = reading.opened, "" if row.key == APPLICANT else row.key
    takes = reading.open_acts
    for name in OF_OTHERS if ref else OF_APPLICANT:
        bound = reading.bound.get(name)
        if bound is not None and str(bound.data.get("person", "")) == ref:
            row.forms[name], row.open = bound, name
        elif name in takes:
            row.forms[name] = _form(name, opened, row, ref)


def _unlink_form(reading: Reading, one: Linked) -> ActForm | None:
    bound = reading.bound.get("unlink")
    if bound is not None and bound.data.get("other") == one.other:
        return bound
    if "unlink" not in reading.open_acts:
        return None
    initial = {"seen": reading.opened.sequence, "at": "people", "other": one.other}
    return acts.ACTS["unlink"].form(initial=initial, auto_id=f"unlink-{one.other[:12]}-%s")


def _form(name: str, opened: OpenCase, row: Row, ref: str) -> ActForm:
    act = acts.ACTS[name]
    stands: object = {
        "person_change": opened.file.way.household.people.get(ref),
        "papers": row.papers,
    }.get(name)
    known = {one: getattr(stands, one) for one in act.form.base_fields if hasattr(stands, one)}
    carried = {"seen": opened.sequence, "at": "people", "person": ref}
    initial = {**act.initial(opened), **known, **carried}
    return act.form(initial=initial, auto_id=f"{name}-{row.key[:12]}-%s")
