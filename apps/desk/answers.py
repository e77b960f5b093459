"""The answers as a caseworker reads them: facts before story, what was given later marked."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.utils.translation import gettext as _

from apps.cases.answers import NUMBERS, Answer, Answers
from apps.cases.casefile import Translated
from apps.cases.messages import MoreAnswers
from apps.cases.opened import OpenCase
from apps.crypto.contexts import sha256
from apps.desk import places
from apps.desk.entrances import entrance_at
from apps.desk.labels import listed
from apps.desk.times import full_date, moment
from apps.intake.definition import Question, said
from apps.intake.queries import answered, questionnaire

NOT_SAY = "not_say"


@dataclass(slots=True)
class Shown:
    """One answer. ``plain`` says question and answer in the reader's language, where we know it.

    ``translation`` is what somebody wrote beside it.
    """

    answer: Answer
    plain_ask: str = ""
    plain: str = ""
    later: datetime | None = None
    before: str = ""
    translation: Translated | None = None

    @property
    def of(self) -> str:
        """Name the words as a translation of them does."""
        return f"answer:{self.answer.id}"

    @property
    def key(self) -> str:
        """Name the question in an address: whoever sealed the answers may have named it anyhow."""
        return key_of(self.answer.id)

    @property
    def long(self) -> bool:
        """Tell whether it is a story rather than a fact."""
        return self.answer.kind == "long"


def masked(answer: Answer) -> Answer:
    """Return an answer as it may stand on a page: a number only by the press that is recorded."""
    if answer.id not in NUMBERS or not answer.shown:
        return answer
    return msgspec.structs.replace(answer, value="", shown=_("(under Safe contact)"))


def key_of(question: str) -> str:
    """Return 16 hex digits for a question's id."""
    return sha256(question.encode()).hex()[:16]


def answers_shown(opened: OpenCase, *, language: str) -> list[Shown]:
    """Return the answers as they stand now, in their order, long texts last."""
    answers = opened.answers
    if answers is None:
        return []
    first = opened.first_answers
    before = {answer.id: answer.shown for answer in first.answers} if first else {}
    later = _given_later(opened)
    questions = _questions(answers) if answers.language != language else {}
    shown = [_shown(masked(one), questions.get(one.id)) for one in answers.answers]
    for one in shown:
        if one.answer.id not in NUMBERS:
            one.translation = opened.file.contacts.translations.get(one.of)
        if one.answer.id in later:
            one.later = moment(later[one.answer.id])
            one.before = "" if one.answer.id in NUMBERS else before.get(one.answer.id, "")
    return sorted(shown, key=lambda one: one.long)


def written_on(answers: Answers | None) -> str:
    """Say the day on which answers were sealed without a network; "" where that cannot be told."""
    try:
        return full_date(date.fromisoformat(answers.written)) if answers is not None else ""
    except ValueError:
        return ""


def version_answered(answers: Answers | None) -> int | None:
    """Return the version of the questions that was answered, if it is one of ours."""
    if answers is None:
        return None
    published = answered(answers.questionnaire)
    return published.version if published else None


def came_by(answers: Answers | None) -> str:
    """Name the form that a request came by, as its answers say; "" for the first one."""
    published = answered(answers.questionnaire) if answers is not None else None
    at = entrance_at(published.form) if published is not None else None
    return at.name or at.word if at is not None else ""


def must_not_say(opened: OpenCase) -> str:
    """Return what must never be said: as they answered, and as was agreed since; or ""."""
    agreed = opened.file.contacts.agreed
    said = [opened.answers.value(NOT_SAY) if opened.answers else ""]
    said += [agreed.not_say] if agreed is not None else []
    return " · ".join(dict.fromkeys(one.strip() for one in said if one.strip()))


def _given_later(opened: OpenCase) -> dict[str, int]:
    return {
        answer.id: entry.body.at
        for thread in opened.threads
        for entry in thread.entries
        if isinstance(entry.body, MoreAnswers)
        for answer in entry.body.answers
    }


def _questions(answers: Answers) -> dict[str, Question]:
    """Return the questions of the version that was answered, in the words of the desk."""
    published = answered(answers.questionnaire) or questionnaire()
    if published is None:
        return {}
    parts = published.definition.for_party(answers.party)
    asked = [question for part in parts for question in part.questions]
    return {one.id: one for question in asked for one in (question, *question.folded)}


def _shown(answer: Answer, question: Question | None) -> Shown:
    ask = said(question.ask) if question else ""
    match answer.kind, answer.value:
        case "country", str(code):
            plain = places.country_name(code)
        case "language", str(code):
            plain = places.language_name(code)
        case ("choice", str()) | ("choices", list()):
            plain = _options(answer, question)
        case _:
            plain = ""
    return Shown(
        answer,
        plain_ask="" if ask == answer.ask else ask,
        plain="" if plain == answer.shown else plain,
    )


def _options(answer: Answer, question: Question | None) -> str:
    codes = answer.value if isinstance(answer.value, list) else [str(answer.value)]
    labels = {option.id: said(option.label) for option in question.options} if question else {}
    return listed(labels[code] for code in codes if code in labels)
