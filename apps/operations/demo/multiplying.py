"""Many more of what a few cases are: each with keys, a mailbox, a history and a summary of its own.

The first few hundred invented cases come about as all cases do, act by act. What a hundred thousand
would take hours for is said again here in other people's names and sealed straight into rows; every
one opens like any other. Nobody holds the codes of these: stretching each would take longer than
all the rest.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID

import django
import msgspec
from django.db import models, transaction

from apps.accounts.models import User
from apps.cases.answers import NAME, STORY, Answer, Answers, encode_answers
from apps.cases.casefile import (
    Admitted,
    AnyEvent,
    MessageRead,
    MessageSent,
    MessageTaken,
    Translated,
    encode_event,
)
from apps.cases.days import hour_of
from apps.cases.index.opening import pack_everything
from apps.cases.index.words import search_text
from apps.cases.messages import Entry, encode_entry, plain
from apps.cases.models import Case, CaseKey, Event, Message, Submission, Summary
from apps.cases.names import draw_name, draw_reference
from apps.cases.opened import OpenCase, OpenEntry, OpenEvent, Thread
from apps.cases.queries import open_case
from apps.cases.summaries import encode_summary
from apps.cases.summing import months_ahead
from apps.crypto import EpochSecret
from apps.crypto.casekey import new_case_keys, wrap_case_keys
from apps.crypto.chain import Link, seal_event, seal_message, seal_summary
from apps.crypto.code import StretchedCode
from apps.crypto.contexts import sha256
from apps.crypto.submission import open_envelope, seal_arrival, seal_submission
from apps.mailbox.models import Mailbox
from apps.operations.demo import words
from apps.operations.demo.people import Member
from apps.teams.models import Team
from apps.teams.queries import open_team

# Sealed and stored together: large enough to be quick, small enough to be held.
BATCH: Final = 400
HOURS: Final = 36
HOUR: Final = 3600
Rows = list[models.Model]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a case says that is to be said again: answers, events, and the entries of its thread."""

    language: str
    answers: Answers
    events: list[AnyEvent]
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class House:
    """The team that the copies belong to, with its newest epoch and what is said again."""

    team: Team
    user: User
    epoch: EpochSecret
    patterns: list[Pattern] = field(default_factory=list)

    @property
    def weights(self) -> list[float]:
        """How often each is said again: most of what an organisation gets is answered shortly."""
        return [1 / (4 + len(one.events) + 4 * len(one.entries)) for one in self.patterns]


def multiply(
    *, team: Team, by: Member, count: int, seed: int, workers: int, made: Callable[[int], None]
) -> None:
    """Make so many more cases like those that the team has, and pack its segments.

    ``made`` is told how many were stored since it was last told.
    """
    house = _house(team, by)
    batches = [min(BATCH, count - start) for start in range(0, count, BATCH)]
    with _workers(workers) as pool:
        work = partial(copies, house)
        seeds = [seed + place for place in range(len(batches))]
        for rows in pool.map(work, batches, seeds) if pool else map(work, batches, seeds):
            _store(rows)
            made(len(rows[0]))
    pack_everything(user=by.user, keyring=by.keyring)


def _workers(many: int) -> AbstractContextManager[Executor | None]:
    """Return processes to seal in; none where this very process does it all."""
    if many == 1:
        return nullcontext()
    return ProcessPoolExecutor(many, mp_context=get_context("spawn"), initializer=django.setup)


def _house(team: Team, by: Member) -> House:
    held = open_team(team=team, user=by.user, keyring=by.keyring)
    # As fresh as it was: what it has derived since does not go to other processes.
    epoch = EpochSecret(team=held.team, number=held.number, secret=held.secret)
    house = House(team, by.user, epoch)
    for ref in CaseKey.objects.filter(team=team).values_list("case_id", flat=True):
        pattern = _pattern(open_case(ref=ref, user=by.user, keyring=by.keyring))
        if pattern is not None:
            house.patterns.append(pattern)
    return house


