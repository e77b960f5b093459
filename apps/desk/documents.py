"""Documents of a case as its page shows them: those that end first, whose, how they are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.casefile import CaseFile, DocumentSet
from apps.cases.ending import endings
from apps.cases.files.taking import Taken
from apps.cases.opened import OpenCase
from apps.cases.wayout import DOCUMENTS, ENDS_SOON, HELD, RELATIONS
from apps.desk import acts
from apps.desk.files import FileLine, file_lines
from apps.desk.forms import DocumentDropForm, DocumentForm, FileForm
from apps.desk.labels import label
from apps.desk.places import country_name
from apps.desk.section import Reading
from apps.desk.times import full_date, moment

NEVER: Final = date.max


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document; ``warns`` where its end wants something to be done, ``left`` says how soon."""

    ref: str
    title: str
    whose: str
    country: str
    ends: date | None
    until: str
    left: str
    warns: bool
    held: str
    note: str


def documented(reading: Reading) -> dict[str, Any]:
    """Every document with the forms that change it and take it away."""
    file, today = reading.opened.file, moment(reading.now).date()
    given = acts.ACTS["document"].given(reading.opened)
    lines, files = document_lines(file, today=today), file_lines(reading)
    of = {ref: said.files for ref, said in file.way.filing.documents.items()}
    form = reading.bound.get("file")
    if form is None and "document" in reading.open_acts:
        form = file_form(reading.opened)
    return {
        "document_lines": [
            {**_with_forms(reading, line, given), "files": _those_of(of[line.ref], files)}
            for line in lines
        ],
        "file_lines": files,
        "file_form": form,
    }


def file_form(
    opened: OpenCase, data: Mapping[str, Any] | None = None, *, taken: Taken | None = None
) -> FileForm:
    """Return the form that puts files to a case; ``taken`` is what came with it."""
    file = opened.file
    documents = [
        (ref, " · ".join(filter(None, (label(DOCUMENTS, one.kind), bearer(file, one.person)))))
        for ref, one in file.way.filing.documents.items()
    ]
    initial = {"seen": opened.sequence, "at": "documents"}
    return FileForm(data, documents=documents, taken=taken, initial=initial)


def _those_of(refs: Sequence[str], files: Sequence[FileLine]) -> list[FileLine]:
    return [one for one in files if one.ref.hex in refs]


def document_lines(file: CaseFile, *, today: date) -> list[DocumentLine]:
    """Return the documents, those that end soonest first and those without a day last."""
    ends = {one.document.document: one for one in endings(file.way)}
    lines = []
    for ref, said in file.way.filing.documents.items():
        end = ends.get(ref)
        day, early = (end.ends, end.before_arrival) if end else (None, False)
        soon = end is not None and (end.ends - today).days <= ENDS_SOON[-1] and not end.was_over
        lines.append(
            DocumentLine(
                ref=ref,
                title=label(DOCUMENTS, said.kind),
                whose=bearer(file, said.person),
                country=country_name(said.country) if said.country else "",
                ends=day,
                until=full_date(day) if day else "",
                left=_left(day, today, early=early) if day else "",
                warns=early or soon,
                held=label(HELD, said.held),
                note=said.note,
            )
        )
    return sorted(lines, key=lambda line: (line.ends or NEVER, line.title))


def bearer(file: CaseFile, person: str) -> str:
    """Name whose document it is; "" where nobody but the applicant can be meant."""
    alone = not person and not file.way.household.people
    return "" if alone else whose(file, person) or _("the applicant")


def whose(file: CaseFile, person: str) -> str:
    """Name somebody of the household; "" for the applicant."""
    if not person:
        return ""
    one = file.way.household.people.get(person)
    if one is None:
        return _("somebody who is not of the household any more")
    return one.name or label(RELATIONS, one.kind)


def _left(ends: date, today: date, *, early: bool) -> str:
    """Say how soon a document ends, "" where that is beyond half a year and no journey away."""
    days = (ends - today).days
    if days < 0:
        return _("has ended")
    if early:
        return _("before the journey ends")
    if days > ENDS_SOON[0]:
        return ""
    if days == 0:
        return _("today is its last day")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _with_forms(reading: Reading, line: DocumentLine, given: dict[str, Any]) -> dict[str, Any]:
    """Return one document with its forms; a refused one stands open."""
    opened, ref = reading.opened, line.ref
    carried = {"seen": opened.sequence, "at": "documents", "document": ref}
    said = opened.file.way.filing.documents[ref]
    names = {"change": "document", "drop": "document_drop"}
    bound = {
        part: reading.bound[name]
        for part, name in names.items()
        if name in reading.bound and reading.bound[name].data.get("document") == ref
    }
    initial = {**carried, **initial_of(said)}
    change = DocumentForm(initial=initial, auto_id=f"change-{ref[:12]}-%s", **given)
    drop = DocumentDropForm(initial=carried, auto_id=f"drop-{ref[:12]}-%s")
    return {"document": line, "open": bool(bound), "change": change, "drop": drop, **bound}


def initial_of(said: DocumentSet) -> dict[str, str]:
    """Return the facts as a form begins with them."""
    return {name: getattr(said, name) for name in ("kind", "person", "country", "ends", "held")} | {
        "note": said.note
    }
