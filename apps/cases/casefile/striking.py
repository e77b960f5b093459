"""Striking words out of an event for good: what was decided stays, what was written goes."""

from collections.abc import Mapping
from typing import Final

import msgspec

from apps.cases.casefile.circle import Parted
from apps.cases.casefile.coding import AnyEvent, decode_event, encode_event
from apps.cases.casefile.contacts import (
    ContactLogged,
    ContactOutcome,
    ContactSet,
    ForceOver,
    NumberShown,
    Translated,
)
from apps.cases.casefile.course import (
    AsideSet,
    Blanked,
    Closed,
    KeptUntil,
    Noted,
    Reopened,
    StageMoved,
)
from apps.cases.casefile.filing import DocumentGone, DocumentSet, FileAdded, FileGone
from apps.cases.casefile.household import AgeSet, CaseUnlinked, PapersSet, PersonGone, PersonSet
from apps.cases.casefile.planning import ItemDropped, ItemMoved, ItemSet
from apps.cases.casefile.travelling import CheckedIn, FollowUpMade, JourneyDropped, JourneySet
from apps.cases.casefile.work import (
    ApprovalAnswered,
    ApprovalAsked,
    CheckMade,
    GateLooked,
    TaskAdded,
    TaskChanged,
    TaskDropped,
)
from apps.crypto import CannotOpen

# What somebody wrote in their own words; everything else is a code, a ref or a day.
WORDS: Final[Mapping[type, tuple[str, ...]]] = {
    Noted: ("text",),
    ContactSet: ("address", "not_say", "code_word", "safe_answer", "dropped"),
    ContactOutcome: ("text",),
    ContactLogged: ("text",),
    NumberShown: ("why",),
    ForceOver: ("why",),
    Translated: ("text",),
    StageMoved: ("why",),
    AsideSet: ("why",),
    Closed: ("why", "keep_why"),
    KeptUntil: ("why",),
    Reopened: ("why",),
    TaskAdded: ("title",),
    TaskChanged: ("title",),
    TaskDropped: ("why",),
    CheckMade: ("why",),
    ApprovalAsked: ("why",),
    ApprovalAnswered: ("why",),
    GateLooked: ("why",),
    Parted: ("why",),
    ItemSet: ("title", "note"),
    ItemMoved: ("why",),
    ItemDropped: ("why",),
    JourneySet: ("legs", "check_ins", "meets", "note"),
    CheckedIn: ("why",),
    JourneyDropped: ("why",),
    FollowUpMade: ("answers", "text"),
    PersonSet: ("name", "say", "note"),
    PersonGone: ("why",),
    AgeSet: ("why",),
    PapersSet: ("name", "number", "born", "differs"),
    CaseUnlinked: ("why",),
    DocumentSet: ("note",),
    DocumentGone: ("why",),
    FileAdded: ("name", "title"),
    FileGone: ("why",),
}


def has_words(event: AnyEvent) -> bool:
    """Tell whether somebody's own words stand in the event."""
    return any(getattr(event, name) for name in WORDS.get(type(event), ()))


def without_words(event: AnyEvent) -> AnyEvent:
    """Return the event as it is without anybody's words."""
    names = WORDS.get(type(event), ())
    return msgspec.structs.replace(event, **{name: type(getattr(event, name))() for name in names})


def strike(
    event: AnyEvent, *, number: int, by: str, at: int, why: str, calendar: bool = False
) -> Blanked:
    """Return the event that strikes the words out of event ``number``."""
    kept = encode_event(without_words(event)).decode()
    return Blanked(by=by, at=at, number=number, why=why, kept=kept, calendar=calendar)


def kept_of(blanked: Blanked) -> AnyEvent | None:
    """Return what stays of a struck event; None where nothing does."""
    if not blanked.kept:
        return None
    try:
        kept = decode_event(blanked.kept.encode())
    except CannotOpen:
        return None
    # Whoever strikes out can take words away, never add any.
    return None if has_words(kept) or isinstance(kept, Blanked) else kept
