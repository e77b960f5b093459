"""What the front door writes to a case: an entry of the applicant's, on their mailbox's thread."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.cases.messages import Entry
from apps.cases.models import Case, Message, Summary
from apps.cases.summing import touch
from apps.cases.writing import TRIES, store_entry, store_link
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, front_mark, link_message
from apps.teams.actions import notify


def append_entry(
    *,
    case: Case,
    mailbox: UUID,
    key: bytes,
    entry: Entry,
    now: int | None = None,
    unless: Callable[[], bool] = bool,
    tell: bool = True,
    also: Callable[[], object] = bool,
) -> Link | None:
    """Seal an entry of the applicant's onto the thread's end; durable when this returns.

    A number taken meanwhile is sealed again, three tries; then ``IntegrityError``. ``now`` is the
    server's own time, in Unix seconds. None, and nothing is added, where ``unless`` says before a
    try that the entry is there: who took the number may have sent the very same. ``tell``: the
    team is owed a notice, and the case counts as written to. ``also`` joins the transaction of
    what is added.
    """
    arrived = int(time.time()) if now is None else now
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                link = _append(case, mailbox, key, entry, arrived, unless, tell=tell)
                if link is not None:
                    also()
                return link
        except IntegrityError:
            if not left:
                raise
            # The day that was moved and not kept is moved again.
            case.refresh_from_db(fields=["erase_by"])
    raise AssertionError


class Moved(Exception):
    """Somebody wrote meanwhile: what was sealed has to be sealed anew, onto what came."""


def append_sealed(
    *,
    case: Case,
    mailbox: UUID,
    number: int,
    sealed: bytes,
    front: bytes,
    tell: bool,
    also: Callable[[], object] = bool,
) -> None:
    """Store an entry that the applicant's browser sealed; durable when this returns.

    The same bytes come again are there already, and nothing is added. ``front`` is the key of the
    mark that says so to whoever has the code; the others as of `append_entry`. Raises `Moved`
    where this is not the next number, and ``CannotOpen`` where the bytes have not the shape of an
    entry.
    """
    now = int(time.time())
    try:
        with transaction.atomic():
            last = _last(mailbox)
            there = last.number if last is not None else 0
            if number != there + 1:
                return _came_before(mailbox, number, sealed)
            previous = FIRST_MESSAGE_AFTER if last is None else bytes(last.digest)
            link = link_message(sealed, mailbox=mailbox.bytes, number=number, previous=previous)
            mark = front_mark(front, mailbox=mailbox.bytes, number=number, digest=link.digest)
            if tell:
                touch(case)
            store_link(case=case, mailbox=mailbox, link=link, now=now, mark=mark)
            _count(case, tell=tell)
            also()
    except IntegrityError:
        _came_before(mailbox, number, sealed)


def _came_before(mailbox: UUID, number: int, sealed: bytes) -> None:
    there = Message.objects.filter(mailbox=mailbox, number=number).first()
    if there is None or bytes(there.sealed_body or b"") != sealed:
        raise Moved


def _last(mailbox: UUID) -> Message | None:
    return Message.objects.filter(mailbox=mailbox).order_by("-number").first()


def _count(case: Case, *, tell: bool) -> None:
    Summary.objects.filter(case=case).update(written=F("written") + 1)
    if tell:
        notify(team=case.team)


def _append(
    case: Case,
    mailbox: UUID,
    key: bytes,
    entry: Entry,
    now: int,
    unless: Callable[[], bool],
    *,
    tell: bool,
) -> Link | None:
    last = _last(mailbox)
    # After the end was read: whoever comes between takes the number, and we try again.
    if unless():
        return None
    # Before the message: whoever of the team writes locks the case first as well.
    if tell:
        touch(case)
    link = store_entry(
        case=case,
        mailbox=mailbox,
        key=key,
        number=1 if last is None else last.number + 1,
        previous=FIRST_MESSAGE_AFTER if last is None else bytes(last.digest),
        entry=entry,
        now=now,
    )
    _count(case, tell=tell)
    return link
