"""What the larger parts of a case file add up to: tasks, calls, approvals, contacts."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

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

# What counts as not having reached somebody; three in a row, or a failed code word, and contact
# is lost.
FAILURES: Final = frozenset({"ended_unsafe", "no_answer", "wrong_person", "code_failed", "bounced"})
LOST_AFTER: Final = 3
MOST_REPEATS: Final = 366
LAST_DAY: Final = date(9000, 1, 1)


def read_day(day: str) -> date | None:
    """Return a stored day, or None where there is none."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Task:
    """One task that is open; ``done_at`` is when one that repeats was last done."""

    task: str
    title: str
    owner: str
    due: str
    repeats: int
    kind: str
    by: str
    at: int
    done_at: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second person was asked, and what they answered.

    ``void`` says what ended it: the *stage* moved since, a *check* since did not pass, the journey,
    who travels or the cost *changed*, or it was asked *again*.
    """

    approval: str
    gate: str
    by: str
    at: int
    of: str
    why: str
    answer: str = ""
    answered_by: str = ""
    answered_at: int = 0
    answer_why: str = ""
    shown: int = 0
    void: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be answered."""
        return not self.void and self.answer in {"", "question"}


@dataclass(slots=True)
class Contacts:
    """How to reach the person, and how that went.

    ``waiting`` maps each call without an outcome to who was shown the number and when;
    ``force_over`` each mailbox to the last use of a second code that was looked into.
    """

    agreed: ContactSet | None = None
    waiting: dict[str, tuple[str, int]] = field(default_factory=dict)
    failures: int = 0
    lost_at: int = 0
    code_failed_at: int = 0
    last_at: int = 0
    translations: dict[str, Translated] = field(default_factory=dict)
    taken: dict[tuple[str, int], MessageTaken] = field(default_factory=dict)
    struck: AnswersStruck | None = None
    force_over: dict[str, int] = field(default_factory=dict)

    def apply(
        self,
        event: ContactSet
        | NumberShown
        | ContactOutcome
        | ContactLogged
        | Translated
        | MessageTaken
        | AnswersStruck
        | ForceOver,
    ) -> None:
        """Fold one more event in."""
        match event:
            case ContactSet():
                self.agreed = event
            case NumberShown():
                self.waiting[event.call] = event.by, event.at
            case ContactOutcome():
                self.waiting.pop(event.call, None)
                self._went(event.outcome, event.at)
            case ContactLogged():
                self.last_at = max(self.last_at, event.when)
                self._went(event.outcome, event.at)
            case Translated():
                self.translations[event.of] = event
            case MessageTaken():
                self.taken[event.mailbox, event.number] = event
            case AnswersStruck():
                self.struck = event
            case ForceOver():
                for mailbox, number in event.upto.items():
                    self.force_over[mailbox] = max(number, self.force_over.get(mailbox, 0))

    def hand_on(self, of: str, to: str) -> None:
        """Let somebody else say how a colleague's calls went."""
        for call, (by, at) in self.waiting.items():
            if by == of:
                self.waiting[call] = to, at

    def sign(self, how: str, at: int) -> None:
        """Take in a sign on the way: a wrong word is a code word that failed.

        One press does not clear what a failed code word said.
        """
        if how == "word_failed":
            self._went("code_failed", at)
        elif how == "well":
            self.failures, self.last_at = 0, max(self.last_at, at)
            self.lost_at = self.lost_at if self.code_failed_at else 0

    def _went(self, outcome: str, at: int) -> None:
        if outcome == "reached_safely":
            self.failures = self.lost_at = self.code_failed_at = 0
            self.last_at = max(self.last_at, at)
        elif outcome in FAILURES:
            self.failures += 1
            if outcome == "code_failed":
                self.code_failed_at = at
            if outcome == "code_failed" or self.failures >= LOST_AFTER:
                self.lost_at = self.lost_at or at


