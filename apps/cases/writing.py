"""The one way in which something is added to a case: events, messages, summary and record together.

An event is numbered by the page's own reading of the chain; a unique key says *somebody was
faster*, and what they changed is told. An applicant's message never refuses a caseworker's edit:
what was sealed onto a number taken meanwhile is sealed again, three tries.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from msgspec.structs import replace

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.casefile import (
    AnyEvent,
    Blanked,
    MessageSent,
    MessageTaken,
    Restricted,
    Translated,
    encode_event,
    happens_by_itself,
    has_words,
    strike,
)
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, KeysRenewed
from apps.cases.files import remove_file
from apps.cases.index.segments import empty_segments
from apps.cases.keys import mark_of
from apps.cases.messages import Entry, FileSent, ReadTold, StatusTold, Text, encode_entry, plain
from apps.cases.models import Case, Event, Message
from apps.cases.opened import OpenCase, OpenEntry, OpenEvent, Thread
from apps.cases.owing import drop_snapshot, words_gone
from apps.cases.queries import open_case
from apps.cases.rekeying import hand_to_people, remaining_of
from apps.cases.statuses import status_of
from apps.cases.summing import sum_up, touch
from apps.crypto import Keyring
from apps.crypto.chain import Link, seal_event, seal_message
from apps.crypto.marks import no_mark
from apps.crypto.submission import seal_arrival
from apps.lookups import Lookup
from apps.teams.actions import lock_team
from apps.teams.models import Team
from apps.teams.opening import Opened, open_newest
from apps.teams.queries import current_epoch

TRIES = 3

_HELD: Final = Lookup(lambda ref: Case.objects.select_for_update(no_key=True).filter(ref=ref))

# Runs with the case and the team's newest epoch, both held.
Rekey = Callable[[OpenCase, Opened], None]


def hour_of(seconds: int) -> int:
    """Return the whole hour that a Unix time falls into, in seconds."""
    return seconds - seconds % 3600


@dataclass(slots=True)
class Change:
    """What one act adds: events in order, and entries to threads of the case.

    ``rekey`` gives the case other keys before anything is sealed, while the team's own keys stand
    still; whatever is added then lies under these.
    """

    events: list[AnyEvent] = field(default_factory=list)
    entries: Sequence[tuple[UUID, Entry]] = ()
    verb: str = "case_changed"
    rekey: Rekey | None = None


def write(
    *,
    opened: OpenCase,
    by: User,
    seen: int,
    keyring: Keyring,
    now: int,
    change: Change | Callable[[OpenCase], Change],
    also: Callable[[OpenCase], None] | None = None,
) -> OpenCase:
    """Add a change to the newest state; return the case as it then is.

    A change that depends on the state is given as a function of it, asked anew at each try: it may
    refuse by raising.

    Raises ``ChangedMeanwhile`` if others changed the case after event number ``seen``, and
    ``CaseDamaged``. ``also`` runs in the same transaction.
    """
    for attempt in range(TRIES):
        if attempt:
            opened = open_case(ref=opened.case.ref, user=by, keyring=keyring)
        refuse_changes(opened, by=by, seen=seen)
        made = change(opened) if callable(change) else change
        try:
            with transaction.atomic():
                begin(opened, keyring, made.rekey)
                _append(opened, by, now, made)
                if also is not None:
                    also(opened)
        except IntegrityError:
            # The opened case has run ahead of the database; it is read afresh.
            continue
        else:
            return opened
    raise ChangedMeanwhile([])


def begin(opened: OpenCase, keyring: Keyring, rekey: Rekey | None = None) -> None:
    """Lock what is about to be written, and give the case other keys first where it is due.

    Where somebody named has left, whoever is named and writes next seals it under keys that the
    other never had. The team's lock comes before the case's.
    """
    named = remaining_of(opened) if rekey is None else []
    if rekey is None and not named:
        hold(opened.case)
        return
    lock_team(opened.case.team)
    empty_segments(team=opened.case.team, refs=[opened.case.ref])
    hold(opened.case)
    refuse_other_keys(opened)
    team = open_newest(team=opened.case.team, user=opened.user, keyring=keyring)
    if rekey is not None:
        rekey(opened, team)
        return
    hand_to_people(opened, named, team)
    people = [ref.hex for ref in named]
    add_event(opened, Restricted(by=opened.user.ref.hex, at=int(time.time()), people=people))


def refuse_other_keys(opened: OpenCase) -> None:
    """Raise ``KeysRenewed`` where the case, which is held, has other keys than it was opened with.

    What were sealed now, somebody who has left could open.
    """
    if mark_of(opened.case, opened.user) != opened.mark:
        raise KeysRenewed


def hold(case: Case) -> None:
    """Lock a case before anything of it is written: first of all locks, the record's head last.

    Taken in another order they could wait for each other: rows that hang on a case ask for it when
    they are committed. Of a kind that lets the front door go on adding messages.

    Raises ``IntegrityError`` where it was taken back since it was opened: what was erased must
    not be summed up again.
    """
    held = _HELD.first(case.ref)
    if held is None:
        raise Case.DoesNotExist
    if held.withdrawn_on != case.withdrawn_on:
        raise IntegrityError


def refuse_changes(opened: OpenCase, *, by: User, seen: int) -> None:
    """Raise unless the case is whole and nobody else changed it after event ``seen``."""
    if opened.damaged:
        raise CaseDamaged
    later = [event.body for event in opened.events[seen:] if event.body is not None]
    others = [
        body for body in later if body.by != by.ref.hex and not _follows_by_itself(opened, body)
    ]
    if others:
        raise ChangedMeanwhile(others)


def _follows_by_itself(opened: OpenCase, event: AnyEvent) -> bool:
    """Tell whether an event is no change of its own: a reading, or a status told after a move."""
    if isinstance(event, MessageSent):
        thread = next((one for one in opened.threads if one.mailbox.hex == event.mailbox), None)
        entry = thread.entries[event.number - 1].body if thread is not None else None
        return isinstance(entry, StatusTold)
    return isinstance(event, Translated) or happens_by_itself(event)


def _append(opened: OpenCase, by: User, now: int, change: Change) -> None:
    for event in change.events:
        add_event(opened, event)
        if isinstance(event, MessageTaken):
            blank(opened, event)
    for mailbox, entry in change.entries:
        _say(opened, by, mailbox, entry, now)
    said = (one for _, one in change.entries if isinstance(one, Text | FileSent))
    after = max((one.after for one in said), default=0)
    _tell_status(opened, by, now, after=after)
    blank_vanished(opened, by, now)
    sum_up(opened)
    if not opened.file.practice:
        touch(opened.case)
    record(person=by.ref, verb=change.verb, kind="case", ref=opened.case.ref, head=opened.head)


def add_event(opened: OpenCase, event: AnyEvent) -> None:
    """Seal one event onto the chain and store it; ``IntegrityError`` if its number is taken.

    And if the keys are others meanwhile, which is a ``KeysRenewed``: the case is held.
    """
    refuse_other_keys(opened)
    link = seal_event(
        encode_event(event),
        keys=opened.keys,
        case=opened.case.ref.bytes,
        number=opened.sequence + 1,
        previous=opened.head,
    )
    Event.objects.create(
        case=opened.case,
        number=link.number,
        generation=link.generation,
        digest=link.digest,
        sealed_body=link.sealed,
    )
    opened.events.append(OpenEvent(link.number, link.digest, event))
    opened.added += 1
    if isinstance(event, Blanked):
        Event.objects.filter(case=opened.case, number=event.number).update(sealed_body=None)
        drop_snapshot(opened.case.ref)
        opened.refold()
    else:
        opened.file.apply(event)


def _say(opened: OpenCase, by: User, mailbox: UUID, entry: Entry, now: int) -> None:
    """Add an entry to a thread, with the event that makes it the team's own."""
    thread = next(one for one in opened.threads if one.mailbox == mailbox)
    link = store_entry(
        case=opened.case,
        mailbox=mailbox,
        key=thread.key,
        number=thread.next_number,
        previous=thread.head,
        entry=entry,
        now=now,
    )
    thread.entries.append(OpenEntry(link.number, link.digest, entry, named=True, read=False))
    opened.added += 1
    sent = MessageSent(
        by=by.ref.hex, at=now, mailbox=mailbox.hex, number=link.number, digest=link.digest.hex()
    )
    add_event(opened, sent)


