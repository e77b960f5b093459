"""Forms about colleagues: days away and who covers, languages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.absences import LONGEST, MOST_LANGUAGES, Absence, Absences, today
from apps.desk.colleagues import Colleague
from apps.desk.forms.base import choices
from apps.desk.places import language_name
from apps.intake.naming import names
from apps.web.forms import Day, PageForm
from apps.web.queries import organisation

WHOLE_DAY = {
    "required": _("Choose the day."),
    "invalid": _("Write the day as in 2026-11-30."),
}


class AwayForm(PageForm):
    """The first and the last day away, and who covers."""

    first = forms.DateField(label=_("First day away"), widget=Day, error_messages=WHOLE_DAY)
    last = forms.DateField(label=_("Last day away"), widget=Day, error_messages=WHOLE_DAY)
    cover = forms.ChoiceField(
        label=_("Who covers"),
        help_text=_("Their Today shows these cases under “Covering”. No key changes hands."),
        required=False,
    )

    def __init__(
        self, *args: Any, others: Sequence[Colleague], paper: Absences, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.names = {one.ref: one.user.handle for one in others}
        people = choices([(one.ref, one.said) for one in others], _("Nobody"))
        self.fields["cover"].choices = people  # type: ignore[attr-defined]

    @staticmethod
    def of(absence: Absence | None) -> dict[str, Any]:
        """Return what the form begins with."""
        if absence is None:
            return {}
        return {"first": absence.first_day, "last": absence.last_day, "cover": absence.cover}

    @property
    def absence(self) -> Absence:
        """What was filled in."""
        said = self.cleaned_data
        return Absence(said["first"].isoformat(), said["last"].isoformat(), said["cover"])

    def clean(self) -> dict[str, Any]:
        """Refuse days in a wrong order, and a cover who is away in the same days."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last:
            self._check_days(first, last)
        cover = self.paper.away.get(data.get("cover") or "")
        if first and last and cover and _meet(first, last, cover):
            away = _("%(person)s is away in these days as well. Choose somebody else.")
            name = {"person": self.names[data["cover"]]}
            self.add_error("cover", ValidationError(away % name, "away"))
        return data

    def _check_days(self, first: date, last: date) -> None:
        if last < today():
            self.add_error("last", ValidationError(_("Choose today or a later day."), "past"))
        elif last < first:
            self.add_error(
                "last", ValidationError(_("Choose the first day or a later one."), "order")
            )
        elif last - first > LONGEST or last > today() + 2 * LONGEST:
            self.add_error("last", ValidationError(_("Choose a day within a year."), "far"))


def _meet(first: date, last: date, other: Absence) -> bool:
    return other.first_day <= last and first <= other.last_day


class LanguagesForm(PageForm):
    """The languages in which a person can read and answer applicants."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you can read and answer in"),
        help_text=_("Colleagues see them when they give a case. They are sealed for your team."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = forms.MultipleChoiceField(label=_("Others"), required=False, widget=forms.SelectMultiple)

    def __init__(self, *args: Any, spoken: Sequence[str], **kwargs: Any) -> None:
        site = organisation()
        first = list(dict.fromkeys([*(site.languages if site else ()), *spoken]))
        initial = {"languages": [code for code in first if code in spoken]}
        super().__init__(*args, initial=initial, **kwargs)
        others = sorted(
            (name, code) for code, name in names("languages").items() if code not in first
        )
        ticks: Any = self.fields["languages"]
        more: Any = self.fields["more"]
        ticks.choices = [(code, language_name(code)) for code in first]
        more.choices = [(code, name) for name, code in others]

    def clean(self) -> dict[str, Any]:
        """Put both lists together."""
        data: dict[str, Any] = super().clean() or {}
        spoken = [*data.get("languages", []), *data.get("more", [])]
        if len(spoken) > MOST_LANGUAGES:
            too_many = _("Choose at most %(most)d.") % {"most": MOST_LANGUAGES}
            self.add_error("languages", ValidationError(too_many, "many"))
        data["languages"] = spoken
        return data
