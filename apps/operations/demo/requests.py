"""Invented requests, sealed and received in the way of the front door's own."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils import translation

from apps.cases.answers import Party
from apps.cases.days import hour_of
from apps.cases.models import Case
from apps.cases.summing import months_ahead
from apps.cases.traits import sentences
from apps.crypto.code import StretchedCode, new_code, stretch_code
from apps.crypto.submission import SealedSubmission, seal_submission
from apps.intake.actions import receive
from apps.intake.forms import QuestionForm, consent_form, sealed_answers
from apps.intake.queries import questionnaire
from apps.operations.demo import words
from apps.teams.models import Team
from apps.teams.queries import current_epoch
from apps.web.costs import code_cost
from apps.web.queries import organisation

# Where all has been told already, somebody tells it again.
TRIES: Final = 60


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it lies there, with what its applicant alone knows."""

    case: Case
    code: bytes
    stretched: StretchedCode
    language: str
    arrived: int
    answers: Mapping[str, str | list[str]]


def invent(draw: random.Random, language: str, known: set[str]) -> dict[str, str | list[str]]:
    """Invent the answers of somebody new to a team.

    ``known`` is by what those before are known, and grows: a double is suggested where two tell
    the same, or bear one name in one country.
    """
    for _ in range(TRIES):
        given = _somebody(draw, language)
        marks = {f"{given.get('name')} {given.get('country')}", *sentences(str(given["story"]))}
        if not marks & known:
            break
    known |= marks
    return given


def _somebody(draw: random.Random, language: str) -> dict[str, str | list[str]]:
    """Invent the answers of one person, some questions skipped as people do."""
    safety = draw.choices(("danger_now", "danger_soon", "safe", "unsaid"), (2, 6, 7, 2))[0]
    given: dict[str, str | list[str]] = {
        "safety": safety,
        "name": draw.choice(words.NAMES[language]),
        "pronoun": draw.choice(("she", "he", "they", "name")),
        "language": language,
        "country": draw.choice(words.COUNTRIES),
        "age": "adult" if draw.random() < 0.95 else "under_18",
        "story": words.story(language, draw),
    }
    for question in ("pronoun", "country", "age", "name"):
        if draw.random() < 0.1:
            del given[question]
    return given


@dataclass(frozen=True, slots=True)
class Sealed:
    """A request as it would be sent, with the code that it was sealed with."""

    submission: SealedSubmission
    code: bytes
    stretched: StretchedCode


def seal(
    answers: Mapping[str, str | list[str]], *, team: Team, language: str, arrived: int
) -> Sealed:
    """Seal invented answers, written at that time (Unix seconds), as the form would."""
    site, epoch, asked = organisation(), current_epoch(team), questionnaire()
    if site is None or epoch is None or asked is None:
        raise RuntimeError("the invented organisation is set up before anybody asks")
    posted = {
        name: value if isinstance(value, list) else [value] for name, value in answers.items()
    } | {asked.definition.consent.id: ["1"]}
    party: Party = "self"
    with translation.override(language):
        form = QuestionForm(
            asked.definition, version=asked.version, party=party, posted=posted, now=arrived
        )
        consent = consent_form(asked.definition, posted)
        if not (form.is_valid() and consent.is_valid()):
            raise RuntimeError("the invented answers do not fit the questions")
        said = sealed_answers(form, consent)
    code = new_code()
    stretched = stretch_code(code, bytes(site.site_salt), code_cost())
    submission = seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=said,
        code=stretched,
    )
    return Sealed(submission, code, stretched)


def send(
    answers: Mapping[str, str | list[str]], *, team: Team, language: str, arrived: int
) -> Request:
    """Seal invented answers and let them be received at that time (Unix seconds)."""
    sealed = seal(answers, team=team, language=language, arrived=arrived)
    case = receive(submission=sealed.submission, hour=hour_of(arrived))
    case.received_on = datetime.fromtimestamp(arrived, UTC).date()
    case.erase_by = months_ahead(case.received_on)
    case.save(update_fields=["received_on", "erase_by"])
    return Request(case, sealed.code, sealed.stretched, language, arrived, answers)