def tell_read(opened: OpenCase, thread: Thread, *, upto: int, now: int) -> Link | None:
    """Tell the applicant that what they wrote was read; the caller's event is to name the entry.

    None, and nothing is told, where no code opens the mailbox or its hour could not be sealed.
    """
    if not thread.live or opened.case.withdrawn_on is not None:
        return None
    told = ReadTold(at=hour_of(now), upto=upto)
    try:
        link = store_entry(
            case=opened.case,
            mailbox=thread.mailbox,
            key=thread.key,
            number=thread.next_number,
            previous=thread.head,
            entry=told,
            now=now,
        )
    except Team.DoesNotExist:
        return None
    thread.entries.append(OpenEntry(link.number, link.digest, told, named=True, read=False))
    opened.added += 1
    return link


def store_entry(
    *,
    case: Case,
    mailbox: UUID,
    key: bytes,
    number: int,
    previous: bytes,
    entry: Entry,
    now: int,
) -> Link:
    """Seal an entry onto a thread and store it with its sealed hour of arrival.

    Raises ``IntegrityError`` if the number is taken.
    """
    link = seal_message(
        encode_entry(entry), key=key, mailbox=mailbox.bytes, number=number, previous=previous
    )
    store_link(case=case, mailbox=mailbox, link=link, now=now)
    return link


