"""Tasks: one more, another, done, dropped, or a whole set."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand, Planned
from apps.cases.casefile import TaskAdded, TaskChanged, TaskDone, TaskDropped
from apps.cases.errors import Settled
from apps.cases.opened import OpenCase
from apps.cases.tasksets import sets_of
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.people import colleagues_of


def _planned(data: Data) -> Planned:
    return Planned(data["title"], data["owner"], data["due"], int(data["repeats"] or 0))


def _add(hand: Hand, data: Data) -> object:
    return actions.add_task(hand, _planned(data), kind="call" if data["call"] else "")


def _added_before(hand: Hand, data: Data) -> bool:
    same = (data["title"], _planned(data).day, data["owner"])
    mine = [body for body in written_since(hand) if isinstance(body, TaskAdded)]
    return any((one.title, one.due, one.owner) == same for one in mine)


def _gone() -> NotOffered:
    return NotOffered(_("This task is not open any more."))


def _change(hand: Hand, data: Data) -> object:
    try:
        return actions.change_task(hand, _planned(data), task=data["task"])
    except Settled:
        raise _gone() from None


def _finish(hand: Hand, data: Data) -> object:
    try:
        return actions.finish_task(hand, task=data["task"])
    except Settled:
        raise _gone() from None


def _drop(hand: Hand, data: Data) -> object:
    try:
        return actions.drop_task(hand, task=data["task"], why=data["why"])
    except Settled:
        raise _gone() from None


def _bring(hand: Hand, data: Data) -> object:
    sets = sets_of(team=hand.opened.case.team, user=hand.by, keyring=hand.keyring)
    found = next((one for one in sets if one.ref == data["ref"]), None)
    if found is None:
        raise NotOffered(_("Choose a task set."))
    try:
        return actions.add_task_set(hand, found)
    except Settled:
        raise NotOffered(_("This case has had the tasks of this set already.")) from None


def _same(kind: type[TaskChanged | TaskDone | TaskDropped]) -> Any:
    def repeated(hand: Hand, data: Data) -> bool:
        mine = written_since(hand)
        return any(isinstance(body, kind) and body.task == data["task"] for body in mine)

    return repeated


def _brought_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, TaskAdded) and body.of_set == data["ref"] for body in mine)


def _members(opened: OpenCase) -> dict[str, Any]:
    people = list(colleagues_of(opened).items())
    return {"people": people, "open_tasks": opened.file.work.tasks}


def _has_tasks(opened: OpenCase) -> bool:
    return bool(opened.file.work.tasks)


ACTS: Final[Mapping[str, Act]] = {
    "task": Act("", forms.TaskForm, _add, given=_members, repeated=_added_before),
    "task_change": Act(
        "tasks",
        forms.TaskChangeForm,
        _change,
        offered=_has_tasks,
        given=_members,
    ),
    "task_done": Act("", forms.OneTaskForm, _finish, offered=_has_tasks, repeated=_same(TaskDone)),
    "task_drop": Act(
        "tasks", forms.DropForm, _drop, offered=_has_tasks, repeated=_same(TaskDropped)
    ),
    "bring": Act("tasks", forms.SetForm, _bring, repeated=_brought_before),
}
