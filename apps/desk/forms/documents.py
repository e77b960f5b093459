"""The forms of documents: the facts of one, and taking it away."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.actions import Facts
from apps.cases.wayout import DOCUMENTS, HELD
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.intake.naming import names
from apps.web.forms import Day, LongWords, WordsField

MOST_NOTE: Final = 1000
# Beyond these a year is a slip of the hand.
EARLIEST: Final = date(1950, 1, 1)
LATEST: Final = date(2150, 1, 1)


class DocumentForm(ActForm):
    """The facts of a document; ``document`` names the one that is changed, "" is a new one."""

    document = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of document"),
        choices=choices(DOCUMENTS.items(), _("Choose")),
        error_messages={"required": _("Choose what kind of document it is.")},
    )
    person = forms.ChoiceField(label=_("Whose it is"), required=False)
    country = forms.ChoiceField(
        label=_("Country that gave it"),
        choices=lambda: choices(names("countries").items(), _("Not said")),
        required=False,
    )
    ends = forms.DateField(
        label=_("Last day of validity"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    held = forms.ChoiceField(
        label=_("How we hold it"),
        help_text=_("Best only seen: what is not kept here, nobody can take from here."),
        choices=list(HELD.items()),
        widget=forms.RadioSelect,
        initial="seen",
        error_messages={"required": _("Choose how you hold it.")},
    )
    note = WordsField(label=_("Note"), max_length=MOST_NOTE, widget=LongWords(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = choices(people, _("The applicant’s"))
        self.fields["person"].choices = whose  # type: ignore[attr-defined]

    def clean_ends(self) -> date | None:
        """Refuse a year that can only be a slip."""
        day: date | None = self.cleaned_data["ends"]
        if day is not None and not EARLIEST <= day < LATEST:
            raise ValidationError(_("Look at the year once more."), "far")
        return day


class DocumentDropForm(ActForm):
    """A document that is taken away, and why."""

    document = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = WordsField(label=_("Why it goes"), max_length=MOST_WHY)


def facts_of(data: Any) -> Facts:
    """Return the facts that a valid form says."""
    said = {name: data[name] for name in ("kind", "person", "country", "ends", "held", "note")}
    return Facts(**said)
