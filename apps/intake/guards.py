"""What an organisation may not change about the form, and what every question must have. Pure.

`check` in definition.py asks whether a page can show a questionnaire; this asks whether it may be
published. What is wrong is said as a `Fault`; the desk has the words for it.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from apps.cases.answers import AGE, SAFETY
from apps.intake.definition import EVERYONE, BadDefinition, Definition, Question, Words, check
from apps.intake.never import Never, found_in
from apps.intake.shipped import SHIPPED
from apps.web.languages import known
from apps.web.wording import odd_in

MOST_PARTS: Final = 12
MOST_OPTIONS: Final = 24
MOST_ASK: Final = 200
MOST_TELLING: Final = 400
MOST_LABEL: Final = 160

Guard = Literal[
    "consent",  # The consent is ours, word for word.
    "safety",  # Asked of everyone in the first part, with its four answers.
    "age",  # Asked of oneself and of others, with its three answers.
    "kind",  # What the desk reads for itself stays of its kind.
    "ask",
    "why",
    "purpose",
    "title",
    "empty",
    "options",
    "long",
    "signs",
    "markup",
    "long_word",
    "codes",
    "parts",
    "shape",
]

# Each question that comes with Farshore, by its id.
OURS: Final[Mapping[str, Question]] = {one.id: one for one in SHIPPED.questions()}
# What pages and scripts have another use for: a question of that name would stand in their way.
SHADOWS: Final = frozenset(
    "action append before beside constructor csrfmiddlewaretoken elements for in method person "
    "remove reset seen submit team".split()
)
# Letters that nobody sees.
FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
# Without these a clock or a duty would be lost: parties that are asked, and the answers.
KEPT: Final[Mapping[str, tuple[str, ...]]] = {SAFETY: EVERYONE, AGE: ("self", "other")}


class Fault(NamedTuple):
    """One thing that keeps a questionnaire from being published."""

    what: Guard | Never
    question: str = ""
    part: int = 0


class Sort(NamedTuple):
    """What sort of text it is, as `found_in` asks."""

    telling: bool = False
    answer: bool = False


def texts_of(words: Words) -> list[str]:
    """Return words in each language that they have."""
    return [words] if isinstance(words, str) else list(words.values())


def is_said(words: Words) -> bool:
    """Tell whether there are words at all, and not only signs that leave the place empty."""
    return any(map(_is_letter, "".join(texts_of(words))))


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" and sign not in FILLERS


def faults(definition: Definition) -> list[Fault]:
    """Return everything that keeps a definition from being published, in the form's order."""
    found = [*_of_whole(definition)]
    for number, part in enumerate(definition.parts, 1):
        found += _of_part(part.title, number, empty=not part.questions)
    for question in definition.questions():
        found += [Fault(what, question.id) for what in dict.fromkeys(faults_of(question))]
    if any(one.id in SHADOWS or one.id.startswith("part_") for one in definition.questions()):
        found.append(Fault("shape"))
    if not found:
        try:
            check(definition)
        except BadDefinition:
            found = [Fault("shape")]
    return found


def _of_whole(definition: Definition) -> Iterator[Fault]:
    if definition.consent != SHIPPED.consent:
        yield Fault("consent")
    if not 0 < len(definition.parts) <= MOST_PARTS:
        yield Fault("parts")
    asked = {one.id: one for part in definition.parts for one in part.questions}
    first = {one.id for part in definition.parts[:1] for one in part.questions}
    for name, parties in KEPT.items():
        question = asked.get(name)
        if (
            question is None
            or not set(parties) <= set(question.parties)
            or {one.id for one in question.options} != {one.id for one in OURS[name].options}
            or (name == SAFETY and name not in first)
        ):
            yield Fault("safety" if name == SAFETY else "age", name if question else "")


def _of_part(title: Words, number: int, *, empty: bool) -> Iterator[Fault]:
    if not is_said(title):
        yield Fault("title", part=number)
    if empty:
        yield Fault("empty", part=number)
    yield from (Fault(odd, part=number) for odd in _odd_in(title))
    for text in texts_of(title):
        if len(text) > MOST_LABEL:
            yield Fault("long", part=number)
        yield from (Fault(never, part=number) for never in found_in(text))


def faults_of(question: Question) -> Iterator[Guard | Never]:
    """Yield what is wrong with one question, those folded under it aside."""
    ours = OURS.get(question.id)
    if ours is not None and question.kind != ours.kind:
        yield "kind"
    if not is_said(question.ask):
        yield "ask"
    if not is_said(question.why):
        yield "why"
    if not is_said(question.purpose):
        yield "purpose"
    if len(question.options) > MOST_OPTIONS or not all(is_said(o.label) for o in question.options):
        yield "options"
    if not all(len(code) < 16 and code.isascii() and code.isalnum() for code in question.first):
        yield "codes"
    for words, most, sort in _words(question):
        yield from _odd_in(words)
        for text in texts_of(words):
            if len(text) > most:
                yield "long"
            yield from found_in(text, telling=sort.telling, answer=sort.answer)


def _words(question: Question) -> Iterator[tuple[Words, int, Sort]]:
    """Every text of a question with the characters it may have, and what sort of text it is."""
    ask, tell, option = Sort(), Sort(telling=True), Sort(answer=True)
    yield question.ask, MOST_ASK, ask
    yield question.hint, MOST_TELLING, tell
    yield question.why, MOST_TELLING, tell
    yield question.purpose, MOST_TELLING, tell
    for one in question.options:
        yield one.label, MOST_LABEL, option
    for own in question.wording.values():
        yield own.ask, MOST_ASK, ask
        yield own.hint, MOST_TELLING, tell
        yield own.why, MOST_TELLING, tell
        for label in own.options.values():
            yield label, MOST_LABEL, option
    if question.fold is not None:
        yield question.fold.summary, MOST_LABEL, ask


def _odd_in(words: Words) -> Iterator[Guard]:
    """Yield what nobody should be shown, and codes of a table that are no languages."""
    if not isinstance(words, str) and not all(code in known() for code in words):
        yield "signs"
    for text in texts_of(words):
        odd = odd_in(text)
        if odd is not None:
            yield odd
