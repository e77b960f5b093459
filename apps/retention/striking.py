"""Striking out: words go for good, from the case, its summary and every segment.

The history keeps when, by whom and why, never what. Backups made before hold the sealed words until
the next one takes their place (see docs/operations.md).
"""

from collections.abc import Callable, Sequence, Set
from uuid import UUID

import msgspec
from django.db import transaction

from apps.cases.actions import Hand
from apps.cases.answers import Answer, encode_kept
from apps.cases.casefile import (
    AnswersStruck,
    AnyEvent,
    Blanked,
    ContactLogged,
    FileAdded,
    FileGone,
    MessageTaken,
    Translated,
    encode_event,
    has_words,
    strike,
)
from apps.cases.filed import filed_in
from apps.cases.files import remove_file
from apps.cases.index.segments import empty_segments
from apps.cases.messages import FileSent, MoreAnswers, Said, Text, UnderForce, plain
from apps.cases.models import Message, Submission
from apps.cases.opened import OpenCase, OpenEntry, Thread
from apps.cases.summing import sum_up
from apps.cases.writing import Change
from apps.crypto.contexts import sha256
from apps.crypto.submission import seal_answers
from apps.retention.actions import words_gone

# Mailbox (hex) and number of entries of a conversation.
Places = Set[tuple[str, int]]


class NothingToStrike(Exception):
    """There are no words in that place, or they are gone already."""


def words_of_event(opened: OpenCase, number: int) -> AnyEvent:
    """Return an event with somebody's words in it, or raise ``NothingToStrike``."""
    events = opened.events[number - 1 : number] if number > 0 else []
    body = events[0].body if events else None
    if body is None or events[0].struck is not None or not has_words(body):
        raise NothingToStrike
    return body


def words_of_entry(opened: OpenCase, mailbox: str, number: int) -> tuple[Thread, OpenEntry]:
    """Return an entry of the conversation with words in it, or raise ``NothingToStrike``."""
    thread = next((one for one in opened.threads if one.mailbox.hex == mailbox), None)
    entries = thread.entries[number - 1 : number] if thread is not None and number > 0 else []
    if thread is None or not entries or not (_said(entries[0]) or _later(entries[0])):
        raise NothingToStrike
    return thread, entries[0]


def strike_event(hand: Hand, *, number: int, why: str) -> OpenCase:
    """Strike the words out of one event; a translation of them goes with them."""
    body = words_of_event(hand.opened, number)
    struck: list[AnyEvent] = [strike(body, number=number, by=hand.me, at=hand.now, why=why)]
    if isinstance(body, ContactLogged):
        struck += _translations(hand, {f"contact:{body.contact}"}, why)
    return _write(hand, struck)


def strike_entry(hand: Hand, *, mailbox: str, number: int, why: str) -> OpenCase:
    """Strike one message out, in every mailbox that it was put into, with its translations."""
    _, entry = words_of_entry(hand.opened, mailbox, number)
    return _write(hand, _entries_gone(hand, _copies(hand.opened, mailbox, entry), why))


def strike_answer(hand: Hand, *, question: str, why: str) -> OpenCase:
    """Strike one answer out, as it was first given and wherever it was given again.

    What is left of the answers is sealed anew in the place of the first, under the same key.
    """
    answers = hand.opened.answers
    submission = Submission.objects.filter(case=hand.opened.case).first()
    if answers is None or submission is None or answers.get(question) is None:
        raise NothingToStrike
    kept = [answer for answer in answers.answers if answer.id != question]
    left = msgspec.structs.replace(answers, answers=kept)
    sealed = seal_answers(
        encode_kept(left),
        digest=bytes(submission.digest),
        bound=bytes(submission.bound),
        intake=hand.opened.keys.intake,
    )
    struck = AnswersStruck(
        by=hand.me, at=hand.now, questions=[question], digest=sha256(sealed).hex(), why=why
    )
    given_again = {
        (thread.mailbox.hex, entry.number)
        for thread in hand.opened.threads
        for entry in thread.entries
        if any(answer.id == question for answer in _later(entry))
    }
    events = [struck, *_translations(hand, {f"answer:{question}"}, why)]

    def seal_again(opened: OpenCase) -> None:
        Submission.objects.filter(case=opened.case).update(sealed_answers=sealed)
        opened.first_answers = left

    return _write(hand, [*events, *_entries_gone(hand, given_again, why)], seal_again)


