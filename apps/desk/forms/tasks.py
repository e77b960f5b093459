"""The forms of tasks."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.casefile import Task
from apps.cases.tasksets import MOST_TITLE
from apps.desk.forms.base import MOST_WHY, ActForm, choices, within_reach
from apps.web.forms import Day, Words, WordsField

REPEATS: Final = [
    ("0", _("Once")),
    ("7", _("Every week")),
    ("14", _("Every two weeks")),
    ("30", _("Every 30 days")),
    ("91", _("Every three months")),
]


class TaskChangeForm(ActForm):
    """What a task says. ``task`` names the one that is changed."""

    task = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    title = WordsField(
        label=_("Task"),
        max_length=MOST_TITLE,
        required=True,
        error_messages={"required": _("Write what is to be done.")},
    )
    due = forms.DateField(
        label=_("Due"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    owner = forms.ChoiceField(label=_("Whose"), required=False)
    repeats = forms.ChoiceField(label=_("How often"), choices=REPEATS, required=False)

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        open_tasks: Mapping[str, Task],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        whose = choices(people, _("Whoever owns the case"))
        self.fields["owner"].choices = whose  # type: ignore[attr-defined]
        self.open_tasks = open_tasks
        others = {str(task.repeats) for task in open_tasks.values()} - dict(REPEATS).keys()
        often = [(days, _("Every %(days)s days") % {"days": days}) for days in sorted(others)]
        self.fields["repeats"].choices = [*REPEATS, *often]  # type: ignore[attr-defined]

    def clean_due(self) -> date | None:
        """Refuse days gone by, unless it stood there already, and days out of sight."""
        day: date | None = self.cleaned_data["due"]
        stands = self.open_tasks.get(self.cleaned_data.get("task", ""))
        # A task that is over may be changed without being given another day.
        if day is None or (stands is not None and day.isoformat() == stands.due):
            return day
        return within_reach(day)

    def clean(self) -> dict[str, Any]:
        """Ask what comes again for the day of the first time."""
        data: dict[str, Any] = super().clean() or {}
        again = data.get("repeats") not in {None, "", "0"}
        if again and not data.get("due") and "due" not in self.errors:
            asked = _("Choose the day on which it is due first.")
            self.add_error("due", ValidationError(asked, "required"))
        return data


class TaskForm(TaskChangeForm):
    """One more task."""

    call = forms.BooleanField(
        label=_("A call to the person, in an hour that is safe for them"), required=False
    )
    field_order = ("seen", "at", "task", "title", "due", "call", "owner", "repeats")


class OneTaskForm(ActForm):
    """One task, by its ref."""

    task = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class DropForm(OneTaskForm):
    """A task that is not to be done any more, and why."""

    why = WordsField(label=_("Why it is not needed"), max_length=MOST_WHY, widget=Words)


class SetForm(ActForm):
    """The tasks of a set, added by hand; the page draws which there are."""

    ref = forms.CharField(
        label=_("Task set"),
        max_length=64,
        error_messages={"required": _("Choose a task set.")},
    )
