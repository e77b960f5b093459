"""The form of a template: its title, what it is for, and its words in each language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.templates import MOST_CHARACTERS, PURPOSES, Template
from apps.desk.forms.base import choices
from apps.desk.forms.kept import TextsForm


class TemplateForm(TextsForm):
    """Words kept ready."""

    purpose = forms.ChoiceField(label=_("What it is for"), choices=choices(PURPOSES.items()))
    most_characters = MOST_CHARACTERS

    def one(self, ref: str) -> Template:
        """Return what the form says."""
        data = self.cleaned_data
        return Template(ref, data["title"].strip(), data["purpose"], self.words)
