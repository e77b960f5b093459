"""The questions for somebody on the telephone: in their language, the desk's own beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.cases.answers import Party
from apps.crypto.code import SECRET, new_code
from apps.intake.definition import said
from apps.intake.fields import Field, Posted
from apps.intake.forms import Fields, QuestionForm, consent_form, sealed_answers
from apps.intake.pages import question_form
from apps.intake.queries import questionnaire
from apps.web import languages
from apps.web.boxstate import TAKEN_DOWN, WINDOW, open_state, seal_state
from apps.web.models import Organisation

WINDOWS: Final = 24 * 60 * 60 // WINDOW + 1
PARTIES: Final[Sequence[Party]] = ("self", "other")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and how it reads in the caseworker's own language."""

    field: Field
    own: str
    own_options: str
    folded: list["Asked"]


@dataclass(slots=True)
class Questions:
    """All questions in the caller's language, with the consent that is read aloud."""

    form: QuestionForm
    consent: Fields
    language: str
    own_language: str
    own_consent: str = ""

    def is_valid(self) -> bool:
        """Check all of it; what is wrong is said in the caseworker's language."""
        # Each on its own: everything that is wrong is told at once.
        valid = all([self.form.is_valid(), self.consent.is_valid()])
        for field in self.consent:
            if field.errors:
                # The form's own words speak to whoever writes for themself.
                field.errors = [_("Tick this once they have said yes: without it we keep nothing.")]
        return valid

    def sealed(self) -> bytes:
        """Return the JSON of the answers, with the questions as they were read out."""
        with translation.override(self.language):
            return sealed_answers(self.form, self.consent)

    def drawn(self) -> SafeString:
        """Return the questions as HTML in the caller's language."""
        beside = self.language != self.own_language
        parts = [
            (part.title, [_asked(field, beside) for field in part.fields])
            for part in self.form.parts
        ]
        context = {
            "parts": parts,
            "consent": list(self.consent),
            "own_consent": self.own_consent if beside else "",
            "own_language": self.own_language,
        }
        with translation.override(self.language):
            return SafeString(render_to_string("desk/new/questions.html", context))

    @property
    def all(self) -> list[Field]:
        """Every field, for the summary of what is wrong."""
        return [*self.form, *self.consent]


def _asked(field: Field, beside: bool) -> Asked:
    question = field.question
    options = [said(option.label) for option in question.options] if beside else []
    return Asked(
        field=field,
        own=said(question.ask) if beside else "",
        own_options=" · ".join(options),
        folded=[_asked(each, beside) for each in field.fold],
    )


def questions(
    *, language: str, party: Party, posted: Posted | None, founded: Organisation | None
) -> Questions | None:
    """Return the questions for a caller, or None where there are none yet."""
    published = questionnaire()
    if published is None:
        return None
    own = translation.get_language() or "en"
    own_consent = said(published.definition.consent.ask)
    with translation.override(language):
        form = question_form(published, party=party, posted=posted, founded=founded)
    consent = consent_form(published.definition, posted or {})
    return Questions(form, consent, language, own, own_consent)


def offered(founded: Organisation | None) -> list[str]:
    """Return the languages in which the questions can be read out, the desk's own first."""
    known = [code for code in (founded.languages if founded else []) if code in languages.known()]
    own = translation.get_language() or "en"
    return sorted(known or list(languages.known()), key=lambda code: code != own)


def draw_state() -> str:
    """Draw a code for one page and seal it for a hidden field: sent twice it is one case."""
    return seal_state(purpose=TAKEN_DOWN, payload=new_code())


def code_in(state: str) -> bytes | None:
    """Return the code of a page of today, or None."""
    opened = open_state(purpose=TAKEN_DOWN, text=state, windows=WINDOWS)
    return None if opened is None or len(opened.payload) != SECRET else opened.payload
