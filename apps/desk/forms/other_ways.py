"""The form of another way to help: for which countries, and its words in each language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.other_ways import MOST_CHARACTERS, OtherWay
from apps.desk.forms.kept import SEVERAL_COUNTRIES, TextsForm
from apps.intake.naming import names


class OtherWayForm(TextsForm):
    """Another way to help."""

    countries = forms.MultipleChoiceField(
        label=_("For people in these countries"),
        help_text=SEVERAL_COUNTRIES,
        choices=lambda: list(names("countries").items()),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
    most_characters = MOST_CHARACTERS
    rows = 5

    def one(self, ref: str) -> OtherWay:
        """Return what the form says."""
        data = self.cleaned_data
        return OtherWay(ref, data["title"].strip(), sorted(data["countries"]), self.words)
