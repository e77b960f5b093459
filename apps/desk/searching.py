"""A search: its words on their way through an address, and where they stand in a case.

The words are somebody's name more often than not. An address is kept by browsers, proxies and
logs, so it carries them sealed, to their searcher alone and for half a day.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases import vocabulary
from apps.cases.answers import NAME
from apps.cases.casefile import (
    Admitted,
    AgeSet,
    AnyEvent,
    CaseUnlinked,
    ContactLogged,
    ContactSet,
    JourneySet,
    Noted,
    PapersSet,
    PersonGone,
    PersonSet,
    TaskAdded,
    TaskChanged,
    Translated,
)
from apps.cases.folding import fold, needles, skeletons
from apps.cases.index.words import WRITTEN, places_of, words_in
from apps.cases.messages import FileSent, MoreAnswers, Text, UnderForce
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen
from apps.crypto.contexts import REF
from apps.crypto.padding import pad, unpad
from apps.desk.answers import masked
from apps.desk.labels import label
from apps.web.boxstate import SEARCH, open_state, seal_state

MOST_CHARACTERS: Final = 200
# Half a day, in windows of ten minutes: no longer than anybody is signed in.
WINDOWS: Final = 73
# Every token is as long as every other.
STEP: Final = 512

# How much stands around a match, in characters, and how many matches of a case are shown.
BEFORE: Final = 70
AFTER: Final = 110
SHOWN: Final = 2

_TOKENS: Final = re.compile(r"\S+")


def seal_words(words: str, user: User) -> str:
    """Return the words of a search as an address may carry them."""
    payload = pad(user.ref.bytes + words.encode(), STEP)
    return seal_state(purpose=SEARCH, payload=payload)


def open_words(token: str, user: User) -> str:
    """Return the words of a person's own search, or "" where it is over or somebody else's."""
    opened = open_state(purpose=SEARCH, text=token, windows=WINDOWS)
    if opened is None:
        return ""
    try:
        data = unpad(opened.payload, STEP)
        return data[REF:].decode() if data[:REF] == user.ref.bytes else ""
    except (CannotOpen, UnicodeDecodeError):
        return ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the words around a match; ``hit`` where it is what was searched."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match stands: in what, the words around it, and the section of the case page.

    Without words around it, it is one of those that the case shows by a press alone.
    """

    label: str
    parts: list[Part]
    section: str


class Search:
    """The words of one search, as texts are looked through for them."""

    def __init__(self, words: str) -> None:
        found = needles(words)
        self.words = [word for word, _ in found]
        self.bones = {bones.strip("\x01").lower() for _, bones in found if bones}

    def places(self, opened: OpenCase) -> list[Place]:
        """Return where the words stand in a case, the first few."""
        found: list[Place] = []
        for said, text, section, is_name in _texts(opened):
            parts = self.around(text, is_name=is_name)
            if parts:
                found.append(Place(said, parts, section))
                if len(found) == SHOWN:
                    return found
        return found or [*self._withheld(opened)][:1]

    def _withheld(self, opened: OpenCase) -> Iterator[Place]:
        for said, text, section in _hidden(opened):
            if self.around(text):
                yield Place(said, [], section)

    def around(self, text: str, *, is_name: bool = False) -> list[Part]:
        """Return the words around the first match and the matches among them, or nothing."""
        if not is_name and not any(word in fold(text) for word in self.words):
            return []
        tokens = [(one.start(), one.end()) for one in _TOKENS.finditer(text)]
        hits = [place for place, (s, e) in enumerate(tokens) if self._hit(text[s:e], is_name)]
        return _cut(text, tokens, hits) if hits else []

    def _hit(self, token: str, is_name: bool) -> bool:
        plain = fold(token)
        if any(word in plain for word in self.words):
            return True
        return is_name and not self.bones.isdisjoint(skeletons(token))