@dataclass(slots=True)
class Work:
    """Open tasks, checks in their order, approvals, gates to be looked at, needs.

    ``titles`` are those of every task there was, ``brought`` the task sets that came along,
    ``needs_since`` when each need became what it is (Unix seconds).
    """

    tasks: dict[str, Task] = field(default_factory=dict)
    finished: dict[str, Task] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    checks: list[CheckMade] = field(default_factory=list)
    approvals: dict[str, Approval] = field(default_factory=dict)
    to_look_at: dict[str, tuple[str, int]] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    needs_since: dict[str, int] = field(default_factory=dict)

    def apply(
        self,
        event: TaskAdded
        | TaskChanged
        | TaskDone
        | TaskDropped
        | CheckMade
        | ApprovalAsked
        | ApprovalAnswered
        | GateLooked
        | NeedsSet,
    ) -> None:
        """Fold one more event in; what speaks of a task that is not there is void."""
        match event:
            case TaskAdded():
                self._add(event)
            case TaskChanged() if event.task in self.tasks:
                self._change(event)
            case TaskDone() if event.task in self.tasks:
                self._done(self.tasks.pop(event.task), event.at)
            case TaskDropped():
                self.tasks.pop(event.task, None)
            case CheckMade():
                self.checks.append(event)
                if event.result != "pass":
                    self.end_approvals("check")
            case ApprovalAsked():
                self.end_approvals("again", gate=event.gate)
                self.approvals[event.approval] = Approval(
                    event.approval, event.gate, event.by, event.at, event.of, event.why
                )
            case ApprovalAnswered() if event.approval in self.approvals:
                self._answered(event)
            case GateLooked():
                self._looked(event)
            case NeedsSet():
                self._need(event)

    def _add(self, event: TaskAdded) -> None:
        self.titles[event.task] = event.title
        if event.of_set:
            self.brought.add(event.of_set)
        self.tasks[event.task] = Task(
            event.task,
            event.title,
            event.owner,
            event.due,
            event.repeats,
            event.kind,
            event.by,
            event.at,
        )

    def _change(self, event: TaskChanged) -> None:
        self.titles[event.task] = event.title
        self.tasks[event.task] = replace(
            self.tasks[event.task],
            title=event.title,
            owner=event.owner,
            due=event.due,
            repeats=event.repeats,
        )

    def _done(self, task: Task, at: int) -> None:
        self.finished[task.task] = replace(task, done_at=at)
        due = read_day(task.due)
        if task.repeats > 0 and due is not None:
            again = min(due, LAST_DAY) + timedelta(days=min(task.repeats, MOST_REPEATS))
            self.tasks[task.task] = replace(task, due=again.isoformat(), done_at=at)

    def _need(self, event: NeedsSet) -> None:
        kept = {need: at for need, at in self.needs_since.items() if need in event.needs}
        changed = {need for need, state in event.needs.items() if self.needs.get(need) != state}
        self.needs_since = kept | dict.fromkeys(changed, event.at)
        self.needs = dict(event.needs)

    def hand_on(self, of: str, to: str) -> None:
        """Give a colleague's open tasks, and approvals asked of them, to somebody else."""
        for task in self.tasks.values():
            if task.owner == of:
                self.tasks[task.task] = replace(task, owner=to)
        for asked in self.approvals.values():
            if asked.of == of and not asked.answer:
                # Whoever asked is never the second person: then anybody else may be.
                second = "" if asked.by == to else to
                self.approvals[asked.approval] = replace(asked, of=second)

    def _answered(self, event: ApprovalAnswered) -> None:
        asked = self.approvals[event.approval]
        # The second person is never the first.
        if event.by == asked.by or not asked.is_open:
            return
        self.approvals[event.approval] = replace(
            asked,
            answer=event.answer,
            answered_by=event.by,
            answered_at=event.at,
            answer_why=event.why,
            shown=event.shown,
        )

    def _looked(self, event: GateLooked) -> None:
        passed = self.to_look_at.get(event.gate)
        # Whoever passed it does not look at it themself.
        if passed is not None and passed[0] != event.by:
            del self.to_look_at[event.gate]

    def end_approvals(self, why: str, *, gate: str = "") -> None:
        """Let no approval so far hold any more, or none of one gate."""
        for ref, one in self.approvals.items():
            if not one.void and gate in ("", one.gate):
                self.approvals[ref] = replace(one, void=why)

    def pass_gates(self, gates: dict[str, str], *, by: str, at: int) -> None:
        """Remember the gates that were passed in haste, or are to be looked at afterwards."""
        for gate, how in gates.items():
            if how in {"haste", "afterwards"}:
                self.to_look_at[gate] = by, at
