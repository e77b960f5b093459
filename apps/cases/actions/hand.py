"""Who acts on an opened case, and opening one to read it.

Each act of the team takes a ``Hand``: who acts, on which opened case, and the last event that
their page had shown. Each raises ``ChangedMeanwhile`` where others changed the case since, and
``CaseDamaged``.
"""

import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.adding import TRIES, add_event
from apps.cases.admission import admit
from apps.cases.casefile import AnyEvent, MessageRead
from apps.cases.errors import NotAdmitted
from apps.cases.keys import Held
from apps.cases.opened import OpenCase, Thread
from apps.cases.owing import drop_snapshot
from apps.cases.queries import cases_visible_to, open_case, read_whole
from apps.cases.snapshots import is_due, keep_snapshot
from apps.cases.summing import sum_up
from apps.cases.telling import blank_vanished, tell_read
from apps.cases.writing import Change, begin, write
from apps.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts on which opened case, and the number of the last event that their page showed.

    ``at`` dates an act that happened earlier (Unix time in seconds); None is now.
    """

    opened: OpenCase
    by: User
    keyring: Keyring
    seen: int
    at: int | None = None

    @property
    def me(self) -> str:
        """The person's ref as events name it."""
        return self.by.ref.hex

    @property
    def now(self) -> int:
        """Unix time in seconds."""
        return int(time.time()) if self.at is None else self.at

    def write(
        self,
        change: Change | Callable[[OpenCase], Change],
        *,
        also: Callable[[OpenCase], None] | None = None,
    ) -> OpenCase:
        """Add a change with all that follows from it; ``also`` joins its transaction.

        A change that depends on how the case stands is given as a function of the opened case.
        """
        return write(
            opened=self.opened,
            by=self.by,
            seen=self.seen,
            keyring=self.keyring,
            now=self.now,
            change=change,
            also=also,
        )

    def add(self, *events: AnyEvent) -> OpenCase:
        """Add events to the case."""
        return self.write(Change(events=list(events)))


def read_case(*, ref: UUID, user: User, keyring: Keyring, at: int | None = None) -> OpenCase:
    """Open a case for reading: admits it, marks what the applicant wrote as read, is recorded.

    The applicant is told that it was read, and what was to vanish by now is taken out. ``at``
    dates a reading that happened earlier, as a ``Hand``'s does.

    Raises ``Case.DoesNotExist``, a ``TeamClosed``, ``CannotOpen`` and ``NotAdmitted`` (what was
    submitted does not open).
    """
    try:
        opened = open_case(ref=ref, user=user, keyring=keyring)
    except NotAdmitted:
        admit(case=cases_visible_to(user).get(ref=ref), user=user, keyring=keyring)
        opened = open_case(ref=ref, user=user, keyring=keyring)
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                begin(opened, keyring)
                _mark_read(opened, user, int(time.time()) if at is None else at)
                if is_due(opened):
                    opened = _look_over(opened, keyring)
                record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
        except IntegrityError:
            opened = open_case(ref=ref, user=user, keyring=keyring)
        else:
            return opened
    with transaction.atomic():
        record(person=user.ref, verb="case_read", kind="case", ref=ref, head=opened.head)
    return opened


def _look_over(opened: OpenCase, keyring: Keyring) -> OpenCase:
    """Open a held case from its rows alone, and keep what they hold for the next ones to open it.

    Somebody who writes the database may have changed what the last snapshot spared reading.
    """
    held = Held(opened.keys, opened.epoch, opened.mark)
    whole = read_whole(case=opened.case, user=opened.user, keyring=keyring, held=held, resume=False)
    if whole.damaged:
        drop_snapshot(opened.case.ref)
        return whole
    keep_snapshot(whole)
    return opened


def _mark_read(opened: OpenCase, user: User, now: int) -> None:
    if opened.damaged:
        return
    before = opened.sequence
    for thread in opened.threads:
        _read_thread(opened, thread, user, now)
    blank_vanished(opened, user, now)
    if opened.sequence > before:
        sum_up(opened)


def _read_thread(opened: OpenCase, thread: Thread, user: User, now: int) -> None:
    unread = [entry for entry in thread.entries if entry.unread]
    if not unread:
        return
    told = tell_read(opened, thread, upto=unread[-1].number, now=now)
    for entry in unread:
        last = entry is unread[-1] and told is not None
        read = MessageRead(
            by=user.ref.hex,
            at=now,
            mailbox=thread.mailbox.hex,
            number=entry.number,
            digest=entry.digest.hex(),
            told=told.number if last and told else 0,
            told_digest=told.digest.hex() if last and told else "",
        )
        add_event(opened, read)
        thread.entries[entry.number - 1] = entry.as_read()


def one_of(value: str, known: Container[str]) -> None:
    """Raise ``ValueError`` unless the code stands in the list."""
    if value not in known:
        raise ValueError("not one of the list")
