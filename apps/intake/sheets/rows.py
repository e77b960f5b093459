"""Each row of a spreadsheet as the case that it would become, and what is odd about it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from django.utils.translation import gettext as _

from apps.cases.answers import COUNTRY, LANGUAGE, NAME, STORY, Answer, Answers, Consent, Kind
from apps.cases.folding import fold
from apps.crypto.contexts import sha256
from apps.intake import naming
from apps.intake.definition import Definition, said
from apps.intake.fields import lines, one_line
from apps.intake.sheets.fields import (
    KEEP,
    country_of,
    day_of,
    language_of,
    risk_of,
    stage_of,
)
from apps.intake.sheets.tables import Table

WAY: Final = "way"
MOST_NAME: Final = 60
MOST_STORY: Final = 4000
MOST_TEXT: Final = 300
OLDEST: Final = date(1990, 1, 1)
MARK_BYTES: Final = 8


@dataclass(slots=True)
class Row:
    """One row. ``left_out`` says why it becomes no case; ``odd`` what is taken otherwise.

    ``values`` are the cells by field; ``mark`` names the row by its cells.
    """

    number: int
    mark: str
    values: dict[str, list[str]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    language: str = ""
    risk: str = ""
    stage: str = ""
    owner: str = ""
    promised: date | None = None
    received: date | None = None
    odd: list[str] = field(default_factory=list)
    left_out: str = ""

    def first(self, name: str) -> str:
        """Return the first cell of a field, on one line."""
        return next((one_line(cell) for cell in self.values.get(name, ()) if cell.strip()), "")


@dataclass(frozen=True, slots=True)
class Setting:
    """What rows are read against: who can own, what is asked, what was brought in before."""

    people: Mapping[str, str]
    definition: Definition
    version: int
    language: str
    today: date
    marks: Mapping[str, str]


def rows_of(table: Table, match: Sequence[str], setting: Setting) -> Iterator[Row]:
    """Yield every row, read and looked over."""
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        row = Row(number, _mark(cells, match))
        for name, cell in zip(match, cells, strict=False):
            if name and name != KEEP:
                row.values.setdefault(name, []).append(cell)
        _read(row, setting)
        _keep(row, table.headings, cells, match)
        _look_over(row, setting, seen)
        yield row


def _mark(cells: Sequence[str], match: Sequence[str]) -> str:
    kept = [fold(cell) for name, cell in zip(match, cells, strict=False) if name]
    return sha256("\x1f".join(kept).encode())[:MARK_BYTES].hex()


def _read(row: Row, setting: Setting) -> None:
    _name(row, setting)
    _places(row, setting)
    _words(row, setting)
    _course(row, setting)
    _days(row, setting)


def _ask(setting: Setting, question: str) -> str:
    asked = next((one for one in setting.definition.questions() if one.id == question), None)
    return said(asked.ask) if asked is not None else question


def _add(row: Row, setting: Setting, question: str, kind: Kind, value: str, shown: str) -> None:
    row.answers.append(Answer(question, _ask(setting, question), kind, value, shown))


def _name(row: Row, setting: Setting) -> None:
    name = row.first("name")
    if len(name) > MOST_NAME:
        row.odd.append(_("The name is longer than 60 characters: all of it stands in a note."))
        row.notes.append(name)
        name = name[:MOST_NAME].rstrip()
    if name:
        _add(row, setting, NAME, "text", name, name)


def _places(row: Row, setting: Setting) -> None:
    written = row.first("language")
    code = language_of(written) if written else None
    if code:
        _add(row, setting, LANGUAGE, "language", code, naming.name("languages", code))
    elif written:
        _as_written(row, _("Language"), written)
    row.language = code or setting.language
    written = row.first("country")
    code = country_of(written) if written else None
    if code:
        _add(row, setting, COUNTRY, "country", code, naming.name("countries", code))
    elif written:
        _as_written(row, _("Country"), written)


def _as_written(row: Row, what: str, written: str) -> None:
    """Lose nothing: what is not in our lists stands in a note, word for word."""
    told = {"what": what, "written": written[:MOST_TEXT]}
    row.odd.append(_("%(what)s “%(written)s” is not in our list: it stands in a note.") % told)
    row.notes.append(_("%(what)s, as written: %(written)s") % told)


def _words(row: Row, setting: Setting) -> None:
    story = "\n\n".join(filter(None, (lines(cell).strip() for cell in row.values.get("story", ()))))
    if len(story) > MOST_STORY:
        row.odd.append(_("The story is longer than 4,000 characters: its end stands in a note."))
        row.notes.append(story[MOST_STORY:])
        story = story[:MOST_STORY]
    if story:
        _add(row, setting, STORY, "long", story, story)
    contact = "; ".join(filter(None, map(one_line, row.values.get("contact", ()))))
    if len(contact) > MOST_TEXT:
        _as_written(row, _("How to reach them"), contact)
    elif contact:
        _add(row, setting, WAY, "text", contact, contact)
    row.notes += filter(None, (lines(cell).strip() for cell in row.values.get("note", ())))


def _course(row: Row, setting: Setting) -> None:
    if written := row.first("risk"):
        row.risk = risk_of(written) or ""
        if not row.risk:
            _as_written(row, _("Risk"), written)
    if written := row.first("stage"):
        row.stage = stage_of(written) or ""
        if not row.stage:
            _as_written(row, _("Stage"), written)
    if written := row.first("owner"):
        handles = {fold(handle): ref for ref, handle in setting.people.items()}
        row.owner = handles.get(fold(written), "")
        if not row.owner:
            told = {"owner": written[:MOST_TEXT]}
            row.odd.append(_("Nobody of the team is called “%(owner)s”: no owner is set.") % told)
            row.notes.append(_("Owner, as written: %(owner)s") % told)


def _days(row: Row, setting: Setting) -> None:
    if written := row.first("received"):
        row.received = day_of(written)
        if row.received is None:
            _as_written(row, _("Day received"), written)
        elif not OLDEST <= row.received <= setting.today:
            row.odd.append(_("The day received lies in the future or too far back: today counts."))
            row.notes.append(_("Day received, as written: %(day)s") % {"day": written[:MOST_TEXT]})
            row.received = None
    if written := row.first("promised"):
        row.promised = day_of(written)
        if row.promised is None:
            _as_written(row, _("Promised day"), written)
        elif not 0 <= (row.promised - setting.today).days <= 366:
            row.odd.append(_("The promised day is over or too far ahead: ours counts."))
            row.notes.append(_("Promised day, as written: %(day)s") % {"day": written[:MOST_TEXT]})
            row.promised = None


def _keep(row: Row, headings: Sequence[str], cells: Sequence[str], match: Sequence[str]) -> None:
    for place, (name, cell) in enumerate(zip(match, cells, strict=False)):
        text = lines(cell).strip()
        if name == KEEP and text:
            heading = one_line(headings[place])[:MOST_TEXT] or _("Column %(n)d") % {"n": place + 1}
            kind: Kind = "long" if len(text) > MOST_TEXT or "\n" in text else "text"
            row.answers.append(Answer(f"column_{place + 1}", heading, kind, text, text))


def _look_over(row: Row, setting: Setting, seen: dict[str, int]) -> None:
    known = {answer.id for answer in row.answers}
    if row.mark in seen:
        row.left_out = _("The same as row %(number)d.") % {"number": seen[row.mark]}
    elif row.mark in setting.marks:
        row.left_out = _("Brought in before.")
    elif row.stage == "closed":
        row.left_out = _("It is closed: only open cases are brought in.")
    elif not known and not row.notes:
        row.left_out = _("Nothing in it tells of anybody.")
    elif sum(len(answer.shown.encode()) for answer in row.answers) > MOST_ANSWERS:
        row.left_out = _("It holds more text than one case can carry.")
    seen.setdefault(row.mark, row.number)


# Each answer stands twice under the seal, as value and as shown, beside its question.
MOST_ANSWERS: Final = 24 * 1024


def answers_of(row: Row, setting: Setting) -> Answers:
    """Return the row's answers as a submission says them; consent was not asked here."""
    return Answers(
        language=row.language,
        questionnaire=setting.version,
        party="self",
        answers=row.answers,
        consent=Consent(
            version=setting.version,
            text=_("Brought in from elsewhere. Consent was not asked here."),
        ),
    )


def arrived_at(row: Row, setting: Setting) -> int:
    """Return when the row's request came, in Unix seconds: its own day, else today."""
    return int(datetime.combine(row.received or setting.today, time(), UTC).timestamp())
