"""Events of work on a case: tasks, checks, approvals, gates, needs."""

from typing import Literal

from apps.cases.casefile.base import Event


class TaskAdded(Event, frozen=True, tag="task_added"):
    """Something to be done, by whom and by which day (``YYYY-MM-DD``); ``task`` is a random ref.

    A ``call`` is owed to the person in a safe hour. ``repeats`` is in days, 0 for once. ``of_set``
    names the task set that it came with.
    """

    task: str
    title: str
    owner: str = ""
    due: str = ""
    repeats: int = 0
    kind: Literal["", "call"] = ""
    of_set: str = ""


class TaskChanged(Event, frozen=True, tag="task_changed"):
    """The task is now this."""

    task: str
    title: str
    owner: str = ""
    due: str = ""
    repeats: int = 0


class TaskDone(Event, frozen=True, tag="task_done"):
    """The task is done; one that repeats is due again."""

    task: str


class TaskDropped(Event, frozen=True, tag="task_dropped"):
    """The task is not to be done any more."""

    task: str
    why: str = ""


class CheckMade(Event, frozen=True, tag="check_made"):
    """A check of the list and what it gave, on which day (``YYYY-MM-DD``).

    ``partner`` is the ref of the partner who made it, where one did.
    """

    check: str
    result: str
    day: str = ""
    why: str = ""
    partner: str = ""


class ApprovalAsked(Event, frozen=True, tag="approval_asked"):
    """A second person is asked to approve a gate; ``of`` is whom, or "" for anybody else."""

    approval: str
    gate: str
    of: str = ""
    why: str = ""


class ApprovalAnswered(Event, frozen=True, tag="approval_answered"):
    """The second person approved, asks something first, or refused.

    ``shown`` is the number of the newest event that they had seen: what they approved is the case
    as it stood then.
    """

    approval: str
    answer: Literal["approved", "question", "refused"]
    why: str = ""
    shown: int = 0


class GateLooked(Event, frozen=True, tag="gate_looked"):
    """A gate that was passed in haste, or is looked at afterwards, was looked at."""

    gate: str
    why: str = ""


class NeedsSet(Event, frozen=True, tag="needs_set"):
    """What the person needs, each *open* or *met*."""

    needs: dict[str, str]
