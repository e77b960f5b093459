"""The case file: what the events of a case add up to. Pure: no database, no clock.

Every change of a case is an event with who and when; the file is a fold over them. Undoing is one
more event. See docs/spec/events.md.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from apps.cases import vocabulary
from apps.crypto import CannotOpen

MOST_BYTES: Final = 64 * 1024
MOST_CHARACTERS: Final = 8000


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """What every event says: by whom (ref in hex) and when (Unix time in seconds)."""

    by: str
    at: int


class Admitted(Event, frozen=True, tag="admitted"):
    """The first event: a member listed the request. Clocks run from the sealed hour of arrival."""

    name: str
    reference: str
    arrived: int
    due: int
    promised: str
    mailbox: str


class MessageRead(Event, frozen=True, tag="message_read"):
    """A member of the team opened an entry of the applicant's, named by number and digest."""

    mailbox: str
    number: int
    digest: str


class MessageSent(Event, frozen=True, tag="message_sent"):
    """The team wrote this entry: no other may be shown as the team's."""

    mailbox: str
    number: int
    digest: str


class RiskSet(Event, frozen=True, tag="risk_set"):
    """A member judged the risk."""

    risk: str


class OwnerSet(Event, frozen=True, tag="owner_set"):
    """Whose case it is; "" for nobody's."""

    owner: str


class StageMoved(Event, frozen=True, tag="stage_moved"):
    """A decision on the stage, forward or back; it also ends an aside."""

    stage: str
    why: str = ""


class AsideSet(Event, frozen=True, tag="aside_set"):
    """The case stands aside, its stage kept; "" brings it back. Declining names its reason."""

    aside: str
    why: str = ""
    reason: str = ""


class Closed(Event, frozen=True, tag="closed"):
    """The case was closed, for a reason of the list; None is kept until a person decides."""

    reason: str
    keep_until: str | None
    why: str = ""


class Reopened(Event, frozen=True, tag="reopened"):
    """The case was opened again, at a stage of choice."""

    stage: str
    why: str = ""


class Noted(Event, frozen=True, tag="noted"):
    """A note for colleagues."""

    text: str


class Promised(Event, frozen=True, tag="promised"):
    """The day by which the applicant hears from us, as ``YYYY-MM-DD``."""

    day: str


class MailboxAdded(Event, frozen=True, tag="mailbox_added"):
    """A new code was given: the new mailbox, its key and the empty second one's, in hex."""

    mailbox: str
    key: str
    second: str
    second_key: str
    opens_answers: bool


class MailboxEnded(Event, frozen=True, tag="mailbox_ended"):
    """A code was ended: its mailbox opens nothing any more."""

    mailbox: str


class Blanked(Event, frozen=True, tag="blanked"):
    """The body of an earlier event was taken out for good; its digest stays."""

    number: int
    why: str


AnyEvent = (
    Admitted
    | MessageRead
    | MessageSent
    | RiskSet
    | OwnerSet
    | StageMoved
    | AsideSet
    | Closed
    | Reopened
    | Noted
    | Promised
    | MailboxAdded
    | MailboxEnded
    | Blanked
)
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


@dataclass(slots=True)
class CaseFile:
    """What the events so far add up to. ``live`` maps each live mailbox's ref to its own key.

    The first mailbox's key stands in the case key, not in an event: its value is "".
    """

    name: str = ""
    reference: str = ""
    arrived: int = 0
    due: int = 0
    stage: str = "received"
    aside: str = ""
    aside_at: int = 0
    reason: str = ""
    risk: str = ""
    risk_at: int = 0
    owner: str = ""
    promised: str = ""
    promised_at: int = 0
    keep_until: str | None = None
    changed: int = 0
    notes: int = 0
    mailboxes: dict[str, str] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    sent: dict[tuple[str, int], str] = field(default_factory=dict)
    read: dict[tuple[str, int], str] = field(default_factory=dict)
    blanked: dict[int, str] = field(default_factory=dict)

    def apply(self, event: AnyEvent) -> None:
        """Fold one more event in."""
        if not isinstance(event, MessageRead):
            self.changed = max(self.changed, event.at)
        match event:
            case Admitted():
                self.name, self.reference = event.name, event.reference
                self.arrived, self.due, self.promised = event.arrived, event.due, event.promised
                self._add_mailbox(event.mailbox, "")
            case MessageRead():
                self.read[event.mailbox, event.number] = event.digest
            case MessageSent():
                self.sent[event.mailbox, event.number] = event.digest
            case RiskSet():
                self.risk, self.risk_at = event.risk, event.at
            case OwnerSet():
                self.owner = event.owner
            case Noted():
                self.notes += 1
            case Promised():
                self.promised, self.promised_at = event.day, event.at
            case MailboxAdded():
                self._add_mailbox(event.mailbox, event.key)
            case MailboxEnded():
                self.live.discard(event.mailbox)
            case Blanked():
                self.blanked[event.number] = event.why
            case _:
                self._move(event)

    def _move(self, event: StageMoved | AsideSet | Closed | Reopened) -> None:
        match event:
            case StageMoved() | Reopened():
                self.stage, self.aside, self.reason = event.stage, "", ""
                self.keep_until = None
            case AsideSet():
                self.aside, self.reason, self.keep_until = event.aside, event.reason, None
                self.aside_at = event.at
                if event.aside == "declined":
                    self.keep_until = keep_until(event.reason, declined=True, at=event.at)
            case Closed():
                self.stage, self.aside, self.reason = "closed", "", event.reason
                self.keep_until = event.keep_until

    def _add_mailbox(self, mailbox: str, key: str) -> None:
        self.mailboxes[mailbox] = key
        self.live.add(mailbox)

    def is_closed(self, now: int) -> bool:
        """Tell whether the case is closed: a declined one closes by itself after 30 days."""
        if self.aside == "declined":
            return now >= self.aside_at + vocabulary.DECLINED_CLOSES.total_seconds()
        return self.stage == "closed"

    @property
    def clock(self) -> int:
        """When the case wants to be looked at: first reading, then the risk's next look."""
        if self.stage == "closed" or self.aside == "declined":
            return 0
        if not self.risk:
            return self.due
        return self.risk_at + int(vocabulary.LOOK_AGAIN[self.risk].total_seconds())


def fold(events: list[AnyEvent]) -> CaseFile:
    """Return what events add up to, in their order."""
    file = CaseFile()
    for event in events:
        file.apply(event)
    return file


def keep_until(reason: str, *, at: int, declined: bool = False) -> str | None:
    """Return the day until which a case closed at that time is kept; None: a person decides."""
    kept = vocabulary.KEEP.get(reason, vocabulary.KEEP["other"])
    if kept is None:
        return None
    seconds = kept.total_seconds() + declined * vocabulary.DECLINED_CLOSES.total_seconds()
    return datetime.fromtimestamp(at + seconds, UTC).date().isoformat()