def _cut(text: str, tokens: Sequence[tuple[int, int]], hits: Sequence[int]) -> list[Part]:
    """Cut a text down to what stands around the first hit, between words."""
    at, end = tokens[hits[0]]
    first = min(s for s, _ in tokens if s >= at - BEFORE)
    last = max(e for s, e in tokens if e <= max(end, at + AFTER))
    parts, reached = [Part("…", False)] if first > tokens[0][0] else [], first
    for place in hits:
        start, stop = tokens[place]
        if start >= last:
            break
        parts += [Part(text[reached:start], False), Part(text[start:stop], True)]
        reached = stop
    parts.append(Part(text[reached:last] + ("…" if last < tokens[-1][1] else ""), False))
    return [part for part in parts if part.text]


def _texts(opened: OpenCase) -> Iterator[tuple[str, str, str, bool]]:
    """Yield everything searched of a case: what it is, the text, its section, whether a name."""
    answers = opened.first_answers
    for answer in answers.answers if answers else ():
        yield _("Answers"), masked(answer).shown, "desk:case", answer.id == NAME
    for thread in opened.threads:
        for entry in reversed(thread.entries):
            yield from _said(entry.body)
            if isinstance(entry.body, UnderForce):
                yield from _forced(entry.body)
    yield from _written(opened)


def _forced(body: UnderForce) -> Iterator[tuple[str, str, str, bool]]:
    for _label, words, section, _is_name in _said(body.entry):
        yield _("Under force"), words, section, False


def _said(body: object) -> Iterator[tuple[str, str, str, bool]]:
    if isinstance(body, Text | FileSent):
        label = _("From them") if body.by == "applicant" else _("From us")
        words = body.text if isinstance(body, Text) else body.name
        yield label, words, "desk:conversation", False
    if isinstance(body, MoreAnswers):
        for answer in body.answers:
            yield _("Answers"), masked(answer).shown, "desk:case", answer.id == NAME


def _written(opened: OpenCase) -> Iterator[tuple[str, str, str, bool]]:
    for event in reversed(opened.events):
        # Work name and reference stand in the row already.
        if event.body is not None and not isinstance(event.body, Admitted):
            said, section = _kind_of(event.body)
            for text in _words_of(event.body):
                yield said, text, section, False


def _kind_of(body: AnyEvent) -> tuple[str, str]:
    """Name what was written, and the section in which it stands."""
    match body:
        case Noted():
            return _("Notes"), "desk:notes"
        case Translated():
            return _("Translation"), "desk:conversation"
        case ContactLogged():
            return label(vocabulary.WAYS, body.way), "desk:conversation"
        case ContactSet():
            return _("Safe contact"), "desk:case"
        case JourneySet():
            return _("Journey"), "desk:plan"
        case PersonSet() | PersonGone() | AgeSet() | CaseUnlinked():
            return _("People"), "desk:people"
        case TaskAdded() | TaskChanged():
            return _("Tasks"), "desk:tasks"
        case _:
            return _("History"), "desk:history"


def _hidden(opened: OpenCase) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers and papers of a case, newest first: found, and shown by a press alone."""
    for event in reversed(opened.events):
        if isinstance(event.body, ContactSet):
            yield _("Safe contact"), event.body.address, "desk:case"
        if isinstance(event.body, PapersSet):
            papers = (getattr(event.body, name, "") for name in sorted(WRITTEN))
            yield _("Papers as printed"), "\n".join(filter(None, papers)), "desk:people"


def _words_of(body: object) -> Iterable[str]:
    # Numbers and papers are found, but shown by the press alone that is recorded.
    if isinstance(body, PapersSet):
        return []
    if isinstance(body, JourneySet):
        return [*places_of(body), body.note]
    hidden = {"address"} if isinstance(body, ContactSet) else set()
    values = (getattr(body, name, "") for name in sorted(WRITTEN - hidden))
    return [text for value in values for text in words_in(value)]
