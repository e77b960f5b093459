"""Changing a questionnaire, one step at a time. Pure: each step returns a new definition.

A draft may be half done: a part without questions stands until it is published.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

import msgspec
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from apps.intake.definition import Definition, Fold, Part, Question, Words
from apps.web.languages import known

T = TypeVar("T")

# What stands over folded questions until other words are written.
FOLDED: Final = gettext_noop("More about this, if it fits")
PART: Final = "part"
UNDER: Final = "under"


class Place(NamedTuple):
    """Where a question stands: in which part, under which question, at which position."""

    part: int
    under: str
    at: int
    question: Question

    @property
    def container(self) -> str:
        """Return the name of what it stands in: ``part-1``, ``under-safety``."""
        return f"{UNDER}-{self.under}" if self.under else f"{PART}-{self.part + 1}"


def new_id(letter: str) -> str:
    """Return an id that no question or answer has had before."""
    return letter + secrets.token_hex(5)


def places(definition: Definition) -> Iterator[Place]:
    """Yield each question where it stands, in the form's order."""
    for number, part in enumerate(definition.parts):
        for index, question in enumerate(part.questions):
            yield Place(number, "", index, question)
            for inner, folded in enumerate(question.folded):
                yield Place(number, question.id, inner, folded)


def find(definition: Definition, name: str) -> Place | None:
    """Return where a question stands, or None."""
    return next((place for place in places(definition) if place.question.id == name), None)


def has(definition: Definition, container: str) -> bool:
    """Tell whether there is a part or a question of that name to stand in."""
    kind, _, name = container.partition("-")
    if kind == PART:
        return name.isascii() and name.isdigit() and 0 < int(name[:4]) <= len(definition.parts)
    place = find(definition, name)
    return kind == UNDER and place is not None and not place.under


def put(definition: Definition, question: Question, container: str) -> Definition:
    """Put a question, new or changed, into a part or under a question; at its place if it has one.

    Those folded under it come along; ``ValueError`` where nothing is folded twice.
    """
    place = find(definition, question.id)
    if not has(definition, container) or container == f"{UNDER}-{question.id}":
        raise ValueError(container)
    if question.fold is not None and container.startswith(UNDER):
        raise ValueError(container)
    if place is not None and place.container == container:
        return _each(definition, lambda one: question if one.id == question.id else one)
    kind, _, name = container.partition("-")
    rest = without(definition, question.id)
    if kind == UNDER:
        return _each(rest, lambda one: _folding(one, question) if one.id == name else one)
    parts = list(rest.parts)
    number = int(name) - 1
    parts[number] = Part(parts[number].title, [*parts[number].questions, question])
    return msgspec.structs.replace(rest, parts=parts)


def _folding(one: Question, more: Question) -> Question:
    summary = one.fold.summary if one.fold else FOLDED
    return msgspec.structs.replace(one, fold=Fold(summary, [*one.folded, more]))


def without(definition: Definition, name: str) -> Definition:
    """Take a question out, with those folded under it."""
    return _each(definition, lambda one: None if one.id == name else one)


def moved(definition: Definition, name: str, *, up: bool) -> Definition:
    """Move a question one place; over the end of a part into the next one."""
    place = find(definition, name)
    if place is None:
        return definition
    target = place.at + (-1 if up else 1)
    if place.under:
        return _each(
            definition,
            lambda one: (
                msgspec.structs.replace(
                    one, fold=Fold(one.fold.summary, _swapped(one.folded, place.at, target))
                )
                if one.id == place.under and one.fold is not None
                else one
            ),
        )
    parts = [Part(part.title, list(part.questions)) for part in definition.parts]
    here = parts[place.part].questions
    if 0 <= target < len(here):
        parts[place.part] = Part(parts[place.part].title, _swapped(here, place.at, target))
    elif 0 <= (other := place.part + (-1 if up else 1)) < len(parts):
        here.remove(place.question)
        parts[other].questions.insert(len(parts[other].questions) if up else 0, place.question)
    return msgspec.structs.replace(definition, parts=parts)


def part_moved(definition: Definition, number: int, *, up: bool) -> Definition:
    """Move a part, counted from 1, one place."""
    parts = _swapped(definition.parts, number - 1, number - (2 if up else 0))
    return msgspec.structs.replace(definition, parts=parts)


def with_title(definition: Definition, number: int, title: Words) -> Definition:
    """Give a part, counted from 1, another title; one more than there are is a new part."""
    parts = list(definition.parts)
    if number == len(parts) + 1:
        parts.append(Part(title, []))
    else:
        parts[number - 1] = Part(title, parts[number - 1].questions)
    return msgspec.structs.replace(definition, parts=parts)


def without_part(definition: Definition, number: int) -> Definition:
    """Take out a part, counted from 1, if nothing stands in it."""
    parts = [part for at, part in enumerate(definition.parts, 1) if at != number or part.questions]
    return msgspec.structs.replace(definition, parts=parts)


def _swapped(items: list[T], one: int, other: int) -> list[T]:
    swapped = list(items)
    if 0 <= one < len(items) and 0 <= other < len(items):
        swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _each(definition: Definition, change: Callable[[Question], Question | None]) -> Definition:
    """Return the definition with every question changed; None takes it out."""

    def level(questions: list[Question]) -> list[Question]:
        kept = [one for one in map(change, questions) if one is not None]
        return [
            msgspec.structs.replace(
                one, fold=Fold(one.fold.summary, inner) if (inner := level(one.folded)) else None
            )
            if one.fold
            else one
            for one in kept
        ]

    parts = [Part(part.title, level(part.questions)) for part in definition.parts]
    return msgspec.structs.replace(definition, parts=parts)


def words_in(words: Words, language: str) -> str:
    """Return words as they stand in a language, or "" where they are missing there."""
    if isinstance(words, dict):
        return words.get(language, "")
    with translation.override(language):
        return gettext(words) if words else ""


def with_words(words: Words, language: str, text: str) -> Words:
    """Return words that say something else in one language; ours stay ours while they are so."""
    text = text.strip()
    if words_in(words, language) == text:
        return words
    if isinstance(words, str):
        words = {code: said for code in known() if (said := words_in(words, code))}
    table = {code: said for code, said in words.items() if code != language}
    return {**table, language: text} if text else table


def first_said(words: Words, language: str) -> Words:
    """Return a table in which a language stands first, in for all that are missing."""
    if isinstance(words, str) or language not in words:
        return words
    return {language: words[language], **words}


def is_missing(words: Words, language: str) -> bool:
    """Tell whether an organisation's own words are not yet there in a language."""
    return isinstance(words, dict) and bool(words) and not words.get(language)
