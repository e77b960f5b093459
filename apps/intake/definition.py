"""What a questionnaire is: parts, questions, options, and the words for each party.

Pure: no database, no request. A definition is stored as JSON and checked whenever it is read, so
that no page ever meets half a question.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Final, Literal, get_args

import msgspec
from django.utils.translation import get_language, gettext
from msgspec import Meta

from apps.cases.answers import Party

Kind = Literal[
    "text", "long", "choice", "choices", "number", "country", "language", "time", "consent"
]
# A string is a text of ours, said in the language of the page; a table is an organisation's own
# words by language, the first standing in for those that are missing.
Words = str | dict[str, str]
# What begins with an underscore is the page's own: state, version, party.
Code = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,31}$")]

# What the pages around the questions call their own fields, on the way back by code too.
TAKEN: Final = frozenset({"code", "main", "state", "text", "token"})
EVERYONE: Final[tuple[Party, ...]] = get_args(Party)
LONGEST: Final = 8000
LONGEST_CONSENT: Final = 800
MOST_QUESTIONS: Final = 60


class BadDefinition(ValueError):
    """A questionnaire that no page could show; says what is wrong with it."""


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to choose."""

    id: Code
    label: Words


class Wording(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A question's words for one party, in place of its usual ones; options by their id."""

    ask: Words = ""
    hint: Words = ""
    why: Words = ""
    options: dict[str, Words] = {}


class Fold(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Questions that depend on the one before: folded away, never hidden."""

    summary: Words
    questions: list["Question"]


class Question(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True
):
    """One question: what is asked, how to answer, and why, which always stands on the screen.

    ``purpose`` says to the staff what the answer is needed for; no page of the form shows it.
    """

    id: Code
    kind: Kind
    ask: Words
    hint: Words = ""
    why: Words
    purpose: Words = ""
    options: list[Option] = []
    longest: int = 0  # Characters of a text.
    least: int = 0
    most: int = 0  # Bounds of a number.
    first: list[str] = []  # Codes of countries or languages that lead the list.
    preset: str = ""  # The option that is chosen until another is.
    parties: tuple[Party, ...] = ("self", "other")
    wording: dict[Party, Wording] = {}
    fold: Fold | None = None

    def for_party(self, party: Party) -> "Question":
        """Return the question in the words for one party, its fold without what is not asked."""
        own = self.wording.get(party, Wording())
        options = [Option(each.id, own.options.get(each.id, each.label)) for each in self.options]
        asked = [each.for_party(party) for each in self.folded if party in each.parties]
        return msgspec.structs.replace(
            self,
            ask=own.ask or self.ask,
            hint=own.hint or self.hint,
            why=own.why or self.why,
            options=options,
            fold=Fold(self.fold.summary, asked) if self.fold and asked else None,
        )

    @property
    def folded(self) -> list["Question"]:
        return self.fold.questions if self.fold else []


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the form; after the first one may already send."""

    title: Words
    questions: list[Question]

    def asked_of(self, party: Party) -> list[Question]:
        return [each.for_party(party) for each in self.questions if party in each.parties]


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole questionnaire. The consent stands on the page before sending, alone."""

    parts: list[Part]
    consent: Question

    def for_party(self, party: Party) -> list[Part]:
        """Return the parts that one party is asked; who asked before gets one short page."""
        asked = [Part(part.title, part.asked_of(party)) for part in self.parts]
        if party == "again":
            return [Part("", [each for part in asked for each in part.questions])]
        return [part for part in asked if part.questions]

    def questions(self) -> Iterator[Question]:
        """Every question in its order, folded ones after the one they depend on."""
        for part in self.parts:
            for question in part.questions:
                yield question
                yield from question.folded


def said(words: Words) -> str:
    """Return words in the language of the page."""
    if isinstance(words, str):
        # gettext("") would answer with the catalogue's header.
        return gettext(words) if words else ""
    return words.get(get_language() or "") or next(filter(None, words.values()), "")


@lru_cache(maxsize=16)
def read_definition(data: str) -> Definition:
    """Read a definition from JSON, or raise ``BadDefinition``.

    The few that are asked are read for every page of the form: nobody changes one in its place.
    """
    try:
        definition = msgspec.json.decode(data, type=Definition)
    except (msgspec.MsgspecError, ValueError, RecursionError, TypeError) as error:
        raise BadDefinition(str(error)) from None
    return check(definition)


def check(definition: Definition) -> Definition:
    """Return the definition if a page can show it, or raise ``BadDefinition``."""
    if definition.consent.kind != "consent":
        raise BadDefinition("the consent is of kind consent")
    consent = definition.consent.ask
    texts = [consent] if isinstance(consent, str) else list(consent.values())
    if not texts or not 0 < max(map(len, texts)) <= LONGEST_CONSENT:
        raise BadDefinition(f"the consent has 1 to {LONGEST_CONSENT} characters")
    if not definition.parts or not all(part.questions for part in definition.parts):
        raise BadDefinition("every part has a question")
    ids: set[str] = {definition.consent.id, *TAKEN}
    for question in definition.questions():
        if question.id in ids:
            raise BadDefinition(f"{question.id}: an id stands once, and is none of the page’s own")
        ids.add(question.id)
        _check_question(question)
    if len(ids) > MOST_QUESTIONS:
        raise BadDefinition(f"at most {MOST_QUESTIONS} questions")
    for question in definition.questions():
        if any(each.fold for each in question.folded):
            raise BadDefinition(f"{question.id}: nothing is folded twice")
    return definition


def _check_question(question: Question) -> None:
    options = {option.id for option in question.options}
    faults = {
        "the consent is not among the parts": question.kind == "consent",
        "a question has words": not question.ask,
        "a reason stands with every question": not question.why,
        "it is asked of somebody": not question.parties,
        "a choice has options, nothing else has": (
            (question.kind in {"choice", "choices"}) != bool(question.options)
        ),
        "an option stands once": len(options) != len(question.options),
        "what is preset is an option": bool(question.preset) and question.preset not in options,
        "a wording names options that there are": any(
            not each.options.keys() <= options for each in question.wording.values()
        ),
        f"a text has 1 to {LONGEST} characters": (
            question.kind in {"text", "long"} and not 0 < question.longest <= LONGEST
        ),
        "a number has a most and a least": (
            question.kind == "number" and not 0 <= question.least < question.most < 10**6
        ),
        "a fold has words and questions": question.fold is not None
        and not (question.fold.summary and question.fold.questions),
    }
    for fault, found in faults.items():
        if found:
            raise BadDefinition(f"{question.id}: {fault}")
