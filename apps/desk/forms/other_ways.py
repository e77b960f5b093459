"""The form of another way to help: for which countries, and its words in each language."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.other_ways import MOST_CHARACTERS, OtherWay
from apps.desk.forms.base import choices
from apps.desk.forms.templates import TemplateForm
from apps.intake.naming import names
from apps.web.forms import PageForm, WordsField
from apps.web.languages import direction, own_name

MOST_TITLE: Final = 80


class OtherWayForm(PageForm):
    """One field for each language that the organisation offers or the way has already.

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
    countries = forms.MultipleChoiceField(
        label=_("For people in these countries"),
        help_text=_("Choose none where it helps everywhere. Hold Ctrl or Cmd to choose several."),
        choices=lambda: list(names("countries").items()),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
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

    clean_seen = TemplateForm.clean_seen

    def clean(self) -> dict[str, Any]:
        """Ask for words in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        given = [data.get(f"text-{code}") for code in self.languages]
        wrong = any(f"text-{code}" in self.errors for code in self.languages)
        if not any(given) and not wrong and not data.get("add_language"):
            asked = _("Write the words in one language at least.")
            self.add_error(f"text-{self.languages[0]}", ValidationError(asked, "required"))
        return data

    def way(self, ref: str) -> OtherWay:
        """Return what the form says; an added language is empty as yet."""
        data = self.cleaned_data
        texts = {code: data[f"text-{code}"].strip() for code in self.languages}
        kept = {code: text for code, text in texts.items() if text}
        if data["add_language"]:
            kept.setdefault(data["add_language"], "")
        return OtherWay(ref, data["title"].strip(), sorted(data["countries"]), kept)


def _words(code: str) -> WordsField:
    field = WordsField(label=own_name(code), max_length=MOST_CHARACTERS, long=True)
    field.widget.attrs |= {"lang": code, "dir": direction(code), "rows": 5}
    return field
