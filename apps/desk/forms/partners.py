"""The forms of partners: one of them, and what the address book is searched by."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.partners import MOST_CHOSEN, MOST_NAME, MOST_WORDS, Partner
from apps.desk.forms.base import choices
from apps.desk.forms.kept import KeptForm
from apps.desk.partners import DOES
from apps.intake.naming import names, split
from apps.web.forms import Day, WordsField
from apps.web.languages import offered

_SEVERAL: Final = _("Choose none for all. Hold Ctrl or Cmd to choose several.")
_WHO_FIRST: Final = _("Choose or write who vouches for them.")


def _several(label: Any, which: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_SEVERAL,
        choices=which,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )


def _languages() -> list[tuple[str, str]]:
    leading, others = split("languages", offered())
    return [*leading.items(), *others.items()]


class PartnerForm(KeptForm):
    """One partner."""

    name = WordsField(
        label=_("Name"),
        help_text=_("As colleagues call them. It stands on the cases that they help."),
        max_length=MOST_NAME,
        required=True,
        error_messages={"required": _("Write a name by which colleagues know them.")},
    )
    does = forms.MultipleChoiceField(
        label=_("What they can do"),
        choices=choices(DOES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    countries = _several(_("In which countries"), lambda: list(names("countries").items()))
    languages = _several(_("In which languages"), _languages)
    contact = WordsField(
        label=_("How to reach them"),
        help_text=_("Way, times, and a word to begin with."),
        max_length=MOST_WORDS,
        long=True,
    )
    vouched_by = forms.ChoiceField(label=_("Who of us vouches for them"), required=False)
    vouched = WordsField(label=_("Who else, or how we know them"), max_length=MOST_WORDS, long=True)
    since = forms.DateField(
        label=_("Since when"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    resting = forms.BooleanField(label=_("Not to be asked now"), required=False)
    notes = WordsField(label=_("Notes"), max_length=MOST_WORDS, long=True)

    def __init__(self, *args: Any, colleagues: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = choices(colleagues.items(), _("Nobody"))
        self.fields["vouched_by"].choices = people  # type: ignore[attr-defined]
        for name in ("contact", "vouched", "notes"):
            self.fields[name].widget.attrs["rows"] = 3

    @staticmethod
    def of(one: Partner) -> dict[str, Any]:
        """Return what the form begins with."""
        return {name: getattr(one, name) for name in one.__struct_fields__ if name != "ref"}

    def clean_since(self) -> str:
        """Return the day; nobody has vouched from a day to come."""
        day: date | None = self.cleaned_data["since"]
        if day and day > date.today():  # noqa: DTZ011  (the service's clock is UTC)
            raise ValidationError(_("Choose today or an earlier day."), "ahead")
        return day.isoformat() if day else ""

    def clean(self) -> dict[str, Any]:
        """Keep lists within bounds; a day is somebody's who vouches."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("countries", "languages"):
            if len(data.get(name, ())) > MOST_CHOSEN:
                most = _("Choose at most %(most)d.") % {"most": MOST_CHOSEN}
                self.add_error(name, ValidationError(most, "many"))
        wrong = self.errors.keys() & {"vouched_by", "vouched"}
        if data.get("since") and not (data.get("vouched_by") or data.get("vouched") or wrong):
            self.add_error("vouched_by", ValidationError(_WHO_FIRST, "required"))
        return data

    def one(self, ref: str) -> Partner:
        """Return what the form says."""
        data = {name: self.cleaned_data[name] for name in self.of(Partner(ref, ""))}
        words = {name: said.strip() for name, said in data.items() if isinstance(said, str)}
        return Partner(ref, **{**data, **words})


class PartnerSearch(forms.Form):
    """What the address book is searched by: only what stands in it is offered."""

    does = forms.ChoiceField(label=_("What they can do"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        does: Iterable[tuple[str, Any]],
        countries: Iterable[tuple[str, Any]],
        languages: Iterable[tuple[str, Any]],
    ) -> None:
        super().__init__(data, label_suffix="")
        for name, listed in (("does", does), ("country", countries), ("language", languages)):
            self.fields[name].choices = choices(listed, _("All"))  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        """What to look for; what is not offered is not looked for."""
        self.is_valid()
        return {name: said for name, said in self.cleaned_data.items() if said}
