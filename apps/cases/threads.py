"""What the front door writes to a case: an entry of the applicant's, on their mailbox's thread."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.cases.messages import Entry
from apps.cases.models import Case, Message, Summary
from apps.cases.summing import touch
from apps.cases.writing import TRIES, store_entry
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link
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
    last = Message.objects.filter(mailbox=mailbox).order_by("-number").first()
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
    Summary.objects.filter(case=case).update(written=F("written") + 1)
    if tell:
        notify(team=case.team)
    return link
