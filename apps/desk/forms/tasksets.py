"""The form of a task set: its title, the stage that brings it, and a row for each task."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.tasksets import MOST_DAYS, MOST_TASKS, MOST_TITLE, SetTask, TaskSet
from apps.desk.forms.base import choices
from apps.desk.forms.kept import KeptForm, title_field
from apps.desk.forms.rules import WHOLE
from apps.web.forms import WordsField

# Empty rows below those that are filled in: whoever needs more saves and goes on.
SPARE: Final = 3


class TaskSetForm(KeptForm):
    """One row a task; a row without a title is none."""

    title = title_field()
    stage = forms.ChoiceField(label=_("Comes along with the stage"), required=False)

    def __init__(self, *args: Any, stages: list[tuple[str, str]], rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand = choices(stages, _("None: added by hand"))
        self.fields["stage"].choices = by_hand  # type: ignore[attr-defined]
        self.count = min(rows, MOST_TASKS)
        for row in range(self.count):
            self.add_field(f"task-{row}", WordsField(label=_("Task"), max_length=MOST_TITLE))
            self.add_field(
                f"after-{row}",
                forms.IntegerField(
                    label=_("Days after"),
                    min_value=0,
                    max_value=MOST_DAYS,
                    required=False,
                    error_messages=WHOLE,
                ),
            )
            self.add_field(f"call-{row}", forms.BooleanField(label=_("Call"), required=False))

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each row."""
        kinds = ("task", "after", "call")
        return [{kind: self[f"{kind}-{row}"] for kind in kinds} for row in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Ask for one task at least."""
        data: dict[str, Any] = super().clean() or {}
        titles = [data.get(f"task-{row}", "").strip() for row in range(self.count)]
        wrong = any(f"task-{row}" in self.errors for row in range(self.count))
        if not any(titles) and not wrong:
            asked = _("Write one task at least.")
            self.add_error("task-0", ValidationError(asked, "required"))
        return data

    def one(self, ref: str) -> TaskSet:
        """Return what the form says."""
        data = self.cleaned_data
        tasks = [
            SetTask(
                data[f"task-{row}"].strip(),
                data[f"after-{row}"] or 0,
                "call" if data[f"call-{row}"] else "",
            )
            for row in range(self.count)
            if data[f"task-{row}"].strip()
        ]
        return TaskSet(ref, data["title"].strip(), tasks, data["stage"])


def rows_of(one: TaskSet) -> dict[str, Any]:
    """Return how the form stands for a set."""
    said: dict[str, Any] = {"title": one.title, "stage": one.stage}
    for row, task in enumerate(one.tasks[:MOST_TASKS]):
        said |= {
            f"task-{row}": task.title,
            f"after-{row}": task.after,
            f"call-{row}": task.kind == "call",
        }
    return said