def take_out_file(hand: Hand, *, file: str, why: str) -> OpenCase:
    """Take a file that a colleague added out for good: its blob, its key and what it was called."""
    found = filed_in(hand.opened).get(file)
    if found is None:
        raise NothingToStrike
    body = hand.opened.events[found.event - 1].body
    if not isinstance(body, FileAdded):
        raise NothingToStrike
    nothing = msgspec.structs.replace(body, key="", digest="", name="", title="")
    kept = encode_event(nothing).decode()
    gone = FileGone(by=hand.me, at=hand.now, file=file, why=why)
    struck = Blanked(by=hand.me, at=hand.now, number=found.event, why=why, kept=kept)

    def remove(opened: OpenCase) -> None:
        remove_file(case=opened.case, ref=UUID(hex=file))

    return _write(hand, [gone, struck], remove)


def _write(
    hand: Hand, events: Sequence[AnyEvent], also: Callable[[OpenCase], None] | None = None
) -> OpenCase:
    gone = {(e.mailbox, e.number) for e in events if isinstance(e, MessageTaken)}

    def forget(opened: OpenCase) -> None:
        if also is not None:
            also(opened)
        _blank(opened, gone)
        # Once more: the first time it still knew the words.
        sum_up(opened)
        words_gone(opened.case.ref)

    with transaction.atomic():
        empty_segments(team=hand.opened.case.team, refs=[hand.opened.case.ref])
        return hand.write(Change(events=list(events), verb="struck_out"), also=forget)


def _blank(opened: OpenCase, gone: Places) -> None:
    for thread in opened.threads:
        numbers = [number for mailbox, number in gone if mailbox == thread.mailbox.hex]
        Message.objects.filter(mailbox=thread.mailbox, number__in=numbers).update(sealed_body=None)
        for number in numbers:
            thread.entries[number - 1] = msgspec.structs.replace(
                thread.entries[number - 1], body=None
            )


def _entries_gone(hand: Hand, places: Places, why: str) -> list[AnyEvent]:
    taken: list[AnyEvent] = [
        MessageTaken(
            by=hand.me,
            at=hand.now,
            mailbox=thread.mailbox.hex,
            number=entry.number,
            what="struck",
            why=why,
            forced=entry.body.digest.hex() if isinstance(entry.body, UnderForce) else "",
        )
        for thread in hand.opened.threads
        for entry in thread.entries
        if (thread.mailbox.hex, entry.number) in places
    ]
    words = {f"message:{mailbox}:{number}" for mailbox, number in places}
    return [*taken, *_translations(hand, words, why)]


def _copies(opened: OpenCase, mailbox: str, entry: OpenEntry) -> Places:
    """Find the places of the same words: what we write goes into every mailbox that lives."""
    places = {(mailbox, entry.number)}
    said = _said(entry)
    if said is not None and said.by == "team":
        places |= {
            (thread.mailbox.hex, one.number)
            for thread in opened.threads
            for one in thread.entries
            if one.named and _said(one) == said
        }
    return places


def _translations(hand: Hand, of: Set[str], why: str) -> list[AnyEvent]:
    return [
        strike(event.body, number=event.number, by=hand.me, at=hand.now, why=why)
        for event in hand.opened.events
        if isinstance(event.body, Translated) and event.body.of in of and has_words(event.body)
    ]


def _said(entry: OpenEntry) -> Said | None:
    body = plain(entry.body)
    return body if isinstance(body, Text | FileSent) else None


def _later(entry: OpenEntry) -> list[Answer]:
    body = plain(entry.body)
    return body.answers if isinstance(body, MoreAnswers) else []
