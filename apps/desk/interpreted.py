"""A case as its interpreter's page shows it: each text with what was written beside it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.interpreting import Grant, LetInto, Words, open_grant, rows_of
from apps.cases.messages import FileSent, Text
from apps.crypto import CannotOpen, Keyring
from apps.desk.answers import masked
from apps.desk.forms import TranslationForm
from apps.desk.places import language_name
from apps.desk.times import moment
from apps.teams.errors import TeamClosed
from apps.teams.models import Team


@dataclass(slots=True)
class Part:
    """One text of the case: ``of`` names it, ``who`` says whose words they are."""

    of: str
    who: str
    text: str
    form: TranslationForm | None
    at: datetime | None = None
    written: Words | None = None

    @property
    def written_in(self) -> str:
        """The language of what was written, by name."""
        return language_name(self.written.language) if self.written is not None else ""


@dataclass(slots=True)
class FromTeam:
    """The cases that one team let a person into. ``state``: open · unconfirmed · alarm."""

    team: Team
    state: str = "open"
    cases: list[tuple[UUID, Grant | None]] = field(default_factory=list)


def teams_of_interpreter(*, user: User, keyring: Keyring) -> list[FromTeam]:
    """Return what an interpreter was let into, by team; a grant that does not open is None."""
    found: dict[UUID, FromTeam] = {}
    for row in rows_of(user):
        one = found.setdefault(row.team_id, FromTeam(row.team))
        grant = None
        try:
            grant = open_grant(row=row, user=user, keyring=keyring)
        except TeamClosed as closed:
            one.state = closed.reason
        except CannotOpen:
            pass
        one.cases.append((row.case_id, grant))
    return sorted(found.values(), key=lambda one: one.team.name)


def parts_of(opened: LetInto, *, bound: TranslationForm | None, language: str) -> list[Part]:
    """Return every text in the order of the answers and then of the conversation."""
    parts = []
    for answer in opened.answers.answers if opened.answers is not None else ():
        of = f"answer:{answer.id}"
        form = _form(of, bound, language) if answer.kind in {"text", "long"} else None
        parts.append(Part(of, answer.ask, masked(answer).shown, form))
    for mailbox, number, entry in opened.entries:
        if isinstance(entry, Text):
            of = f"message:{mailbox.hex}:{number}"
            who = _("From the applicant") if entry.by == "applicant" else _("In the team’s name")
            form = _form(of, bound, language)
            parts.append(Part(of, who, entry.text, form, moment(entry.at)))
        elif isinstance(entry, FileSent):
            # What is in it belongs to who works on the case.
            who = _("From the applicant") if entry.by == "applicant" else _("In the team’s name")
            of = f"message:{mailbox.hex}:{number}"
            parts.append(Part(of, who, _("(a file)"), None, moment(entry.at)))
    for part in parts:
        part.written = opened.written.get(part.of)
    return parts


def _form(of: str, bound: TranslationForm | None, language: str) -> TranslationForm:
    if bound is not None and bound.data.get("of") == of:
        return bound
    return TranslationForm(initial={"of": of, "language": language}, names={}, auto_id=f"{of}-%s")
