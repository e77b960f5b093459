"""Events as JSON under the seal."""

from typing import Final

import msgspec

from apps.cases.casefile.base import MOST_BYTES
from apps.cases.casefile.circle import (
    BroughtIn,
    EarlierOpened,
    InterpreterEnded,
    InterpreterLet,
    Joined,
    Moved,
    Parted,
    PracticeSet,
    Restricted,
)
from apps.cases.casefile.contacts import (
    AnswersStruck,
    ContactLogged,
    ContactOutcome,
    ContactSet,
    ForceOver,
    MessageTaken,
    NumberShown,
    Translated,
)
from apps.cases.casefile.course import (
    Admitted,
    AsideSet,
    Blanked,
    Closed,
    HandedOn,
    KeptUntil,
    Looked,
    MailboxAdded,
    MailboxEnded,
    MessageRead,
    MessageSent,
    Noted,
    OwnerSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
)
from apps.cases.casefile.filing import FilingEvent
from apps.cases.casefile.household import HouseholdEvent
from apps.cases.casefile.planning import PlanEvent
from apps.cases.casefile.travelling import TravelEvent
from apps.cases.casefile.work import (
    ApprovalAnswered,
    ApprovalAsked,
    CheckMade,
    GateLooked,
    NeedsSet,
    TaskAdded,
    TaskChanged,
    TaskDone,
    TaskDropped,
)
from apps.crypto import CannotOpen

CourseEvent = (
    Admitted
    | Looked
    | MessageRead
    | MessageSent
    | RiskSet
    | OwnerSet
    | HandedOn
    | StageMoved
    | AsideSet
    | Closed
    | KeptUntil
    | Reopened
    | Noted
    | Promised
    | MailboxAdded
    | MailboxEnded
    | Blanked
)
ContactEvent = (
    ContactSet
    | NumberShown
    | ContactOutcome
    | ContactLogged
    | Translated
    | MessageTaken
    | AnswersStruck
    | ForceOver
)
WorkEvent = (
    TaskAdded
    | TaskChanged
    | TaskDone
    | TaskDropped
    | CheckMade
    | ApprovalAsked
    | ApprovalAnswered
    | GateLooked
    | NeedsSet
)
CircleEvent = (
    PracticeSet
    | BroughtIn
    | Joined
    | Parted
    | EarlierOpened
    | Restricted
    | Moved
    | InterpreterLet
    | InterpreterEnded
)
WayEvent = PlanEvent | TravelEvent | HouseholdEvent | FilingEvent
AnyEvent = CourseEvent | ContactEvent | WorkEvent | CircleEvent | WayEvent
# Made once: what a union of types looks like costs forty times the reading of one event.
_READER: Final[msgspec.json.Decoder[AnyEvent]] = msgspec.json.Decoder(AnyEvent)


def encode_event(event: AnyEvent) -> bytes:
    """Return the JSON of an event; ``ValueError`` where it is larger than 64 KiB."""
    data = msgspec.json.encode(event)
    if len(data) > MOST_BYTES:
        raise ValueError("the event is too long")
    return data


def decode_event(data: bytes) -> AnyEvent:
    """Read an event from JSON, or raise ``CannotOpen``."""
    try:
        event: AnyEvent = _READER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise CannotOpen from None
    return event
