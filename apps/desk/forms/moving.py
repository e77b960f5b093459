"""The forms of moves between stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import WordsField


class StageField(forms.ChoiceField):
    """A stage of those offered; the one it stands in is no choice, but a page may be sent twice."""

    stands_in = ""

    def valid_value(self, value: Any) -> bool:
        """Take where the case stands for an answer as well."""
        return (bool(value) and value == self.stands_in) or super().valid_value(value)


class StageForm(ActForm):
    """A stage of those that the team offers, and why."""

    stage = StageField(label=_("Move to"), error_messages={"required": _("Choose a stage.")})
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def __init__(
        self, *args: Any, to: list[tuple[str, str]], stands_in: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        field.choices = choices(to, _("Choose"))  # type: ignore[attr-defined]
        field.stands_in = stands_in  # type: ignore[attr-defined]


class MoveForm(StageForm):
    """Any stage but the one it is in. ``named`` are the gates in the way that the page told of."""

    haste = forms.BooleanField(
        label=_("Pass in haste: this is an emergency, and a colleague looks at it afterwards"),
        required=False,
    )
    named = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_named(self) -> list[str]:
        """Return the gates as a list."""
        return str(self.cleaned_data["named"]).split()


class ReopenForm(StageForm):
    """A closed case is opened again at a stage of choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].label = _("Open again at")