def _pattern(opened: OpenCase) -> Pattern | None:
    """Return what can be said again; None where it speaks of other cases, or has several codes."""
    bodies = [event.body for event in opened.events]
    others = any(
        body is None
        or isinstance(body, MessageTaken)
        or (hasattr(body, "digest") and not isinstance(body, MessageRead | MessageSent))
        or hasattr(body, "other")
        or isinstance(body, Translated)
        for body in bodies
    )
    if others or len(opened.threads) != 1 or opened.first_answers is None:
        return None
    said = (plain(entry.body) for entry in opened.threads[0].entries)
    entries = [one for one in said if one is not None]
    return Pattern(
        language=opened.first_answers.language,
        answers=opened.first_answers,
        events=[body for body in bodies if body is not None],
        entries=entries,
    )


def copies(house: House, count: int, seed: int) -> list[Rows]:
    """Seal so many cases; their rows, table by table, in an order in which they can be stored."""
    draw = random.Random(seed)  # noqa: S311  (which invented people they are)
    tables: list[Rows] = [[] for _ in range(7)]
    for _ in range(count):
        copy = _Copy(house, draw)
        for table, rows in zip(tables, copy.rows(), strict=True):
            table += rows
    return tables


class _Copy:
    """One more case like a pattern: everything about it is drawn and sealed anew."""

    def __init__(self, house: House, draw: random.Random) -> None:
        self.house, self.draw = house, draw
        (self.pattern,) = draw.choices(house.patterns, house.weights)
        # Some hours earlier than the pattern's, so that not all happens at once.
        self.later = -draw.randrange(HOURS) * HOUR
        answers = _varied(self.pattern, draw)
        epoch = house.epoch
        self.submission = seal_submission(
            team=epoch.team,
            number=epoch.number,
            public_key=epoch.kem.public_bytes,
            answers=encode_answers(answers),
            code=StretchedCode(os.urandom(32)),
        )
        opened = open_envelope(self.submission.envelope, epoch=epoch)
        arrived = next(one.arrived for one in self.pattern.events if isinstance(one, Admitted))
        day = datetime.fromtimestamp(arrived + self.later, UTC).date()
        self.case = Case(
            ref=UUID(bytes=self.submission.ref),
            team=house.team,
            origin=self.submission.origin,
            received_on=day,
            erase_by=months_ahead(day),
        )
        self.keys = new_case_keys(
            intake=opened.intake, mailbox=opened.mailbox, second=opened.second
        )
        self.mailbox = self.submission.mailboxes[0].ref
        self.opened = OpenCase(
            case=self.case,
            user=house.user,
            epoch=epoch,
            keys=self.keys,
            first_answers=answers,
        )

    def rows(self) -> list[Rows]:
        """Return the rows of each table, a case before what hangs on it."""
        messages = self._messages()
        events = self._events(messages)
        return [
            [self.case],
            [self._submission()],
            [self._key()],
            [*self._mailboxes()],
            [self._event(link) for link in events],
            messages,
            [self._summary(len(events) + len(messages))],
        ]

    def _messages(self) -> Rows:
        mailbox = self.mailbox
        thread = Thread(UUID(bytes=mailbox), self.keys.mailbox, live=True)
        self.opened.threads.append(thread)
        rows: Rows = []
        for number, entry in enumerate(self.pattern.entries, start=1):
            link = seal_message(
                encode_entry(entry),
                key=self.keys.mailbox,
                mailbox=mailbox,
                number=number,
                previous=thread.head,
            )
            thread.entries.append(OpenEntry(number, link.digest, entry, named=False, read=False))
            rows.append(self._message(link, mailbox, hour_of(entry.at + self.later)))
        return rows

    def _message(self, link: Link, mailbox: bytes, hour: int) -> Message:
        epoch = self.house.epoch
        arrival = seal_arrival(
            epoch.kem.public_bytes,
            team=epoch.team,
            epoch=epoch.number,
            ref=mailbox,
            number=link.number,
            hour=hour,
        )
        return Message(
            mailbox=UUID(bytes=mailbox),
            number=link.number,
            case=self.case,
            digest=link.digest,
            sealed_body=link.sealed,
            arrival_epoch=epoch.number,
            sealed_arrival=arrival,
        )

    def _events(self, messages: Rows) -> list[Link]:
        digests = {row.number: bytes(row.digest).hex() for row in messages}  # type: ignore[attr-defined]
        links = []
        for number, said in enumerate(self.pattern.events, start=1):
            event = self._again(said, digests)
            link = seal_event(
                encode_event(event),
                keys=self.keys,
                case=self.case.ref.bytes,
                number=number,
                previous=self.opened.head,
            )
            self.opened.events.append(OpenEvent(number, link.digest, event))
            self.opened.file.apply(event)
            links.append(link)
        self._vouch()
        return links

    def _again(self, event: AnyEvent, digests: dict[int, str]) -> AnyEvent:
        changes: dict[str, Any] = {"at": event.at + self.later}
        match event:
            case Admitted():
                changes |= {
                    "name": draw_name(),
                    "reference": draw_reference(),
                    "arrived": event.arrived + self.later,
                    "due": event.due + self.later,
                    "mailbox": self.mailbox.hex(),
                }
            case MessageRead() | MessageSent():
                changes |= {"mailbox": self.mailbox.hex(), "digest": digests[event.number]}
                if isinstance(event, MessageRead) and event.told:
                    changes["told_digest"] = digests[event.told]
        return msgspec.structs.replace(event, **changes)

    def _vouch(self) -> None:
        """Say of each entry whether the events name it, as opening the case will."""
        (thread,), file = self.opened.threads, self.opened.file
        thread.entries = [
            OpenEntry(
                entry.number,
                entry.digest,
                entry.body,
                named=(thread.mailbox.hex, entry.number) in file.sent,
                read=(thread.mailbox.hex, entry.number) in file.read,
            )
            for entry in thread.entries
        ]

    def _submission(self) -> Submission:
        # Without the envelope, as in every case that has keys.
        sent = self.submission
        return Submission(
            case=self.case,
            epoch=sent.number,
            digest=sha256(sent.envelope),
            sealed_answers=sent.answers,
            bound=sent.bound,
            mailbox=UUID(bytes=sent.mailboxes[0].ref),
            second=UUID(bytes=sent.mailboxes[1].ref),
        )

    def _key(self) -> CaseKey:
        epoch = self.house.epoch
        sealed = wrap_case_keys(self.keys, epoch=epoch, case=self.case.ref.bytes)
        return CaseKey(case=self.case, team=self.house.team, epoch=epoch.number, sealed_keys=sealed)

    def _mailboxes(self) -> Iterator[Mailbox]:
        rows = Mailbox.values_of(
            self.submission.mailboxes, case_ref=self.case.ref, sealed_skipped=b""
        )
        return (Mailbox(**row) for row in rows)

    def _event(self, link: Link) -> Event:
        return Event(
            case=self.case,
            number=link.number,
            generation=link.generation,
            digest=link.digest,
            sealed_body=link.sealed,
        )

    def _summary(self, entries: int) -> Summary:
        sealed = seal_summary(
            encode_summary(self.opened.summary(), search_text(self.opened)),
            epoch=self.house.epoch,
            case=self.case.ref.bytes,
            number=self.opened.sequence,
            digest=self.opened.head,
        )
        return Summary(
            case=self.case,
            team=self.house.team,
            epoch=self.house.epoch.number,
            sequence=self.opened.sequence,
            digest=self.opened.head,
            sealed_summary=sealed,
            written=entries + 1,
            summed=entries + 1,
        )


def _varied(pattern: Pattern, draw: random.Random) -> Answers:
    """Return the pattern's answers with another name and another story."""
    language = pattern.language if pattern.language in words.STORIES else "en"
    told = draw.sample(words.STORIES[language], draw.randint(1, 4))
    story = " ".join(map(words.plain_story, told))
    again = {NAME: draw.choice(words.NAMES[language]), STORY: story}
    answers: list[Answer] = [
        msgspec.structs.replace(one, value=again[one.id], shown=again[one.id])
        if one.id in again
        else one
        for one in pattern.answers.answers
    ]
    return msgspec.structs.replace(pattern.answers, answers=answers)


@transaction.atomic
def _store(tables: Sequence[Rows]) -> None:
    for rows in tables:
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
