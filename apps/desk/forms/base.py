"""What every form of the case page carries, and what several of them ask."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team
from apps.web.forms import PageForm

# Where a page returns to; also where a form that was refused is shown again.
SECTIONS: Final = (
    "overview",
    "conversation",
    "plan",
    "people",
    "documents",
    "checks",
    "notes",
    "history",
    "tasks",
)
# Nobody is told a day that they cannot imagine.
FARTHEST: Final = timedelta(days=366)
MOST_WHY: Final = 1000


def receiver_field(label: Any, help_text: Any = "") -> "forms.ModelChoiceField[Team]":
    """Return the choice of a team of caseworkers that receives requests."""
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        queryset=Team.objects.filter(kind=Team.Kind.CASEWORK).order_by("name"),
        empty_label=None,
        error_messages={
            "required": _("Choose the team that receives requests."),
            "invalid_choice": _("Choose one of the teams shown."),
        },
    )


class ActForm(PageForm):
    """`seen` is the number of the last event that the page showed; `at` the open section."""

    # The name of the URL that the form is sent to.
    address = ""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        """Return the number; a page that says none has seen nothing, and is told what changed."""
        said = str(self.cleaned_data["seen"])
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0

    def clean_at(self) -> str:
        """Return the section, or "" for the one that the act belongs to."""
        said = str(self.cleaned_data["at"])
        return said if said in SECTIONS else ""


def choices(labels: Iterable[tuple[str, object]], empty: object = None) -> list[tuple[str, Any]]:
    """Return a list's codes and labels, with a first line for nothing chosen yet."""
    return [*([("", empty)] if empty is not None else []), *labels]


def within_reach(day: date) -> date:
    """Return the day, or refuse one that is gone by or more than a year ahead."""
    today = date.today()  # noqa: DTZ011  (the service's clock is UTC)
    if day < today:
        raise ValidationError(_("Choose today or a later day."), "past")
    if day > today + FARTHEST:
        raise ValidationError(_("Choose a day within a year."), "far")
    return day
