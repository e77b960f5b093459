"""The one way in which something is added to a case: events, messages, summary and record together.

An event is numbered by the page's own reading of the chain; a unique key says *somebody was
faster*, and what they changed is told. An applicant's message never refuses a caseworker's edit:
what was sealed onto a number taken meanwhile is sealed again, three tries.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.adding import TRIES, add_event, hold, refuse_other_keys
from apps.cases.casefile import (
    AnyEvent,
    MessageSent,
    MessageTaken,
    Restricted,
    Translated,
    happens_by_itself,
)
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.index.segments import empty_segments
from apps.cases.messages import Entry, FileSent, StatusTold, Text
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.rekeying import hand_to_people, remaining_of
from apps.cases.summing import sum_up, touch
from apps.cases.telling import blank, blank_vanished, say, tell_status
from apps.crypto import Keyring
from apps.teams.actions import lock_team
from apps.teams.opening import Opened, open_newest

# Runs with the case and the team's newest epoch, both held.
Rekey = Callable[[OpenCase, Opened], None]


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
        say(opened, by, mailbox, entry, now)
    said = (one for _, one in change.entries if isinstance(one, Text | FileSent))
    after = max((one.after for one in said), default=0)
    tell_status(opened, by, now, after=after)
    blank_vanished(opened, by, now)
    sum_up(opened)
    if not opened.file.practice:
        touch(opened.case)
    record(person=by.ref, verb=change.verb, kind="case", ref=opened.case.ref, head=opened.head)
