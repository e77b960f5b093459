"""The case file: what the events of a case add up to. Pure: no database, no clock.

Every change of a case is an event with who and when; the file is a fold over them. Undoing is one
more event. See docs/spec/events.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, get_args

from apps.cases import vocabulary
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
from apps.cases.casefile.coding import (
    AnyEvent,
    CircleEvent,
    ContactEvent,
    CourseEvent,
    WayEvent,
    WorkEvent,
)
from apps.cases.casefile.contacts import ContactLogged, MessageTaken, NumberShown
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
from apps.cases.casefile.parts import Contacts, Work
from apps.cases.casefile.travelling import CheckedIn
from apps.cases.casefile.wayout import WayOut
from apps.cases.casefile.work import ApprovalAnswered, TaskDone

# What counts as the first action that a risk's clock asks for.
ACTS: Final = (MessageSent, ContactLogged, NumberShown, TaskDone, Closed)
READINGS: Final = (MessageRead, Looked)


def happens_by_itself(event: AnyEvent) -> bool:
    """Tell whether an event is no change of its own: a reading, or words that went as was set."""
    if isinstance(event, MessageTaken):
        return event.what == "vanished"
    if isinstance(event, Blanked):
        return event.calendar
    return isinstance(event, READINGS)


@dataclass(slots=True)
class CaseFile:
    """What the events so far add up to. ``mailboxes`` maps each mailbox's ref to its own key.

    ``seconds`` maps those that were given later to the ref of the second code's.

    The first mailbox's key stands in the case key, not in an event: its value is "". ``guests``
    maps mailboxes that came with a joined case to that case's ref; until *same person* is recorded
    (``earlier`` then names the case) nobody knows who reads there.
    """

    name: str = ""
    reference: str = ""
    arrived: int = 0
    due: int = 0
    stage: str = "received"
    aside: str = ""
    aside_at: int = 0
    aside_until: str = ""
    reason: str = ""
    risk: str = ""
    risk_at: int = 0
    risk_again: int = 0
    risk_first: int = 0
    owner: str = ""
    promised: str = ""
    promised_at: int = 0
    keep_until: str | None = None
    changed: int = 0
    notes: int = 0
    mailboxes: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, str] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    guests: dict[str, str] = field(default_factory=dict)
    sent: dict[tuple[str, int], str] = field(default_factory=dict)
    read: dict[tuple[str, int], str] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    blanked: dict[int, str] = field(default_factory=dict)
    stage_at: int = 0
    came_to: str = ""
    acted_at: int = 0
    practice: bool = False
    practice_at: int = 0
    brought: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    work: Work = field(default_factory=Work)
    way: WayOut = field(default_factory=WayOut)
    joined: dict[str, Joined] = field(default_factory=dict)
    earlier: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    restricted: list[str] = field(default_factory=list)
    interpreters: set[str] = field(default_factory=set)

    def apply(self, event: AnyEvent) -> None:
        """Fold one more event in."""
        if event.at > self.changed and not happens_by_itself(event):
            self.changed = event.at
        if event.at > self.acted_at and isinstance(event, ACTS):
            self.acted_at = event.at
        _APPLY[type(event)](self, event)

    def _course(self, event: CourseEvent) -> None:
        match event:
            case Admitted():
                self.name, self.reference = event.name, event.reference
                self.arrived, self.due, self.promised = event.arrived, event.due, event.promised
                self._add_mailbox(event.mailbox, "")
            case Looked():
                self.looked[event.by] = event.at
            case MessageRead():
                self.read[event.mailbox, event.number] = event.digest
                if event.told:
                    self.sent[event.mailbox, event.told] = event.told_digest
            case MessageSent():
                self.sent[event.mailbox, event.number] = event.digest
            case RiskSet():
                self.risk, self.risk_at = event.risk, event.at
                self.risk_again, self.risk_first = event.again, event.first
            case OwnerSet():
                self.owner = event.owner
            case HandedOn():
                self.owner = event.to if self.owner == event.of else self.owner
                self.work.hand_on(event.of, event.to)
                self.contacts.hand_on(event.of, event.to)
                self.way.hand_on(event.of, event.to)
            case Noted():
                self.notes += 1
            case Promised():
                self.promised, self.promised_at = event.day, event.at
            case KeptUntil():
                self._keep(event.keep_until)
            case MailboxAdded():
                self._add_mailbox(event.mailbox, event.key, event.came_from)
                self.seconds[event.mailbox] = event.second
            case MailboxEnded():
                self._end_mailbox(event.mailbox, gone=bool(event.moved_to))
            case Blanked():
                self.blanked[event.number] = event.why
            case _:
                self._move(event)

    def _go(self, event: WayEvent) -> None:
        if isinstance(event, CheckedIn) and self.way.travel.is_of(event.journey):
            self.contacts.sign(event.how, event.at)
        # What a second person approved was another journey, with other people or another cost.
        if self.way.apply(event):
            self.work.end_approvals("changed", gate="travel")

    def _do(self, event: WorkEvent) -> None:
        # Whoever wrote the journey is no second person for it, whatever else they are.
        approves = isinstance(event, ApprovalAnswered) and event.answer == "approved"
        if not (approves and self.wrote_the_journey(event.by)):
            self.work.apply(event)

    def wrote_the_journey(self, person: str) -> bool:
        """Tell whether the journey as it stands is this person's writing."""
        journey = self.way.travel.journey
        return journey is not None and journey.by == person

    def _belong(self, event: CircleEvent) -> None:
        match event:
            case PracticeSet():
                self.practice, self.practice_at = event.practice, event.at
            case BroughtIn():
                self.brought = event.how
            case Joined():
                self.joined[event.other] = event
                self.apart.discard(event.other)
            case Parted():
                self.joined.pop(event.other, None)
                self.earlier.discard(event.other)
                self.apart.add(event.other)
            case EarlierOpened():
                self.earlier.add(event.other)
            case Restricted():
                self.restricted = list(event.people)
            case Moved():
                # Whose it was, and who alone could open it, was a matter of the other team.
                self.owner, self.restricted = "", []
                self.interpreters.clear()
            case InterpreterLet():
                self.interpreters.add(event.user)
            case InterpreterEnded():
                self.interpreters.discard(event.user)

    def _move(self, event: StageMoved | AsideSet | Closed | Reopened) -> None:
        if not isinstance(event, AsideSet):
            self.stage_at = event.at
            self.work.end_approvals("stage")
        match event:
            case StageMoved() | Reopened():
                self.stage, self.aside, self.reason = event.stage, "", ""
                self.aside_until = ""
                self.keep_until = None
                self.work.pass_gates(event.gates, by=event.by, at=event.at)
            case AsideSet():
                self.aside, self.reason, self.keep_until = event.aside, "", None
                self.aside_at, self.aside_until = event.at, event.until
                if event.aside == "declined":
                    self.reason = event.reason
                    kept = keep_until(event.reason, declined=True, at=event.at)
                    self.keep_until = kept and max(kept, event.keep)
            case Closed():
                self.came_to = self.came_to if self.stage == "closed" else self.stage
                self.stage, self.aside, self.reason = "closed", "", event.reason
                self.keep_until = event.keep_until

    def _keep(self, day: str | None) -> None:
        # Nothing that is set is brought forward: only a person's own decision has no day yet.
        if self.stage == "closed" and (self.keep_until is None or (day or "") > self.keep_until):
            self.keep_until = day

    def _add_mailbox(self, mailbox: str, key: str, came_from: str = "") -> None:
        self.mailboxes[mailbox] = key
        self.live.add(mailbox)
        if came_from:
            self.guests[mailbox] = came_from

    def _end_mailbox(self, mailbox: str, *, gone: bool) -> None:
        self.live.discard(mailbox)
        if gone:
            self.mailboxes.pop(mailbox, None)
            self.guests.pop(mailbox, None)

    def is_stranger(self, mailbox: str) -> bool:
        """Tell whether nobody has made sure yet who reads in a mailbox: it came by joining."""
        return mailbox in self.guests and self.guests[mailbox] not in self.earlier

    def is_closed(self, now: int) -> bool:
        """Tell whether the case is closed: a declined one closes by itself after 30 days."""
        if self.aside == "declined":
            return now >= self.aside_at + vocabulary.DECLINED_CLOSES.total_seconds()
        return self.stage == "closed"

    @property
    def kept_until(self) -> str | None:
        """The day until which the case is kept, where there is one; practice goes after a week."""
        if not self.practice:
            return self.keep_until
        week = vocabulary.PRACTICE_KEPT.total_seconds()
        day = datetime.fromtimestamp(self.practice_at + week, UTC).date().isoformat()
        return min(day, self.keep_until or day)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is to be done any more: closed, or declined."""
        return self.stage == "closed" or self.aside == "declined"

    @property
    def is_new(self) -> bool:
        """Tell whether nobody has judged or taken the request yet."""
        return self.stage == "received" and not (self.risk or self.owner or self.aside)

    @property
    def is_waiting(self) -> bool:
        """Tell whether the request still waits for somebody who judges its risk."""
        return self.stage in vocabulary.GROUPS["new"] and not (self.risk or self.aside)

    @property
    def clock(self) -> int:
        """When the case wants to be looked at: first reading, then the risk's next look."""
        if self.is_over:
            return 0
        if not self.risk:
            return self.due
        return _no_later(self.risk_again, self.risk_at, vocabulary.LOOK_AGAIN[self.risk])

    @property
    def act_by(self) -> int:
        """When the risk's clock wants the first action done; 0 where no risk was set."""
        if not self.risk:
            return 0
        return _no_later(self.risk_first, self.risk_at, vocabulary.FIRST_ACTION[self.risk])


def _no_later(asked: int, begin: int, shipped: timedelta) -> int:
    latest = begin + int(shipped.total_seconds())
    return min(asked, latest) if asked > begin else latest


# By type: asking unions of thirty types one after another took as long as opening the event.
_APPLY: Final[dict[type, Callable[[CaseFile, Any], None]]] = {
    **dict.fromkeys(get_args(CourseEvent), lambda file, event: file._course(event)),
    **dict.fromkeys(get_args(ContactEvent), lambda file, event: file.contacts.apply(event)),
    **dict.fromkeys(get_args(WorkEvent), lambda file, event: file._do(event)),
    **dict.fromkeys(get_args(CircleEvent), lambda file, event: file._belong(event)),
    **dict.fromkeys(get_args(WayEvent), lambda file, event: file._go(event)),
}


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
