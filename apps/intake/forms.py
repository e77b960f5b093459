"""A questionnaire on a page: a definition and what was posted, made into fields and answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from django.utils.translation import get_language, gettext

from apps.cases.answers import MOST_BYTES, Answer, Answers, Consent, Party, encode_answers
from apps.crypto.contexts import sha256
from apps.intake.definition import Definition, Question, said
from apps.intake.fields import (
    ChoiceField,
    ChoicesField,
    ConsentField,
    CountryField,
    Field,
    LanguageField,
    LongField,
    NumberField,
    Posted,
    TextField,
    TimeField,
)

# The page's own hidden fields.
PARTY: Final = "_party"
VERSION: Final = "_version"

KINDS: Final[Mapping[str, type[Field]]] = {
    kind.kind: kind
    for kind in (
        TextField,
        LongField,
        ChoiceField,
        ChoicesField,
        NumberField,
        CountryField,
        LanguageField,
    )
}
# What stands beside the answers under the seal: the consent's words, and the names of it all.
AROUND: Final = 4096


class Fields:
    """Fields in their order, as templates/forms/error_summary.html asks for them."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @property
    def errors(self) -> bool:
        return any(field.errors for field in self.fields)

    def non_field_errors(self) -> list[str]:
        return []

    def is_valid(self) -> bool:
        """Check every field; True if all can be taken."""
        for field in self.fields:
            field.check()
        return not self.errors


class FormPart:
    """A part of the form, with the fields that stand in it; folded ones inside theirs."""

    def __init__(self, title: str, fields: list[Field]) -> None:
        self.title = title
        self.fields = fields

    @property
    def all(self) -> list[Field]:
        return [each for field in self.fields for each in (field, *field.fold)]

    @property
    def answered(self) -> list[Answer]:
        return [answer for field in self.all if (answer := field.answer) is not None]

    @property
    def skipped(self) -> list[Field]:
        """The questions, folded ones apart, that were left without an answer."""
        return [field for field in self.fields if field.answer is None]


class QuestionForm(Fields):
    """All questions for one party."""

    def __init__(
        self,
        definition: Definition,
        *,
        version: int,
        party: Party,
        posted: Posted,
        now: int,
        first: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.definition, self.version, self.party = definition, version, party
        self._posted, self._now, self._first = posted, now, first or {}
        self.parts = [
            FormPart(
                said(part.title),
                [self._field(question) for question in part.questions],
            )
            for part in definition.for_party(party)
        ]
        super().__init__([field for part in self.parts for field in part.all])

    def _field(self, question: Question) -> Field:
        if question.kind == "time":
            return TimeField(question, self._posted, now=self._now)
        first = self._first.get(question.kind, ())
        field = KINDS[question.kind](question, self._posted, first=first)
        field.fold = [self._field(each) for each in question.folded]
        return field

    def is_valid(self) -> bool:
        """Check every field, and that all of it together can be stored."""
        super().is_valid()
        if not self.errors and len(msgspec.json.encode(self.answers)) > MOST_BYTES - AROUND:
            longest = max(self.fields, key=lambda field: len(field.text))
            longest.errors = [self.too_long]
        return not self.errors

    @property
    def too_long(self) -> str:
        return gettext("All answers together are too long. Shorten this one.")

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything that was answered, for hidden fields; it reads back as the same form."""
        own = [(PARTY, self.party), (VERSION, str(self.version))]
        return own + [pair for field in self.fields for pair in field.carried]

    @property
    def answers(self) -> list[Answer]:
        return [answer for part in self.parts for answer in part.answered]

    def digest(self) -> bytes:
        """32 bytes that change with every word, and with the language they were looked over in."""
        return sha256(msgspec.json.encode([get_language(), self.carried]))


def consent_form(definition: Definition, posted: Posted) -> Fields:
    """The form of the page before sending: one tick."""
    return Fields([ConsentField(definition.consent, posted)])


def sealed_answers(form: QuestionForm, consent: Fields) -> bytes:
    """The JSON that goes under the seal: answers with their questions as asked, and the consent."""
    (given,) = consent
    return encode_answers(
        Answers(
            language=get_language() or "",
            questionnaire=form.version,
            party=form.party,
            answers=form.answers,
            consent=Consent(version=form.version, text=given.label),
        )
    )


def posted_from(answers: Sequence[Answer]) -> dict[str, list[str]]:
    """Earlier answers as if they had just been typed; a time of day is asked anew."""
    return {
        answer.id: [str(each) for each in answer.value]
        if isinstance(answer.value, list)
        else [str(answer.value)]
        for answer in answers
        if answer.kind != "time"
    }
