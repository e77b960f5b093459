"""The form of a template: its title, what it is for, and its words in each language."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.templates import MOST_CHARACTERS, PURPOSES, Template
from apps.desk.forms.base import choices
from apps.intake.naming import names
from apps.web.forms import PageForm, WordsField
from apps.web.languages import direction, own_name

MOST_TITLE: Final = 80


class TemplateForm(PageForm):
    """One field for each language that the organisation offers or the template has already.

    `seen` is the version of the paper that the page showed.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    title = WordsField(
        label=_("Title"),
        help_text=_("For colleagues; the person never sees it."),
        max_length=MOST_TITLE,
        required=True,
        error_messages={"required": _("Write a title by which colleagues find it.")},
    )
    purpose = forms.ChoiceField(label=_("What it is for"), choices=choices(PURPOSES.items()))
    add_language = forms.ChoiceField(label=_("One more language"), required=False)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in self.languages:
            self.fields[f"text-{code}"] = _words(code)
        others = [
            (code, name) for code, name in names("languages").items() if code not in languages
        ]
        self.fields["add_language"].choices = choices(others, _("None"))  # type: ignore[attr-defined]

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of words, one a language."""
        return [self[f"text-{code}"] for code in self.languages]

    def clean_seen(self) -> int:
        """Return the number; a page that says none has read nothing."""
        said = str(self.cleaned_data["seen"])
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1

    def clean(self) -> dict[str, Any]:
        """Ask for words in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        given = [data.get(f"text-{code}") for code in self.languages]
        asked = any(f"text-{code}" in self.errors for code in self.languages)
        if not any(given) and not asked and not data.get("add_language"):
            self.add_error(
                f"text-{self.languages[0]}",
                ValidationError(_("Write the words in one language at least."), "required"),
            )
        return data

    def template(self, ref: str) -> Template:
        """Return what the form says as a template; an added language is empty as yet."""
        data = self.cleaned_data
        texts = {code: data[f"text-{code}"].strip() for code in self.languages}
        kept = {code: text for code, text in texts.items() if text}
        if data["add_language"]:
            kept.setdefault(data["add_language"], "")
        return Template(ref, data["title"].strip(), data["purpose"], kept)


def _words(code: str) -> WordsField:
    field = WordsField(label=own_name(code), max_length=MOST_CHARACTERS, long=True)
    field.widget.attrs |= {"lang": code, "dir": direction(code), "rows": 7}
    return field


class TakeAwayForm(PageForm):
    """Taking a template away: `seen` is the version of the paper that the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    clean_seen = TemplateForm.clean_seen
