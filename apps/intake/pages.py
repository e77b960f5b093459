"""What the pages of a request are filled with."""

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from apps.cases.answers import Answer, Party
from apps.crypto.code import SECRET, code_digits, code_words
from apps.intake import naming, sending
from apps.intake.definition import EVERYONE
from apps.intake.entrances import Entered, entrance_of
from apps.intake.fields import Posted
from apps.intake.forms import PARTY, VERSION, Fields, QuestionForm
from apps.intake.passing import address_of
from apps.intake.queries import Published, questionnaire
from apps.mailbox.days import said_coming, today
from apps.web import languages
from apps.web.addresses import here, word_of
from apps.web.bundle import integrity
from apps.web.models import Organisation
from apps.web.queries import organisation_of

FORMS: Final[Mapping[Party, str]] = {
    "self": "intake:form",
    "other": "intake:form_other",
    "again": "intake:form_again",
}
UNPROCESSABLE: Final = 422
# Whose lists of words tell a word by its first four letters.
FOUR_LETTERS: Final = frozenset({"en", "ru", "it", "pt", "tr", "cs"})


def posted_by(request: HttpRequest) -> Posted:
    return {name: [str(each) for each in values] for name, values in request.POST.lists()}


def party_of(request: HttpRequest) -> Party:
    """Whom the posted answers are about."""
    return known_party(request.POST.get(PARTY, ""))


def known_party(party: str) -> Party:
    """A party by its name; oneself where there is none of that name."""
    return party if party in EVERYONE else "self"


def version_of(request: HttpRequest) -> int | None:
    """Which version of the questions was answered."""
    return known_version(request.POST.get(VERSION, ""))


def known_version(version: str) -> int | None:
    """The number of a version, or None where it cannot be one."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 6 else None


def question_form(
    published: Published, *, party: Party, posted: Posted | None, founded: Organisation | None
) -> QuestionForm:
    """The form of a version; a new one has its presets, and the page's language for the answer."""
    offered = [code for code in (founded.languages if founded else []) if code in languages.known()]
    if posted is None:
        own = get_language() or ""
        posted = {
            question.id: [own if question.kind == "language" else question.preset]
            for question in published.definition.questions()
        }
    return QuestionForm(
        published.definition,
        version=published.version,
        party=party,
        posted=posted,
        now=int(time.time()),
        first={"language": offered, "country": founded.countries if founded else []},
    )


def untouched(form: QuestionForm, founded: Organisation) -> list[Answer]:
    """The answers that stand in the same form before anything is chosen, for oneself.

    A second code shows them: a form that is sent as it came says so much.
    """
    published = Published(form.version, form.definition)
    return question_form(published, party="self", posted=None, founded=founded).answers


def posted_form(request: HttpRequest, founded: Organisation | None) -> QuestionForm:
    """The form with what was posted, in the version it was asked in; `Unpublished` if none is."""
    published = questionnaire(version_of(request), form=word_of(request))
    if published is None:
        raise Unpublished
    posted = posted_by(request)
    return question_form(published, party=party_of(request), posted=posted, founded=founded)


class Unpublished(Exception):
    """There are no questions yet."""


def show_form(
    request: HttpRequest, form: QuestionForm, founded: Organisation | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "integrity": integrity(),
        "warned": warned_of(founded, entrance_of(request)),
        **promise(founded),
    }
    return render(request, "intake/form.html", context, status=status)


def show_check(
    request: HttpRequest,
    form: QuestionForm,
    consent: Fields,
    *,
    state: str | None = None,
    again: bool = False,
) -> HttpResponse:
    """The page before sending: all answers, carried along, and a state drawn for exactly them."""
    founded = organisation_of(request)
    second = founded is not None and founded.second_codes
    state = state or sending.draw(form.digest(), second=second)
    context = {
        "form": consent,
        "asked": form,
        "back": here(request, FORMS[form.party]),
        "kept": [
            *form.carried,
            (sending.FIELD, state),
        ],
        "again": again,
    }
    status = UNPROCESSABLE if consent.errors else 200
    return render(request, "intake/check.html", context, status=status)


def show_code(
    request: HttpRequest, codes: bytes, founded: Organisation | None, **more: Any
) -> HttpResponse:
    """The page with the code, once it is received, and the way to the second one."""
    context = {
        **_said(codes[:SECRET]),
        "state": sending.seal_received(codes),
        "second": sending.second_of(codes) is not None,
        "warned": warned_of(founded, entrance_of(request)),
        **promise(founded),
        **more,
    }
    status = UNPROCESSABLE if more.get("errors") else 200
    return render(request, "intake/code.html", context, status=status)


def show_second(request: HttpRequest, codes: bytes, second: bytes) -> HttpResponse:
    """The page with the second code, and what it can and cannot do."""
    context = {**_said(second), "state": sending.seal_received(codes)}
    return render(request, "intake/second.html", context)


def _said(code: bytes) -> dict[str, Any]:
    language = get_language() or ""
    return {
        "words": code_words(code, language),
        "digits": code_digits(code),
        "four": language in FOUR_LETTERS,
    }


def promise(founded: Organisation | None) -> dict[str, Any]:
    """What the organisation has promised: an answer, within how many days, by which day."""
    days = founded.promise_days if founded is not None else 0
    return {"promise_days": days, "promised": said_coming(_day(days))}


def _day(days: int) -> date:
    return today() + timedelta(days=days)


class Warned(NamedTuple):
    """What is to be minded in one country, in the organisation's words."""

    name: str
    words: Mapping[str, str]


def warned_of(founded: Organisation | None, at: Entered | None) -> Warned | None:
    """The words for the country that a form is for, where there are some."""
    code = at.country if at is not None else ""
    words = founded.country_words.get(code) if founded is not None and code else None
    return Warned(naming.name("countries", code), words) if words else None


def warnings(founded: Organisation | None, at: Entered) -> list[Warned]:
    """The words for every other country, by name: all go to everybody, and nobody asks for one."""
    said = founded.country_words if founded is not None else {}
    names = naming.names("countries")
    return [
        Warned(names[code], said[code]) for code in names if code in said and code != at.country
    ]


def own_address() -> str:
    """How our address must read at the top of the browser."""
    return urlsplit(settings.ORIGIN).netloc


def other_addresses(founded: Organisation | None, at: Entered) -> dict[str, list[str]]:
    """The same form at other sites of ours: how they must read, and where it begins there."""
    sites = [one for one in (founded.mirror, founded.onion) if one] if founded else []
    language = get_language() or ""
    return {
        "others": [urlsplit(site).netloc for site in sites],
        "begins": [address_of(at.word, language, at=site) for site in sites],
    }
