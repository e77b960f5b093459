"""What the team holds of a case in words: all of it is searched. Pure."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from apps.cases.answers import NAME, Answer
from apps.cases.casefile import JourneySet
from apps.cases.folding import searchable
from apps.cases.messages import FileSent, MoreAnswers, Text, plain
from apps.cases.opened import OpenCase
from apps.cases.traits import traits_of

# Members of events in which somebody wrote words; all others are refs, codes, days and digests.
WRITTEN: Final = frozenset(
    {"text", "why", "title", "note", "address", "not_say", "dropped", "name", "reference"}
    | {"came_from", "say", "number", "born", "answers"}
)
# More than anybody reads; a flood of messages must not weigh down every search.
MOST_CHARACTERS: Final = 256 * 1024


def search_text(opened: OpenCase) -> str:
    """Return everything said, answered and noted in a case as searches look through it, folded."""
    answers = [*_answers(opened)]
    names = {_shown(one) for one in answers if one.id == NAME}
    # The newest words last in each thread: where there is too much, the oldest are left out.
    said = chain(_written(opened), _said(opened), map(_shown, answers))
    return searchable(_most(said), names=names, marks=marks_of(opened))


def marks_of(opened: OpenCase) -> list[str]:
    """Return the marks by which cases that are alike are found: see `apps.cases.traits`."""
    return traits_of(opened.file, opened.answers).marks


def _answers(opened: OpenCase) -> Iterator[Answer]:
    if opened.first_answers is not None:
        yield from opened.first_answers.answers
    for thread in opened.threads:
        for entry in thread.entries:
            if isinstance(entry.body, MoreAnswers):
                yield from entry.body.answers


def _shown(answer: Answer) -> str:
    return answer.shown


def _said(opened: OpenCase) -> Iterator[str]:
    for thread in opened.threads:
        for entry in reversed(thread.entries):
            body = plain(entry.body)
            if isinstance(body, Text):
                yield body.text
            if isinstance(body, FileSent):
                yield body.name


def _written(opened: OpenCase) -> Iterator[str]:
    for event in reversed(opened.events):
        if event.body is not None:
            for name in event.body.__struct_fields__:
                if name in WRITTEN:
                    yield from words_in(getattr(event.body, name))
            if isinstance(event.body, JourneySet):
                yield from places_of(event.body)


def places_of(journey: JourneySet) -> Iterator[str]:
    """Yield where a journey leads and by what; never the word to say, nor a ticket."""
    for leg in journey.legs:
        yield from filter(None, (leg.origin, leg.to, leg.carrier, leg.note))


def words_in(value: object) -> Iterator[str]:
    """Yield the words of a member of an event: a text, or texts by question."""
    texts = value.values() if isinstance(value, dict) else [value]
    for text in texts:
        if text and isinstance(text, str):
            yield text


def _most(texts: Iterable[str]) -> Iterator[str]:
    left, known = MOST_CHARACTERS, set[str]()
    for text in texts:
        if text not in known:
            known.add(text)
            left -= len(text)
            if left < 0:
                return
            yield text
