"""An opened case: what a member of the team reads, and how far it could be trusted.

Opening checks everything that keys can check: every event at its place in the chain, the chain
against the summary's anchor, every message the team wrote or read against the event that names it.
What fails makes the case *damaged*: readable up to the fault, and no more writes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from apps.accounts.models import User
from apps.cases.agenda import Seen
from apps.cases.answers import SAFETY, Answers
from apps.cases.casefile import AnyEvent, Blanked, CaseFile, MessageTaken, fold, kept_of
from apps.cases.days import day_said
from apps.cases.messages import (
    Entry,
    FileSent,
    MoreAnswers,
    Said,
    StatusTold,
    Text,
    UnderForce,
)
from apps.cases.models import Case, Submission
from apps.cases.rules import Rules
from apps.cases.showing import OPENINGS, Opening, has_vanished, opened_at, openings
from apps.cases.summaries import SummaryBody, summarise
from apps.crypto import EpochSecret
from apps.crypto.casekey import CaseKeys
from apps.crypto.chain import FIRST_MESSAGE_AFTER
from apps.crypto.contexts import REF

T = TypeVar("T")
# Unions made once: entries are asked by the hundred.
SAID: Final = (Text, FileSent)
WORDS: Final = (Text, FileSent, MoreAnswers)


class OpenEvent(msgspec.Struct, frozen=True, array_like=True):
    """One event as opened; ``body`` is None where it was blanked and nothing of it is kept."""

    number: int
    digest: bytes
    body: AnyEvent | None
    struck: Blanked | None = None


class OpenEntry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a thread. ``named`` tells whether an event of the case vouches for it.

    ``odd``: it stands at its place and opens with no key; then it counts among the entries of the
    second code, and this is its digest there. Whoever has a code can bring such bytes to the front
    door, so they damage nothing; what the team wrote or read is never taken for it.
    """

    number: int
    digest: bytes
    body: Entry | UnderForce | None
    named: bool
    read: bool
    odd: bytes = b""

    @property
    def from_applicant(self) -> bool:
        """Tell whether the applicant wrote it."""
        return self.body is not None and self.body.by == "applicant"

    @property
    def unread(self) -> bool:
        """Tell whether it waits for somebody of the team to read it; their own copies do not."""
        if self.read or self.named:
            return False
        if isinstance(self.body, UnderForce):
            return self.body.is_words
        return self.from_applicant and self.is_words

    @property
    def forced(self) -> bool:
        """Tell whether it was written with a second code."""
        return isinstance(self.body, UnderForce)

    @property
    def is_words(self) -> bool:
        """Tell whether something was said, as opposed to told by either door."""
        return isinstance(self.body, WORDS)

    @property
    def ours(self) -> Text | None:
        """The words, where the team wrote them to the applicant and they are still there."""
        body = self.body
        return body if self.named and isinstance(body, Text) and body.by == "team" else None

    @property
    def sent(self) -> Said | None:
        """The words or the file, where the team sent them to the applicant and they are there."""
        body = self.body
        return body if self.named and isinstance(body, SAID) and body.by == "team" else None

    def as_read(self) -> "OpenEntry":
        """Return the same entry once somebody has read it."""
        return replace(self, read=True)


@dataclass(slots=True)
class Thread:
    """One mailbox's thread, with the key that seals to it.

    ``second`` is the mailbox of its second code, and ``under_force`` how far that one's entries go:
    the number of the last and its digest among them. ``given`` are the numbers of the entries that
    held answers given later when they were read.
    """

    mailbox: UUID
    key: bytes
    live: bool
    entries: list[OpenEntry] = field(default_factory=list)
    damaged: bool = False
    given: list[int] = field(default_factory=list)
    second: bytes = bytes(REF)
    under_force: tuple[int, bytes] = (0, FIRST_MESSAGE_AFTER)

    def append(self, entry: OpenEntry, taken: MessageTaken | None = None) -> None:
        """Put an entry that was read at the end; ``taken`` says how its words went, if they did."""
        self.entries.append(entry)
        forced = bytes.fromhex(taken.forced) if taken is not None else entry.odd
        if isinstance(entry.body, UnderForce):
            forced = entry.body.digest
        if forced:
            self.under_force = self.under_force[0] + 1, forced
        if isinstance(entry.body, MoreAnswers):
            self.given.append(entry.number)

    @property
    def next_number(self) -> int:
        """The number that the next entry takes."""
        return len(self.entries) + 1

    @property
    def head(self) -> bytes:
        """The digest that the next entry is sealed onto."""
        return self.entries[-1].digest if self.entries else FIRST_MESSAGE_AFTER

    @property
    def openings(self) -> list[Opening]:
        """Every opening of the mailbox that the applicant's side told of."""
        told = [
            (one.number, one.body)
            for one in self.entries
            if isinstance(one.body, OPENINGS) and not one.named
        ]
        if not told:
            return []
        files = (one.number for one in self.entries if isinstance(one.body, FileSent))
        return openings(told, files)

    def opened_at(self, number: int) -> int:
        """Return the hour at which the applicant was shown an entry (Unix seconds), 0 if never."""
        return opened_at(number, self.openings)

    def vanished(self, now: int) -> list[OpenEntry]:
        """Return the team's messages whose words are to go by now."""
        found = [one for one in self.entries if getattr(one.body, "vanish", "") and one.sent]
        opened = self.openings if found else []
        return [
            one for one in found if one.sent and has_vanished(one.sent, one.number, opened, now)
        ]

    def was_shown(self) -> Callable[[int], bool]:
        """Return what tells whether the applicant has seen an entry: shown, or answered since."""
        opened = self.openings
        words = [one.number for one in self.entries if one.from_applicant and one.is_words]
        last = max(words, default=0)
        return lambda number: number < last or bool(opened_at(number, opened))

    @property
    def told(self) -> StatusTold | None:
        """The status that the applicant was last told by the team."""
        bodies = [entry.body for entry in reversed(self.entries) if entry.named]
        return next((body for body in bodies if isinstance(body, StatusTold)), None)


