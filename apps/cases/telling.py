"""What the team says on the threads of a case, and what goes from them: each named by an event."""

from uuid import UUID

from msgspec.structs import replace

from apps.accounts.models import User
from apps.cases.adding import add_event
from apps.cases.casefile import MessageSent, MessageTaken, Translated, has_words, strike
from apps.cases.days import hour_of
from apps.cases.files import remove_file
from apps.cases.messages import Entry, FileSent, ReadTold, StatusTold, encode_entry, plain
from apps.cases.models import Case, Message
from apps.cases.opened import OpenCase, OpenEntry, Thread
from apps.cases.owing import words_gone
from apps.cases.statuses import status_of
from apps.crypto.chain import Link, seal_message
from apps.crypto.marks import no_mark
from apps.crypto.submission import seal_arrival
from apps.teams.models import Team
from apps.teams.queries import current_epoch


def say(opened: OpenCase, by: User, mailbox: UUID, entry: Entry, now: int) -> None:
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


def tell_status(opened: OpenCase, by: User, now: int, *, after: int) -> None:
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
            say(opened, by, thread.mailbox, told, now)


def _says_the_same(before: StatusTold | None, told: StatusTold) -> bool:
    if before is None:
        return False
    return (before.status, before.promised, before.keep_until) == (
        told.status,
        told.promised,
        told.keep_until,
    )
