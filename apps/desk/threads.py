"""One conversation: a case's mailboxes and what was said elsewhere, as the team may believe it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.cases.answers import Answer
from apps.cases.casefile import (
    CaseFile,
    ContactLogged,
    MessageRead,
    MessageSent,
    MessageTaken,
    Translated,
)
from apps.cases.messages import (
    Earlier,
    Entry,
    FileOpened,
    FileSent,
    MoreAnswers,
    Opened,
    ReadTold,
    StatusTold,
    Text,
    UnderForce,
    ViewEnded,
)
from apps.cases.opened import OpenCase, OpenEntry, Thread
from apps.cases.showing import Opening, opened_at, waits
from apps.desk.answers import masked
from apps.desk.times import moment
from apps.mailbox.actions import EARLIER

Place = tuple[str, int]
# Behind what stands in a mailbox at that very time.
LAST: Final = 1 << 40
# Kinds of which nothing but words is shown.
WORDS: Final = frozenset({"theirs", "ours", "contact"})
# What either door tells the other, and nobody said.
UNSAID: Final = (Earlier, Opened, FileOpened, ReadTold)


@dataclass(slots=True)
class Said:
    """One entry of the conversation.

    ``kind`` is theirs, answers, ours, status, contact (elsewhere), foreign (in our name, but none
    of us wrote it), came or ended (in the harmless view, without a word) or gone; ``forced`` is
    what was written with a second code; ``gone`` then says how: withdrawn, taken_back, vanished
    or struck. ``at`` is exact for ours and an hour for theirs; ``by`` is a colleague's ref. ``of``
    names the words for their translation, ``places`` are mailbox and number wherever ours stands.
    """

    kind: str
    at: datetime | None
    text: str = ""
    by: str = ""
    of: str = ""
    translated: Translated | None = None
    answers: list[Answer] = field(default_factory=list)
    told: StatusTold | None = None
    status_words: str = ""
    fresh: bool = False
    read_by: str = ""
    other_code: bool = False
    places: list[Place] = field(default_factory=list)
    goes_out: datetime | None = None
    opened: datetime | None = None
    may_take: bool = False
    vanish: str = ""
    gone: str = ""
    contact: ContactLogged | None = None
    changed: bool = False
    file: FileSent | None = None
    forced: bool = False
    way_words: str = ""
    outcome_words: str = ""
    who: str = ""
    loud: bool = False
    clock: str = ""
    beside: Sequence[object] = ()
    translate_url: str = ""
    strike_url: str = ""

    @property
    def days(self) -> int:
        """After how many days ours disappears; 0 where it does not by days."""
        return int(self.vanish) if self.vanish.isdecimal() else 0

    @property
    def shape(self) -> str:
        """How it is laid out: as a file, as words, or as its kind says."""
        if self.file is not None and self.kind != "foreign":
            return "file"
        return "words" if self.kind in WORDS else self.kind

    @property
    def file_ref(self) -> UUID | None:
        """The ref of a file that can be looked at."""
        return self.file.attached.file if self.file is not None else None

    @property
    def place(self) -> str:
        """Where ours stands first, as a form names it."""
        return "{}:{}".format(*self.places[0]) if self.places else ""


@dataclass(slots=True)
class _Line:
    """One line of the conversation before it is said: its place in time, and what it is made of.

    The same act may stand in several mailboxes; ``entries`` are all of them, the first one first.
    """

    at: int
    number: int
    entries: list[tuple[OpenEntry, Place]] = field(default_factory=list)
    contact: ContactLogged | None = None
    fresh: bool = False
    other_code: bool = False

    @property
    def is_status(self) -> bool:
        """Tell whether it says to the applicant where things stand."""
        return any(one.named and isinstance(one.body, StatusTold) for one, _ in self.entries[:1])


class Conversation:
    """Everything said, oldest first; what is shown of it is put together for that alone.

    What we write goes into every mailbox that lives, and stands here once. ``just_read`` names
    mailbox and number of what this very page is the first to show.
    """

    def __init__(
        self, opened: OpenCase, *, just_read: frozenset[Place] = frozenset(), now: int
    ) -> None:
        self._book = book = _Book(opened, now)
        for place, thread in enumerate(opened.threads):
            _collect(book, thread, just_read, other_code=place > 0)
        in_order = sorted(book.found, key=lambda one: (one.at, one.number))
        self._lines = _without_passing_statuses(in_order)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def first_fresh(self) -> int:
        """The place of the first line that is shown for the first time; their number for none."""
        return next((place for place, one in enumerate(self._lines) if one.fresh), len(self))

    def said(self, begin: int = 0, end: int | None = None) -> list[Said]:
        """Return the lines from one place up to before another."""
        return [_put_together(self._book, line) for line in self._lines[begin:end]]


class _Book:
    """What is gathered while the threads are read."""

    def __init__(self, opened: OpenCase, now: int) -> None:
        self.file, self.now = opened.file, now
        self.sent = dict[Place, MessageSent]()
        self.read = dict[Place, MessageRead]()
        self.found: list[_Line] = []
        self.ours: dict[object, _Line] = {}
        self.openings = dict[str, list[Opening]]()
        for event in opened.events:
            match event.body:
                case MessageSent() as body:
                    self.sent[body.mailbox, body.number] = body
                case MessageRead() as body:
                    self.read[body.mailbox, body.number] = body
                case ContactLogged() as body:
                    self.found.append(_Line(body.when, LAST, contact=body))


def _collect(book: _Book, thread: Thread, just_read: frozenset[Place], *, other_code: bool) -> None:
    latest, mailbox = 0, thread.mailbox.hex
    book.openings[mailbox] = thread.openings
    counted: Counter[object] = Counter()
    for entry in thread.entries:
        # Threads are merged by time, but none is reordered: its numbers are what counts, and
        # the hour of theirs is only what whoever holds the mailbox's key wrote there.
        place = mailbox, entry.number
        named = book.sent.get(place) if entry.named else None
        latest = max(latest, named.at if named else entry.body.at if entry.body else 0)
        if isinstance(entry.body, UNSAID) or _is_copy(entry):
            continue
        line = _Line(latest, entry.number, [(entry, place)], None, place in just_read, other_code)
        same = _sameness(book, entry, place)
        if same is not None:
            # Of two acts of one second the first stands first in every mailbox.
            counted[same] += 1
            first = book.ours.setdefault((same, counted[same]), line)
            if first is not line:
                first.entries += line.entries
                continue
        book.found.append(line)


def _put_together(book: _Book, line: _Line) -> Said:
    """Say a line: what is known of the same act in each mailbox is brought together."""
    if line.contact is not None:
        return _contact(book.file, line.contact)
    first, *others = (_of_entry(book, entry, place) for entry, place in line.entries)
    first.fresh, first.other_code = line.fresh, line.other_code
    for one in others:
        first.places += one.places
        first.opened = first.opened or one.opened
        if first.kind == "gone" and one.kind == "ours":
            # Gone from one mailbox, it still stands in the other.
            first.kind, first.text, first.gone, first.vanish = "ours", one.text, "", one.vanish
            first.of = one.of
    # Opened in one mailbox, it can be taken back out of none.
    first.may_take = first.kind == "ours" and first.opened is None and bool(first.places)
    return first


def _of_entry(book: _Book, entry: OpenEntry, place: Place) -> Said:
    one = _said(book, entry, place)
    one.forced = entry.forced
    one.read_by = book.read[place].by if entry.read and place in book.read else ""
    if one.kind == "ours":
        shown = opened_at(entry.number, book.openings[place[0]])
        one.opened = moment(shown) if shown else None
    return one


def _without_passing_statuses(lines: list[_Line]) -> list[_Line]:
    """Leave out statuses that another one followed at once: the applicant sees the last alone."""
    after = [*lines[1:], None][: len(lines)]
    return [
        one
        for one, following in zip(lines, after, strict=True)
        if not (following is not None and following.is_status and one.is_status)
    ]


def _is_copy(entry: OpenEntry) -> bool:
    """Tell whether we put this earlier entry under a new code; the first still stands elsewhere."""
    return entry.named and getattr(entry.body, "token", "") == EARLIER


def _said(book: _Book, entry: OpenEntry, place: Place) -> Said:
    body, by = entry.body, book.sent.get(place) if entry.named else None
    at = moment(by.at) if by else None if body is None else moment(body.at)
    of = "message:{}:{}".format(*place)
    known = book.file.contacts.translations
    match body:
        case None if entry.odd:
            return Said("odd", at)
        case None:
            return _gone(book, at, by, place)
        case UnderForce():
            return _forced(body.entry, at, of, known.get(of))
        case MoreAnswers():
            given = [masked(answer) for answer in body.answers]
            return Said("answers", at, answers=given, of=of, translated=known.get(of))
        case Text(by="applicant"):
            return Said(
                "theirs", at, body.text, of=of, translated=known.get(of), changed=body.changed
            )
        case Text() if entry.named:
            one = Said("ours", at, body.text, by=by.by if by else "", of=of, places=[place])
            one.translated, one.vanish = known.get(of), body.vanish
            one.goes_out = moment(body.after) if waits(body, book.now) else None
            return one
        case FileSent(by="applicant"):
            return Said("theirs", at, file=body, of=of)
        case FileSent() if entry.named:
            one = Said("ours", at, file=body, by=by.by if by else "", of=of, places=[place])
            one.vanish = body.vanish
            one.goes_out = moment(body.after) if waits(body, book.now) else None
            return one
        case FileSent():
            return Said("foreign", at, body.name)
        case StatusTold() if entry.named:
            return Said("status", at, told=body)
        case Text():
            return Said("foreign", at, body.text)
        case Earlier():
            return Said("gone", at)
        case _:
            return Said("foreign", at, told=body if isinstance(body, StatusTold) else None)


def _forced(body: Entry, at: datetime | None, of: str, translated: Translated | None) -> Said:
    """Show what somebody wrote who held a second code: in nobody's name."""
    match body:
        case Text():
            return Said("theirs", at, body.text, of=of, translated=translated)
        case FileSent():
            return Said("theirs", at, file=body, of=of)
        case MoreAnswers():
            given = [masked(answer) for answer in body.answers]
            return Said("answers", at, answers=given, of=of, translated=translated)
        case ViewEnded():
            return Said("ended", at)
        case _:
            return Said("came", at)


