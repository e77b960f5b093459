"""What the forms of every list that a team keeps have in common. See apps/desk/editor.py."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import choices
from apps.intake.naming import names
from apps.web.forms import PageForm, WordsField
from apps.web.languages import direction, own_name

MOST_TITLE: Final = 80
SEVERAL_COUNTRIES: Final = _(
    "Choose none where it helps everywhere. Hold Ctrl or Cmd to choose several."
)


def title_field(**kwargs: Any) -> WordsField:
    """Return the field of a title, which is for colleagues alone."""
    return WordsField(
        label=_("Title"),
        max_length=MOST_TITLE,
        required=True,
        error_messages={"required": _("Write a title by which colleagues find it.")},
        **kwargs,
    )


class SeenForm(PageForm):
    """`seen` is the version of the paper that the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        """Return the number; a page that says none has read nothing."""
        said = str(self.cleaned_data["seen"])
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1


class KeptForm(SeenForm):
    """One of a list."""

    def one(self, ref: str) -> Any:
        """Return what the form says, once it is valid."""
        raise NotImplementedError


class TextsForm(KeptForm):
    """A title, and one field for each language that is offered or has words already."""

    title = title_field(help_text=_("For colleagues; the person never sees it."))
    add_language = forms.ChoiceField(label=_("One more language"), required=False)
    most_characters = 4000
    rows = 7

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code in self.languages:
            self.add_field(f"text-{code}", self._words(code))
        others = [
            (code, name) for code, name in names("languages").items() if code not in languages
        ]
        self.fields["add_language"].choices = choices(others, _("None"))  # type: ignore[attr-defined]

    def _words(self, code: str) -> WordsField:
        field = WordsField(label=own_name(code), max_length=self.most_characters, long=True)
        field.widget.attrs |= {"lang": code, "dir": direction(code), "rows": self.rows}
        return field

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of words, one a language."""
        return [self[f"text-{code}"] for code in self.languages]

    def clean(self) -> dict[str, Any]:
        """Ask for words in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        given = [data.get(f"text-{code}") for code in self.languages]
        wrong = any(f"text-{code}" in self.errors for code in self.languages)
        if not any(given) and not wrong and not data.get("add_language"):
            asked = _("Write the words in one language at least.")
            self.add_error(f"text-{self.languages[0]}", ValidationError(asked, "required"))
        return data

    @property
    def words(self) -> dict[str, str]:
        """What was written, by language; an added language is empty as yet."""
        data = self.cleaned_data
        texts = {code: data[f"text-{code}"].strip() for code in self.languages}
        kept = {code: text for code, text in texts.items() if text}
        if data["add_language"]:
            kept.setdefault(data["add_language"], "")
        return kept
