"""The form of a translation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile
from apps.desk.forms.base import ActForm, choices
from apps.intake.naming import names
from apps.web.forms import WordsField

RETURNS = ("request", "overview", "conversation")


class TranslationForm(ActForm):
    """A translation, its language, and whether a machine made it. ``of`` names the original."""

    of = forms.CharField(required=False, widget=forms.HiddenInput)
    text = WordsField(
        label=_("Translation"),
        max_length=casefile.MOST_CHARACTERS,
        long=True,
        required=True,
        error_messages={"required": _("Write the translation before you keep it.")},
    )
    language = forms.ChoiceField(label=_("Into which language"))
    by_machine = forms.BooleanField(label=_("A machine made it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = choices(names("languages").items())
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    def clean_at(self) -> str:
        """Return where to go back to."""
        said = str(self.cleaned_data["at"])
        return said if said in RETURNS else ""
