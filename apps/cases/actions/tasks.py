"""Tasks on a case: one by one, or a set of them that a stage brings along."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from apps.cases.actions.hand import Hand
from apps.cases.casefile import AnyEvent, TaskAdded, TaskChanged, TaskDone, TaskDropped
from apps.cases.errors import CaseClosed, Settled
from apps.cases.opened import OpenCase
from apps.cases.tasksets import TaskSet, brought_by, sets_of
from apps.cases.writing import Change


@dataclass(frozen=True, slots=True)
class Planned:
    """What a task says: title, whose ("" for the case's owner), due, and how often in days."""

    title: str
    owner: str = ""
    due: date | None = None
    repeats: int = 0

    @property
    def day(self) -> str:
        """The due day as events write it."""
        return self.due.isoformat() if self.due else ""


def add_task(hand: Hand, planned: Planned, *, kind: Literal["", "call"] = "") -> OpenCase:
    """Add a task; a *call* is owed to the person in a safe hour."""
    if hand.opened.file.stage == "closed":
        raise CaseClosed
    added = TaskAdded(
        by=hand.me,
        at=hand.now,
        task=secrets.token_hex(16),
        title=planned.title,
        owner=planned.owner,
        due=planned.day,
        repeats=planned.repeats,
        kind=kind,
    )
    return hand.add(added)


def change_task(hand: Hand, planned: Planned, *, task: str) -> OpenCase:
    """Let an open task say something else; ``Settled`` where it is open no more."""
    changed = TaskChanged(
        by=hand.me,
        at=hand.now,
        task=task,
        title=planned.title,
        owner=planned.owner,
        due=planned.day,
        repeats=planned.repeats,
    )
    return _on_open(hand, task, changed)


def finish_task(hand: Hand, *, task: str) -> OpenCase:
    """Say that a task is done; one that repeats is due again. ``Settled`` where it is not open."""
    return _on_open(hand, task, TaskDone(by=hand.me, at=hand.now, task=task))


def drop_task(hand: Hand, *, task: str, why: str = "") -> OpenCase:
    """Say that a task is not to be done any more; ``Settled`` where it is not open."""
    return _on_open(hand, task, TaskDropped(by=hand.me, at=hand.now, task=task, why=why))


def _on_open(hand: Hand, task: str, event: AnyEvent) -> OpenCase:
    def change(opened: OpenCase) -> Change:
        if task not in opened.file.work.tasks:
            raise Settled
        return Change([event])

    return hand.write(change)


def add_task_set(hand: Hand, one: TaskSet) -> OpenCase:
    """Add the tasks of a set by hand; ``Settled`` where the case had them already."""

    def change(opened: OpenCase) -> Change:
        events = _tasks_of(hand, opened, [one])
        if not events:
            raise Settled
        return Change(list(events))

    return hand.write(change)


def tasks_brought(hand: Hand, opened: OpenCase, *, stage: str) -> Sequence[AnyEvent]:
    """Return the tasks that reaching a stage brings along, those of each set once a case."""
    sets = sets_of(team=opened.case.team, user=hand.by, keyring=hand.keyring)
    return _tasks_of(hand, opened, brought_by(sets, stage, opened.rules))


def _tasks_of(hand: Hand, opened: OpenCase, sets: Sequence[TaskSet]) -> list[TaskAdded]:
    today = datetime.fromtimestamp(hand.now, UTC).date()
    return [
        TaskAdded(
            by=hand.me,
            at=hand.now,
            task=secrets.token_hex(16),
            title=task.title,
            due=(today + timedelta(days=max(0, min(task.after, 366)))).isoformat(),
            kind=task.kind,
            of_set=one.ref,
        )
        for one in sets
        if one.ref not in opened.file.work.brought
        for task in one.tasks
    ]