def store_link(
    *, case: Case, mailbox: UUID, link: Link, now: int, mark: bytes | None = None
) -> None:
    """Store a sealed entry with its sealed hour of arrival; ``mark`` as of the ``Message``.

    Raises ``IntegrityError`` if the number is taken.
    """
    epoch = current_epoch(case.team)
    if epoch is None:
        raise Team.DoesNotExist
    arrival = seal_arrival(
        epoch.public_key,
        team=epoch.team,
        epoch=epoch.number,
        ref=mailbox.bytes,
        number=link.number,
        hour=hour_of(now),
    )
    Message.objects.create(
        mailbox=mailbox,
        number=link.number,
        case=case,
        digest=link.digest,
        sealed_body=link.sealed,
        mark=no_mark() if mark is None else mark,
        arrival_epoch=epoch.number,
        sealed_arrival=arrival,
    )


def blank_vanished(opened: OpenCase, by: User, now: int) -> None:
    """Take out the words of messages that were to vanish by now, each named by an event."""
    if opened.damaged or opened.case.withdrawn_on is not None:
        return
    for thread in opened.threads:
        for entry in thread.vanished(now):
            place = thread.mailbox.hex, entry.number
            gone = MessageTaken(
                by=by.ref.hex, at=now, mailbox=place[0], number=place[1], what="vanished"
            )
            add_event(opened, gone)
            blank(opened, gone)


def blank(opened: OpenCase, gone: MessageTaken) -> None:
    """Take the words of an entry out of its row, which an event of the case has named.

    A file goes with the last entry that names it.
    """
    thread = next(one for one in opened.threads if one.mailbox.hex == gone.mailbox)
    entry = thread.entries[gone.number - 1]
    thread.entries[gone.number - 1] = replace(entry, body=None)
    rows = Message.objects.filter(case=opened.case, mailbox=thread.mailbox, number=gone.number)
    rows.update(sealed_body=None)
    words_gone(opened.case.ref)
    said = plain(entry.body)
    if isinstance(said, FileSent):
        _remove_file(opened, said)
    if gone.what != "struck":
        _strike_translations(opened, gone)


def _remove_file(opened: OpenCase, sent: FileSent) -> None:
    entries = (plain(one.body) for thread in opened.threads for one in thread.entries)
    named = any(isinstance(body, FileSent) and body.ref == sent.ref for body in entries)
    file = sent.attached.file
    if file is not None and not named:
        remove_file(case=opened.case, ref=file)


def _strike_translations(opened: OpenCase, gone: MessageTaken) -> None:
    """Take out what says the same words in another language."""
    of = f"message:{gone.mailbox}:{gone.number}"
    for event in list(opened.events):
        body = event.body
        if isinstance(body, Translated) and body.of == of and has_words(body):
            add_event(opened, strike(body, number=event.number, by=gone.by, at=gone.at, why=""))


def _tell_status(opened: OpenCase, by: User, now: int, *, after: int) -> None:
    """Tell the applicant where things stand, wherever that has changed; after its words."""
    file = opened.file
    status = status_of(file.stage, file.aside)
    told = StatusTold(
        at=hour_of(now),
        status=status,
        promised=(file.promised or None) if status != "closed" else None,
        keep_until=file.keep_until,
        after=after,
    )
    for thread in opened.threads:
        before = thread.told
        # Until something is decided, the front door says by itself what holds for everyone.
        new = before is not None or status != "received" or file.promised_at
        # Where things stand would tell a stranger that somebody has asked us before.
        stranger = file.is_stranger(thread.mailbox.hex)
        if thread.live and new and not stranger and not _says_the_same(before, told):
            _say(opened, by, thread.mailbox, told, now)


def _says_the_same(before: StatusTold | None, told: StatusTold) -> bool:
    if before is None:
        return False
    return (before.status, before.promised, before.keep_until) == (
        told.status,
        told.promised,
        told.keep_until,
    )
