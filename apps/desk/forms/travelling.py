"""The forms of people on the way: a sign that came or not, the journey that is off, arriving."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.cases import wayout
from apps.cases.clocks import read_local
from apps.desk.forms.base import FARTHEST, MOST_WHY, ActForm, choices
from apps.web.forms import Day, WordsField

WAITS: Final = "waits"


class LocalHour(forms.DateTimeInput):
    """An hour by the clock of a place, picked or typed as the browser has it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%dT%H:%M")


class LocalField(forms.CharField):
    """A local hour without its zone."""

    widget = LocalHour

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """Return the hour; None for nothing. Seconds, which some browsers add, are left out."""
        said = str(super().clean(value)).strip().replace(" ", "T")
        if not said:
            return None
        local = read_local(said[:16])
        if local is None:
            raise ValidationError(_("Write day and time as in 2026-11-30 14:05."), "invalid")
        far = abs(local.replace(tzinfo=UTC) - timezone.now())
        if far > FARTHEST:
            raise ValidationError(_("Choose a day within a year."), "far")
        return local


class SignForm(ActForm):
    """What became of one check-in."""

    check_in = forms.CharField(required=False)
    how = forms.ChoiceField(
        choices=choices([*wayout.SIGNS.items(), (WAITS, WAITS)]),
        error_messages={"required": _("Choose how it went.")},
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def clean(self) -> dict[str, Any]:
        """Ask why a check-in is not waited for any more."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("how") == "given_up" and not data.get("why", "").strip():
            self.add_error("why", ValidationError(_("Write why it is not waited for."), "required"))
        return data


class DropJourneyForm(ActForm):
    """The journey is off."""

    why = WordsField(label=_("Why"), max_length=MOST_WHY)


class ArrivedForm(ActForm):
    """They are there: since which day. ``named`` are the gates that the page told of."""

    day = forms.DateField(
        label=_("Day of arrival"),
        widget=Day,
        error_messages={
            "required": _("Write the day on which they arrived."),
            "invalid": _("Write the day as in 2026-11-30."),
        },
    )
    haste = WordsField(label=_("In an emergency: why the gates were passed"), max_length=MOST_WHY)
    named = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_day(self) -> date:
        """Refuse a day that is still to come, by any clock on earth, or that is long gone."""
        day: date = self.cleaned_data["day"]
        today = timezone.now()
        if day > (today + timedelta(hours=14)).date():
            raise ValidationError(_("That is still to come."), "future")
        if day < (today - FARTHEST).date():
            raise ValidationError(_("That is too long ago."), "old")
        return day

    def clean_named(self) -> list[str]:
        """Return the gates as a list."""
        return str(self.cleaned_data["named"]).split()
