"""What every write to a case comes down to: it is held, and an event is sealed onto its chain."""

from typing import Final

from django.db import IntegrityError

from apps.cases.casefile import AnyEvent, Blanked, encode_event
from apps.cases.errors import KeysRenewed
from apps.cases.keys import mark_of
from apps.cases.models import Case, Event
from apps.cases.opened import OpenCase, OpenEvent
from apps.cases.owing import drop_snapshot
from apps.crypto.chain import seal_event
from apps.lookups import Lookup

# What was sealed onto a number that somebody else took meanwhile is sealed again.
TRIES: Final = 3

_HELD: Final = Lookup(lambda ref: Case.objects.select_for_update(no_key=True).filter(ref=ref))


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


def refuse_other_keys(opened: OpenCase) -> None:
    """Raise ``KeysRenewed`` where the case, which is held, has other keys than it was opened with.

    What were sealed now, somebody who has left could open.
    """
    if mark_of(opened.case, opened.user) != opened.mark:
        raise KeysRenewed


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