def _gone(book: _Book, at: datetime | None, by: MessageSent | None, place: Place) -> Said:
    taken = book.file.contacts.taken.get(place)
    if taken is None:
        return Said("gone", at, gone="withdrawn")
    at = at or moment(taken.at)
    return Said("gone", at, by=taken.by, gone=taken.what, places=[place] if by else [])


def _contact(file: CaseFile, event: ContactLogged) -> Said:
    of = f"contact:{event.contact}"
    return Said(
        "contact",
        moment(event.when),
        event.text,
        by=event.by,
        of=of,
        translated=file.contacts.translations.get(of),
        contact=event,
    )


def _sameness(book: _Book, entry: OpenEntry, place: Place) -> tuple[object, ...] | None:
    """Return what makes our words in two mailboxes one and the same act; None for all others."""
    by = book.sent.get(place) if entry.named else None
    match entry.body:
        case None:
            return _sameness_of_gone(book.file.contacts.taken.get(place), by)
        case Text(by="team") if by is not None:
            return "text", by.at, by.by
        case FileSent(by="team") as body if by is not None:
            return "file", body.ref
        case StatusTold() as body if by is not None:
            return "status", body.at, body.status, body.promised, body.keep_until
        case _:
            return None


def _sameness_of_gone(
    taken: MessageTaken | None, by: MessageSent | None
) -> tuple[object, ...] | None:
    return None if taken is None or by is None else ("text", by.at, by.by)