@dataclass(slots=True)
class OpenCase:
    """All of one case: rows, keys, events and what they add up to, threads, answers.

    ``covers`` is the summary's count of written entries as read before the rows were: whatever is
    written later is not covered. ``added`` counts what this opening itself has written since.
    ``resumed`` is how many events came out of a snapshot.
    ``epoch`` is None while the team does not hold the keys; ``mark`` are the bytes they came in.
    ``submission`` is the row that the answers were opened from; ``asked`` what ``once`` remembers.
    """

    case: Case
    user: User
    epoch: EpochSecret | None
    keys: CaseKeys
    mark: bytes = b""
    events: list[OpenEvent] = field(default_factory=list)
    file: CaseFile = field(default_factory=CaseFile)
    threads: list[Thread] = field(default_factory=list)
    first_answers: Answers | None = None
    damaged: bool = False
    covers: int = 0
    added: int = 0
    resumed: int = 0
    rules: Rules = field(default_factory=Rules)
    submission: Submission | None = None
    asked: dict[Callable[["OpenCase"], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, ask: Callable[["OpenCase"], T]) -> T:
        """Ask the database something about the case once for as long as it is open."""
        if ask not in self.asked:
            self.asked[ask] = ask(self)
        answer: T = self.asked[ask]
        return answer

    @property
    def sequence(self) -> int:
        """The number of the newest event: what a page says it has seen."""
        return len(self.events)

    @property
    def head(self) -> bytes:
        """The digest that the next event is sealed onto."""
        return self.events[-1].digest if self.events else bytes(self.case.origin)

    @property
    def answers(self) -> Answers | None:
        """The answers as they stand now, with what was given later in the place of the earlier."""
        answers = self.first_answers
        # Whoever holds a joined case's code corrects that case's own answers and no others.
        own = [one for one in self.threads if one.mailbox.hex not in self.file.guests]
        entries = [thread.entries[number - 1] for thread in own for number in thread.given]
        # A copy under a new code would count after what was corrected since.
        later = [
            entry.body.answers
            for entry in entries
            if isinstance(entry.body, MoreAnswers) and not entry.named
        ]
        return answers and reduce(Answers.amended, later, answers)

    @property
    def unread(self) -> list[tuple[Thread, OpenEntry]]:
        """Everything of the applicant's that nobody of the team has read."""
        return [(t, entry) for t in self.threads for entry in t.entries if entry.unread]

    @property
    def forced(self) -> list[tuple[Thread, OpenEntry]]:
        """Everything that a second code left behind and that nobody has looked into yet."""
        over = self.file.contacts.force_over
        return [
            (thread, entry)
            for thread in self.threads
            for entry in thread.entries
            if isinstance(entry.body, UnderForce) and entry.number > over.get(thread.mailbox.hex, 0)
        ]

    @property
    def forced_at(self) -> int:
        """The hour of the last of these (Unix seconds), 0 where there is none.

        They say it themselves: whoever has the code can say 0 as well, and is not missed.
        """
        return max((max(1, one.body.at) for _, one in self.forced if one.body), default=0)

    def refold(self) -> None:
        """Fold the events anew; of what was struck out, what is kept stands in its place."""
        bodies = [event.body for event in self.events]
        struck = {body.number: body for body in bodies if isinstance(body, Blanked)}
        for number in struck.keys() & range(1, self.sequence + 1):
            event, by = self.events[number - 1], struck[number]
            self.events[number - 1] = replace(event, body=kept_of(by), struck=by)
        self.file = fold([event.body for event in self.events if event.body is not None])

    @property
    def last_opened(self) -> int:
        """The hour in which the applicant last opened a mailbox or wrote there, 0 if never."""
        theirs = [
            entry.body.at
            for thread in self.threads
            for entry in thread.entries
            if entry.from_applicant and not entry.named and entry.body is not None
        ]
        return max(theirs, default=0)

    @property
    def waits_unopened(self) -> int:
        """When the oldest message went out that the applicant was not shown yet, 0 for none."""
        waiting: dict[object, int] = {}
        shown: set[object] = set()
        for thread in (one for one in self.threads if one.live):
            was_shown = thread.was_shown()
            for entry in thread.entries:
                if entry.ours is not None:
                    # What was written into two mailboxes is one message, and one opening is enough.
                    key = entry.ours.at, entry.ours.after, entry.ours.text
                    waiting[key] = max(entry.ours.at, entry.ours.after)
                    if was_shown(entry.number):
                        shown.add(key)
        return min((at for key, at in waiting.items() if key not in shown), default=0)

    def summary(self) -> SummaryBody:
        """Return what the list shows of the case."""
        answers = self.answers
        return summarise(
            self.file,
            answers,
            seen=self._seen(answers),
            damaged=self.damaged,
            opened_on=day_said(self.last_opened) if self.last_opened else "",
        )

    def _seen(self, answers: Answers | None) -> Seen:
        waiting = [entry.body for _, entry in self.unread if entry.body is not None]
        changed = [body.at for body in waiting if isinstance(body, Text) and body.changed]
        words = [body.text for body in waiting if isinstance(body, Text)]
        return Seen(
            unread=len(waiting),
            unread_since=min((body.at for body in waiting), default=0),
            changed_since=min(changed, default=0),
            said=words[-1] if words else "",
            safety="" if answers is None else answers.value(SAFETY),
            withdrawn=self.case.withdrawn_on is not None,
            waits_unopened=self.waits_unopened,
            forced_at=self.forced_at,
        )
