"""Reading a case from its rows into what is opened, each thing checked by every key there is."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from apps.cases.answers import decode_answers
from apps.cases.casefile import decode_event
from apps.cases.messages import Entry, UnderForce, decode_entry
from apps.cases.models import Submission, Summary
from apps.cases.opened import OpenCase, OpenEntry, OpenEvent, Thread
from apps.crypto import CannotOpen
from apps.crypto.chain import (
    Link,
    Reader,
    entry_reader,
    event_reader,
    is_linked,
    message_digest,
    open_case_summary,
    open_summary,
)
from apps.crypto.contexts import REF, sha256
from apps.crypto.submission import open_answers, second_key

# No mailbox of a second code.
NO_SECOND: Final = bytes(REF)


def read_events(
    opened: OpenCase, kept: Sequence[OpenEvent], links: Iterable[Link], summary: Summary | None
) -> None:
    """Open the chain of events as far as it holds, and fold it; ``kept`` are the first of them."""
    opened.events.extend(kept)
    opened.resumed = len(kept)
    previous = opened.head
    reader = event_reader(opened.keys, opened.case.ref.bytes)
    for number, link in enumerate(links, start=len(kept) + 1):
        try:
            if link.number != number:
                raise CannotOpen
            sealed = reader.open(link, previous)
            body = None if sealed is None else decode_event(sealed)
        except CannotOpen:
            opened.damaged = True
            break
        opened.events.append(OpenEvent(number, link.digest, body))
        previous = link.digest
    opened.refold()
    blank = {event.number for event in opened.events if event.body is None}
    if blank - opened.file.blanked.keys() or not opened.events:
        opened.damaged = True
    if summary is not None and summary.sequence:
        _check_anchor(opened, summary)


def _check_anchor(opened: OpenCase, summary: Summary) -> None:
    # A dropped last event leaves a chain that holds; the summary has seen further. It must open
    # where it says that it stands, else its number could be lowered together with the chain.
    at = opened.events[summary.sequence - 1 : summary.sequence]
    if (
        not at
        or summary.digest is None
        or at[0].digest != bytes(summary.digest)
        or (summary.sealed_summary is not None and not _opens(opened, summary))
    ):
        opened.damaged = True


def _opens(opened: OpenCase, summary: Summary) -> bool:
    sealed, case = bytes(summary.sealed_summary or b""), opened.case.ref.bytes
    number, digest = summary.sequence, bytes(summary.digest or b"")
    try:
        if opened.epoch is None:
            open_case_summary(sealed, keys=opened.keys, case=case, number=number, digest=digest)
        else:
            open_summary(sealed, epoch=opened.epoch, case=case, number=number, digest=digest)
    except CannotOpen:
        return False
    return True


def read_threads(
    opened: OpenCase,
    kept: Mapping[str, Sequence[OpenEntry]],
    links: Mapping[UUID, Sequence[Link]],
    submission: Submission | None,
) -> None:
    """Open the threads of all mailboxes that the events speak of; ``kept`` are their beginnings."""
    seconds = opened.file.seconds
    if submission is not None:
        seconds = {submission.mailbox.hex: submission.second.hex, **seconds}
    for ref, key in opened.file.mailboxes.items():
        mailbox = UUID(hex=ref)
        thread = Thread(
            mailbox=mailbox,
            key=bytes.fromhex(key) if key else opened.keys.mailbox,
            live=ref in opened.file.live,
            second=bytes.fromhex(seconds.get(ref, "")) or NO_SECOND,
        )
        first = kept.get(ref, ())
        _resume(opened, thread, first)
        rows = links.get(mailbox, ())
        _read_thread(opened, thread, rows if not first else _after(rows, len(first)))
        opened.threads.append(thread)
        opened.damaged = opened.damaged or thread.damaged


def _after(links: Iterable[Link], number: int) -> list[Link]:
    """Leave out the entries that a snapshot holds."""
    try:
        return [link for link in links if link.number > number]
    except TypeError:
        # Whoever writes the file can take a number out.
        return [Link(0, b"", None)]


def _resume(opened: OpenCase, thread: Thread, kept: Iterable[OpenEntry]) -> None:
    """Begin a thread with the entries that a snapshot holds, as they count by now."""
    file, ref = opened.file, thread.mailbox.hex
    for entry in kept:
        place, digest = (ref, entry.number), entry.digest.hex()
        named, read = file.sent.get(place) == digest, file.read.get(place) == digest
        if named != entry.named or read != entry.read:
            entry = replace(entry, named=named, read=read)
        taken = file.contacts.taken.get(place)
        if taken is not None:
            entry = replace(entry, body=None, odd=b"")
        thread.append(entry, taken)


def _read_thread(opened: OpenCase, thread: Thread, links: Iterable[Link]) -> None:
    file, ref = opened.file, thread.mailbox.hex
    # What came with a joined case is taken back by its own code, and the case stays.
    taken_back = opened.case.withdrawn_on is not None or ref in file.guests
    previous, mailbox = thread.head, thread.mailbox.bytes
    readers = entry_reader(thread.key, mailbox), entry_reader(second_key(thread.key), thread.second)
    for number, link in enumerate(links, start=thread.next_number):
        taken = file.contacts.taken.get((ref, number))
        try:
            if link.number != number or (link.sealed is None and not (taken or taken_back)):
                raise CannotOpen
            place, digest = (ref, number), link.digest.hex()
            named, read = file.sent.get(place) == digest, file.read.get(place) == digest
            body, odd = _body_of(link, readers, thread, previous, known=named or read)
        except CannotOpen:
            thread.damaged = True
            break
        if taken is not None:
            # What was taken out and put back by somebody is not shown again.
            body, odd = None, b""
        thread.append(OpenEntry(number, link.digest, body, named, read, odd), taken)
        previous = link.digest
    digests = {(ref, entry.number): entry.digest.hex() for entry in thread.entries}
    seen = chain(file.sent.items(), file.read.items())
    # An entry that the team wrote or read, and that is gone or another now.
    if not taken_back and any(
        place[0] == ref and digests.get(place) != digest for place, digest in seen
    ):
        thread.damaged = True


def _body_of(
    link: Link, readers: tuple[Reader, Reader], thread: Thread, previous: bytes, *, known: bool
) -> tuple[Entry | UnderForce | None, bytes]:
    """Open an entry with the mailbox's key of messages, else as one of its second code.

    None for one that stands at its place and that nobody can open, with its digest among those of
    the second code. ``known``: the team wrote or read it, so that it did open once.
    """
    reader, forced = readers
    try:
        sealed = reader.open(link, previous)
        return None if sealed is None else decode_entry(sealed), b""
    except CannotOpen:
        if not is_linked(link, mailbox=thread.mailbox.bytes, previous=previous):
            raise
    last, before = thread.under_force
    sealed = link.sealed or b""
    digest = message_digest(sealed, mailbox=thread.second, number=last + 1, previous=before)
    own = Link(last + 1, digest, sealed)
    try:
        return UnderForce(decode_entry(forced.open(own, before) or b""), digest), b""
    except CannotOpen:
        if known:
            raise
        return None, digest


def read_answers(opened: OpenCase, submission: Submission | None) -> None:
    """Open what was submitted; its absence is damage unless it was taken back."""
    opened.submission = submission
    if submission is None:
        opened.damaged = opened.damaged or opened.case.withdrawn_on is None
        return
    struck = opened.file.contacts.struck
    if struck is not None and sha256(bytes(submission.sealed_answers)).hex() != struck.digest:
        # Answers out of which words were struck, put back as they were.
        opened.damaged = True
        return
    try:
        data = open_answers(
            digest=bytes(submission.digest),
            answers=bytes(submission.sealed_answers),
            bound=bytes(submission.bound),
            intake=opened.keys.intake,
        )
        opened.first_answers = decode_answers(data)
    except CannotOpen:
        opened.damaged = True
