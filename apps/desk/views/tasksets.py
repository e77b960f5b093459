"""Task sets: tasks that a team knows beforehand, as its coordinator sets them."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases.queries import rules_of
from apps.cases.tasksets import MOST_TASKS, TASK_SETS, TaskSet, TaskSets
from apps.desk.editor import Editor
from apps.desk.forms import SPARE_ROWS, TaskSetForm, rows_of
from apps.desk.stages import stage_name, stages_offered
from apps.desk.teampapers import keys_of
from apps.teams.models import Team


class TaskSetEditor(Editor[TaskSets, TaskSet]):
    """Task sets; what one brought already stays as it is when it changes."""

    kept = TASK_SETS
    several, single = "task_sets", "task_set"
    full = _("There are 50 task sets already. Delete one first.")

    def blank(self, ref: str) -> TaskSet:
        return TaskSet(ref, "", [])

    def form(
        self,
        request: DeskRequest,
        team: Team,
        one: TaskSet | None,
        data: QueryDict | None,
        **first: Any,
    ) -> TaskSetForm:
        rules = rules_of(**keys_of(request, team))
        stages = stages_offered(rules)
        if one and one.stage and one.stage not in dict(stages):
            stages.append((one.stage, stage_name(rules, one.stage)))
        if data is None:
            rows = SPARE_ROWS + (len(one.tasks) if one else 0)
            first |= rows_of(one) if one else {}
        else:
            rows = _rows_sent(data)
        return TaskSetForm(data, initial=first, stages=stages, rows=rows)

    def listed(self, request: DeskRequest, team: Team, paper: TaskSets) -> dict[str, Any]:
        rules = rules_of(**keys_of(request, team))
        lines = [
            {"one": one, "stage": stage_name(rules, one.stage) if one.stage else ""}
            for one in paper.items
        ]
        return {"lines": lines}


def _rows_sent(data: QueryDict) -> int:
    """Return how many rows the page that was sent had."""
    sent = [row for row in range(MOST_TASKS) if f"task-{row}" in data]
    return max(sent, default=0) + 1


task_sets = TaskSetEditor()
